"""What each country's pack says: titles, numbers, school years, and example dates to start from."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.people.rules import countries as rules
from mentoring.people.rules.countries import (
    CountryPack,
    DateOrder,
    RetentionBasis,
    countries,
    country,
)
from mentoring.people.rules.example_terms import DAY_ENDS, DAY_STARTS, easter, example_hours, example_terms
from mentoring.people.rules.school_time import SchoolTime, is_school_day, refusals_of_school_time

CODES = ["england", "wales", "scotland", "northern_ireland", "us"]
UK = CODES[:4]


@pytest.fixture(params=CODES)
def pack(request: pytest.FixtureRequest) -> CountryPack:
    return country(request.param)


def test_there_is_a_pack_for_each_of_the_five_countries() -> None:
    assert list(countries()) == CODES


def test_every_safeguarding_role_has_a_title_in_every_country(pack: CountryPack) -> None:
    assert all(pack.titles.of(role).strip() for role in SAFEGUARDING_ROLES)


def test_other_roles_take_their_names_from_the_wording_not_from_the_country(pack: CountryPack) -> None:
    with pytest.raises(KeyError):
        pack.titles.of(Role.COORDINATOR)


@pytest.mark.parametrize(
    "code, lead, head",
    [
        ("england", "Designated safeguarding lead", "Headteacher"),
        ("wales", "Designated safeguarding person", "Headteacher"),
        ("scotland", "Child protection co-ordinator", "Headteacher"),
        ("northern_ireland", "Designated teacher for child protection", "Principal"),
        ("us", "Child protection designee", "Principal"),
    ],
)
def test_the_lead_and_the_head_have_the_title_that_people_there_know(code: str, lead: str, head: str) -> None:
    assert country(code).titles.lead == lead
    assert country(code).titles.head == head


@pytest.mark.parametrize("code", UK)
def test_a_child_in_the_uk_reads_999_and_childline(code: str) -> None:
    assert country(code).emergency_numbers == ("999",)
    assert [(line.name, line.number) for line in country(code).help_lines] == [("Childline", "0800 1111")]


def test_a_child_in_the_us_reads_911_childhelp_and_988() -> None:
    assert country("us").emergency_numbers == ("911",)
    assert [line.number for line in country("us").help_lines] == ["1-800-422-4453", "988"]


def test_a_help_line_shown_to_children_is_free_and_always_open(pack: CountryPack) -> None:
    assert all(line.free and line.always_open for line in pack.help_lines)


def test_the_head_in_england_is_told_of_the_lado() -> None:
    assert country("england").outside.short == "LADO"


@pytest.mark.parametrize(
    "code, youngest, oldest",
    [
        ("england", ["R", "1", "2", "3", "4"], "13"),
        ("wales", ["R", "1", "2", "3", "4"], "13"),
        ("scotland", ["P1", "P2", "P3", "P4"], "S6"),
        ("northern_ireland", ["1", "2", "3", "4", "5"], "14"),
        ("us", ["K", "1", "2", "3"], "12"),
    ],
)
def test_children_up_to_year_4_and_its_like_sign_in_with_pictures(
    code: str, youngest: list[str], oldest: str
) -> None:
    years = country(code).years
    assert [year.code for year in years if year.is_youngest] == youngest
    assert years[-1].code == oldest
    assert years[-1].age == 17


def test_a_school_year_is_found_by_its_code() -> None:
    year = country("scotland").year("S1")
    assert year is not None
    assert (year.label, year.ordinal) == ("S1", 8)
    assert country("scotland").year("Year 8") is None


def test_dates_are_written_the_way_people_there_write_them() -> None:
    assert {country(code).date_order for code in UK} == {DateOrder.DAY_FIRST}
    assert country("us").date_order is DateOrder.MONTH_FIRST
    assert (country("england").first_weekday, country("us").first_weekday) == (0, 6)


def test_a_pack_says_when_its_years_of_keeping_are_only_our_own_default() -> None:
    assert country("england").retention.basis is RetentionBasis.IRMS
    assert country("us").retention.basis is RetentionBasis.PRODUCT_DEFAULT


@pytest.mark.parametrize(
    "path, wrong",
    [
        (("emergency_numbers",), []),
        (("help_lines",), []),
        (("zones",), []),
        (("zones",), ["Europe/Atlantis"]),
        (("years",), []),
        (("first_weekday",), 3),
        (("date_order",), "year_first"),
        (("years", 3, "ordinal"), 9),
        (("years", 3, "code"), "R"),
        (("titles", "leed"), "A misspelt field"),
        (("nickname",), "A new field"),
    ],
)
def test_wrong_data_stops_the_start_instead_of_reaching_a_child(
    path: tuple[str | int, ...], wrong: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = json.loads(rules.DATA.read_text(encoding="utf-8"))
    place = rows[0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    broken = tmp_path / "countries.json"
    broken.write_text(json.dumps(rows), encoding="utf-8")
    monkeypatch.setattr(rules, "DATA", broken)
    with pytest.raises((ValueError, TypeError, KeyError)):
        countries.__wrapped__()


# ---- Example dates ----------------------------------------------------------------------------


def example_school_time(code: str, year: int) -> SchoolTime:
    """Return what a new site is filled with from examples, school from Monday to Friday."""
    example = example_terms(code, year)
    return SchoolTime(
        zone=country(code).zone,
        day_starts=DAY_STARTS,
        day_ends=DAY_ENDS,
        school_weekdays=frozenset(range(5)),
        hours=example_hours(),
        terms=example.terms,
        holidays=example.holidays,
        exam_weeks=example.exam_weeks,
    )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", range(2020, 2045))
def test_example_settings_can_be_used_as_they_are_and_make_a_usual_school_year(code: str, year: int) -> None:
    settings = example_school_time(code, year)
    assert refusals_of_school_time(settings) == []
    days = (date(year, 8, 1) + timedelta(days=count) for count in range(365))
    # The UK's law asks for 190 days, most US states for 180.
    assert 178 <= sum(is_school_day(settings, day) for day in days) <= 196


@pytest.mark.parametrize(
    "code, closed",
    [
        # Published dates of 2025/26 that the rules were compared with: SOURCES.md names them.
        ("england", [date(2025, 10, 27), date(2026, 2, 16), date(2026, 3, 30), date(2026, 5, 25)]),
        ("scotland", [date(2025, 9, 29), date(2025, 10, 13), date(2026, 2, 17), date(2026, 4, 6)]),
        ("northern_ireland", [date(2025, 10, 30), date(2026, 2, 12), date(2026, 3, 17), date(2026, 4, 10)]),
        ("us", [date(2025, 9, 1), date(2025, 11, 27), date(2025, 12, 22), date(2026, 5, 25)]),
    ],
)
def test_the_examples_close_school_when_schools_really_closed(code: str, closed: list[date]) -> None:
    settings = example_school_time(code, 2025)
    assert not any(is_school_day(settings, day) for day in closed)


def test_example_holidays_and_exams_lie_inside_the_terms() -> None:
    for code in CODES:
        year = example_terms(code, 2026)
        for span in year.exam_weeks:
            assert any(span.first in term and span.last in term for term in year.terms)
        assert all(
            any(span.first in term or span.last in term for term in year.terms) for span in year.holidays
        )


def test_example_hours_are_breakfast_tutor_time_lunch_and_after_school_each_weekday() -> None:
    on_friday = [hours.label for hours in example_hours() if hours.weekday == 4]
    assert on_friday == ["Breakfast club", "Tutor time", "Lunch", "After school"]


def test_there_are_no_examples_for_a_country_without_a_pack() -> None:
    with pytest.raises(KeyError):
        example_terms("atlantis", 2026)


@pytest.mark.parametrize(
    "sunday",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
        date(2049, 4, 18),
        date(2076, 4, 19),
    ],
)
def test_easter_falls_where_the_calendar_puts_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday
