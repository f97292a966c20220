"""What cells, years, dates and headers mean, and what would change: rules alone, with examples and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.roster.rules.births import born, order_of, read_both_ways
from mentoring.roster.rules.cells import clean, clean_name
from mentoring.roster.rules.choosing import as_chosen
from mentoring.roster.rules.columns import Field, guess, split_name, understood
from mentoring.roster.rules.comparing import Known, plan_of, site_names
from mentoring.roster.rules.doubles import without_doubles
from mentoring.roster.rules.families import pair_of, suggested_pairs
from mentoring.roster.rules.kin import is_family, kin_by_key
from mentoring.roster.rules.people import DateOrder, KeepBirth, Kin, Listed, Options, Org, Reading, Why
from mentoring.roster.rules.problems import Problem
from mentoring.roster.rules.safe_cells import BEGINS_A_FORMULA, safe
from mentoring.roster.rules.years import year_code, year_of

# Years


@pytest.mark.parametrize(
    "given, country, code",
    [
        ("7", "england", "7"), ("07", "england", "7"), ("7.0", "england", "7"), ("Year 7", "england", "7"),
        ("Y7", "england", "7"), ("Yr 07", "england", "7"), ("NC Year 7", "wales", "7"), ("Reception", "england", "R"),
        ("R", "wales", "R"), ("0", "england", "R"), ("14", "england", None), ("N1", "england", None),
        ("P3", "scotland", "P3"), ("S1", "scotland", "S1"), ("Primary 7", "scotland", "P7"), ("7", "scotland", None),
        ("P3", "northern_ireland", "3"), ("Year 8", "northern_ireland", "8"), ("P3", "england", None),
        ("KG", "us", "K"), ("07", "us", "7"), ("10th grade", "us", "10"), ("PS1", "us", None), ("", "us", None),
    ],
)  # fmt: skip
def test_a_year_is_read_in_the_scale_of_its_country(given: str, country: str, code: str | None) -> None:
    assert year_code(given, country) == code


def test_several_texts_that_name_one_year_are_one_and_others_are_refused() -> None:
    assert year_of(["9", "09"], "us") == "9"
    assert year_of(["9", "10"], "us") is Problem.SEVERAL_YEARS
    assert year_of(["", ""], "us") is Problem.NO_YEAR
    assert year_of(["PS1"], "us") is Problem.YEAR_UNKNOWN


# Birth dates


def test_the_order_of_dates_is_seen_in_a_value_over_twelve_and_else_asked() -> None:
    assert order_of(["04/05/2013", "13/05/2013"], None) is DateOrder.DAY_FIRST
    assert order_of(["04/05/2013", "05/13/2013"], None) is DateOrder.MONTH_FIRST
    assert order_of(["04/05/2013", "2013-05-30"], None) == "04/05/2013"
    assert order_of(["2013-05-30", "4 May 2013", ""], None) is None
    assert order_of(["13/05/2013", "05/13/2013"], None) in (
        "13/05/2013",
        "05/13/2013",
    )  # they contradict each other
    assert order_of(["04/05/2013"], DateOrder.DAY_FIRST) is DateOrder.DAY_FIRST


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1))
def test_an_order_that_the_dates_leave_open_is_never_guessed(dates: list[tuple[int, int]]) -> None:
    assert isinstance(order_of([f"{one:02}/{two:02}/2013" for one, two in dates], None), str)


@pytest.mark.parametrize(
    "cell, order, day",
    [
        ("04/05/2013", DateOrder.DAY_FIRST, "2013-05-04"), ("04/05/2013", DateOrder.MONTH_FIRST, "2013-04-05"),
        ("4.5.2013", DateOrder.DAY_FIRST, "2013-05-04"), ("2013-05-04", None, "2013-05-04"),
        ("2013-05-04T00:00:00Z", None, "2013-05-04"), ("04-May-2013", None, "2013-05-04"),
        ("May 4, 2013", None, "2013-05-04"), ("31/02/2013", DateOrder.DAY_FIRST, None), ("soon", None, None),
        ("04/05/13", DateOrder.DAY_FIRST, None), ("", None, ""),
    ],
)  # fmt: skip
def test_a_date_is_read_in_its_order_or_not_at_all(
    cell: str, order: DateOrder | None, day: str | None
) -> None:
    assert born(cell, order, KeepBirth.DAY) == day


def test_no_more_of_a_birth_date_is_kept_than_was_chosen() -> None:
    assert born("2013-05-04", None, KeepBirth.MONTH) == "2013-05"
    assert born("not even a date", None, KeepBirth.NOTHING) == ""


def test_both_readings_of_a_date_are_shown_to_whoever_is_asked() -> None:
    both = read_both_ways("04/05/2013")
    assert both[DateOrder.DAY_FIRST].isoformat() == "2013-05-04"
    assert both[DateOrder.MONTH_FIRST].isoformat() == "2013-04-05"
    assert DateOrder.MONTH_FIRST not in read_both_ways("13/05/2013")


# Cells and headers


def test_a_cell_that_only_says_that_there_is_nothing_is_empty_and_a_name_is_not() -> None:
    assert [clean(cell) for cell in ("NULL", "n/a", " \u00a0 ", "\\N", "a  b\n c", "x\x00y\x07")] == [
        "", "", "", "", "a b c", "xy",
    ]  # fmt: skip
    assert clean_name("None") == "None"
    assert clean_name("NULL") == ""


@pytest.mark.parametrize(
    "headers, fields",
    [
        (["Forename", "Surname", "NC Year", "Reg Group"], ["first_name", "last_name", "year", "form"]),
        (
            ["UPN", "Legal Surname", "Legal Forename", "Year Group"],
            ["roster_id", "last_name", "first_name", "year"],
        ),
        (["full_name", "grade", "homeroom", "local_id"], ["full_name", "year", "form", "roster_id"]),
        (["Student Name", "Yr", "Tutor Group"], ["full_name", "year", "form"]),
    ],
)
def test_usual_headers_are_known_by_name(headers: list[str], fields: list[str]) -> None:
    found = guess(headers)
    assert [found.mapping[header] for header in headers] == fields
    assert found.is_sure


def test_a_misspelt_header_is_guessed_and_asked_about() -> None:
    found = guess(["Forname", "Surname", "Year"])
    assert found.mapping["Forname"] == Field.FIRST_NAME
    assert not found.is_sure


def test_a_header_given_twice_is_asked_about() -> None:
    assert not guess(["Forename", "Surname", "Surname (2)", "Year"]).is_sure


def test_columns_that_are_nobodys_business_are_never_guessed() -> None:
    private = [
        "Password",
        "Ethnicity",
        "SEN Status",
        "Religion",
        "Medical",
        "Free School Meals",
        "Gender",
        "Phone",
    ]
    assert not guess(private).mapping


def test_a_mapping_that_lacks_what_is_needed_or_names_no_column_is_not_taken() -> None:
    assert understood({"A": "first_name", "B": "last_name", "C": "year"}, ["A", "B", "C"])
    for wrong in ({"A": "first_name"}, {"A": "full_name", "X": "year"}, {"A": "password", "B": "year"}):
        assert understood(wrong, ["A", "B", "C"]) is None


def test_a_whole_name_is_split_at_its_comma_or_before_its_last_word() -> None:
    assert split_name("Brandt, Leo Max") == ("Leo Max", "Brandt")
    assert split_name("Leo Max Brandt") == ("Leo Max", "Brandt")


@given(st.text(), st.sampled_from(BEGINS_A_FORMULA), st.sampled_from(["", " ", "\u00a0", "\u3000 "]))
def test_no_cell_that_is_written_begins_a_formula(rest: str, sign: str, spaces: str) -> None:
    assert safe(f"{spaces}{sign}{rest}").startswith("'")
    assert f";{spaces}'{sign}" in safe(f"{rest};{spaces}{sign}")
    assert safe("O'Neil; and her sister") == "O'Neil; and her sister"


# The same student more than once


def listed(row: int, first: str = "Ana", last: str = "Reed", roster_id: str = "", **more: str) -> Listed:
    values = {"year": "7", "year_given": "7", **more}
    return Listed(file="a.csv", row=row, roster_id=roster_id, first_name=first, last_name=last, **values)


def test_twice_the_same_counts_once() -> None:
    found = without_doubles([listed(2, roster_id="1"), listed(3, roster_id="1")])
    assert [one.row for one in found.kept] == [2]
    assert [(row.row, row.code) for row in found.left_out] == [(3, Problem.LISTED_TWICE)]
    assert found.twins == ()


def test_twice_with_other_values_waits_for_a_person_and_both_rows_are_shown() -> None:
    found = without_doubles([listed(2, roster_id="1"), listed(3, roster_id="1", year="8")])
    assert found.kept == ()
    assert [(row.row, row.facts["fields"], row.facts["other"]) for row in found.left_out] == [
        (2, "year", "3"), (3, "year", "2"),
    ]  # fmt: skip
    assert [[one.row for one in group] for group in found.twins] == [[2, 3]]


def test_two_of_one_name_without_ids_may_be_two_children() -> None:
    found = without_doubles([listed(2), listed(3)])
    assert {row.code for row in found.left_out} == {Problem.SAME_NAME_AS_ANOTHER}


def _with_twins() -> Reading:
    found = without_doubles(
        [listed(2, "Ben", roster_id="9"), listed(3, roster_id="1"), listed(4, roster_id="1", form="7B")]
    )
    return Reading(
        "csv", found.kept, found.left_out, kin=(Kin(0, 1, Why.SHARED_GUARDIAN),), twins=found.twins
    )


def test_what_a_person_chose_of_two_rows_is_taken_and_the_other_is_not() -> None:
    chosen = as_chosen(_with_twins(), {0: [1]}, None)
    assert [(one.row, one.form) for one in chosen.students] == [(2, ""), (4, "7B")]
    assert [(row.row, row.code) for row in chosen.left_out] == [(3, Problem.OTHER_ROW_CHOSEN)]
    assert chosen.kin == ()  # the suggestion was about the row that does not count


def test_of_one_id_only_one_row_can_count() -> None:
    assert [one.row for one in as_chosen(_with_twins(), {0: [0, 1]}, None).students] == [2, 3]
    assert as_chosen(_with_twins(), {7: [0], 0: [9]}, None).students == _with_twins().students


def test_organisations_that_are_not_wanted_are_left_out() -> None:
    students = (listed(2, roster_id="1", org="a"), listed(3, "Ben", roster_id="2", org="b"))
    reading = Reading("sds-1", students, orgs=(Org("a", "Alder"), Org("b", "Birch")))
    chosen = as_chosen(reading, {}, {"a"})
    assert [one.row for one in chosen.students] == [2]
    assert [row.code for row in chosen.left_out] == [Problem.OTHER_ORG]
    assert [org.name for org in chosen.orgs] == ["Alder"]


# Families


def test_no_social_worker_home_or_childminder_makes_a_family() -> None:
    for contact in (
        "Social Worker J. Hill",
        "jo.hill@surrey.gov.uk",
        "Ash Children's Home",
        "Mrs Lee, Childminder",
    ):
        assert kin_by_key([(0, contact), (1, contact)], Why.SHARED_GUARDIAN) == []
    assert kin_by_key([(0, "Ash Children's Home, 3 High St")] * 2, Why.SHARED_ADDRESS) == []
    assert not any(
        is_family(role) for role in ("teacher", "socialWorker", "childminder", "administrator", "")
    )


def test_a_shared_contact_or_address_suggests_each_pair_once() -> None:
    keys = [(0, "Jo Reed"), (1, "jo reed"), (2, "JO-REED"), (3, "")]
    assert [(kin.one, kin.other) for kin in kin_by_key(keys, Why.SHARED_GUARDIAN)] == [(0, 1), (0, 2), (1, 2)]
    assert kin_by_key([(0, "3 Council Road"), (1, "3 Council Road")], Why.SHARED_ADDRESS)


def test_a_contact_of_more_than_six_children_suggests_nothing() -> None:
    assert kin_by_key([(number, "The office") for number in range(7)], Why.SHARED_GUARDIAN) == []


def test_a_pair_that_was_asked_about_is_not_suggested_again() -> None:
    students = (listed(2, roster_id="1"), listed(3, "Ben", roster_id="2"))
    reading = Reading("csv", students, kin=(Kin(0, 1, Why.SHARED_ADDRESS), Kin(0, 1, Why.SHARED_GUARDIAN)))
    student_of = {("a.csv", 2): "Z", ("a.csv", 3): "B"}
    assert suggested_pairs(reading, student_of, ()) == {("B", "Z"): Why.SHARED_ADDRESS}
    assert suggested_pairs(reading, student_of, {pair_of("Z", "B")}) == {}


# What would change


OPTIONS = Options("england")


def known(student_id: str, first: str = "Ana", last: str = "Reed", **more: object) -> Known:
    values: dict = {"year": "7", "form": "", "site": "Main", **more}
    return Known(student_id, first, last, **values)


def plan(students: list[Listed], here: list[Known], *, orgs: tuple[Org, ...] = (), sites: tuple[str, ...] = ("Main",),
         options: Options = OPTIONS):  # fmt: skip
    reading = Reading("csv", tuple(students), orgs=orgs)
    return plan_of(reading, here, options, sites=sites, ordinal=lambda code: int(code))


def test_an_id_finds_the_student_whatever_the_name_is_now() -> None:
    found = plan([listed(2, "Ana", "Reed-Shaw", "1")], [known("A", from_roster=True, roster_id="1")])
    ((change,),) = (found.changed,)
    assert change.fields == (("last_name", "Reed", "Reed-Shaw"),)


def test_an_id_that_comes_with_quite_another_name_makes_nobody_somebody_else() -> None:
    found = plan([listed(2, "Cy", "Poe", "1")], [known("A", from_roster=True, roster_id="1")])
    assert [(row.code, row.facts["here"]) for row in found.left_out] == [(Problem.ID_OF_ANOTHER, "Ana Reed")]
    assert not found.changed and not found.added and not found.missing


def test_a_name_finds_a_student_added_by_hand_and_the_change_says_so() -> None:
    found = plan([listed(2, "ANA", "Réed", "1", year="8")], [known("A")])
    fields = {field for field, _old, _new in found.changed[0].fields}
    assert fields == {"first_name", "last_name", "year", "roster_id", "roster"}


def test_a_name_alone_never_finds_somebody_two_years_away() -> None:
    found = plan([listed(2, year="10")], [known("A")])
    assert len(found.added) == 1


def test_who_is_who_among_two_of_one_name_is_not_guessed() -> None:
    twice_here = plan([listed(2, roster_id="1")], [known("A"), known("B")])
    twice_there = plan([listed(2, roster_id="1"), listed(3, roster_id="2")], [known("A")])
    for found in (twice_here, twice_there):
        assert {row.code for row in found.left_out} == {Problem.SAME_NAME_AS_ANOTHER}
        assert not found.added and not found.changed and not found.missing


def test_a_student_who_comes_back_is_back_and_not_added_twice() -> None:
    found = plan([listed(2, roster_id="1")], [known("A", from_roster=True, roster_id="1", has_left=True)])
    assert found.changed[0].fields == (("left", "yes", "no"),)


def test_missing_is_who_came_by_a_roster_and_is_covered_by_this_one() -> None:
    here = [
        known("A", from_roster=True, roster_id="1"),
        known("B", "Ben", from_roster=True, roster_id="2"),
        known("C", "Cy"),
        known("D", "Di", from_roster=True, roster_id="4", year="11"),
        known("E", "Ed", from_roster=True, roster_id="5", has_left=True),
    ]
    found = plan([listed(2, roster_id="1")], here, options=Options("england", frozenset({"7", "8"})))
    assert [one.student_id for one in found.missing] == ["B"]


def test_what_the_file_does_not_say_stays_as_it_is() -> None:
    here = known("A", form="7A", from_roster=True, roster_id="1", born="2013-05")
    assert plan([listed(2, roster_id="1")], [here]).counts["unchanged"] == 1


def test_the_one_org_of_the_files_is_the_one_site_of_the_school_whatever_they_are_called() -> None:
    reading = Reading("sds-1", orgs=(Org("1", "ALDER HIGH SCHOOL 8845"),))
    assert site_names(reading, ["Main site"]) == {"1": "Main site"}
    two = Reading("sds-1", orgs=(Org("1", "main-site"), Org("2", "Infants")))
    assert site_names(two, ["Main site"]) == {"1": "Main site", "2": "Infants"}


names = st.sampled_from(["Ana", "Ben", "Cy"])
roster_ids = st.sampled_from(["", "1", "2", "3"])
rows_of_a_file = st.lists(st.tuples(names, names, roster_ids, st.sampled_from(["7", "8"])), max_size=8)


@given(rows_of_a_file)
def test_every_row_is_added_changed_unchanged_or_left_out_with_a_reason(
    rows: list[tuple[str, str, str, str]],
) -> None:
    students = [
        listed(at, first, last, roster_id, year=year)
        for at, (first, last, roster_id, year) in enumerate(rows, 2)
    ]
    found = without_doubles(students)
    reading = Reading("csv", found.kept, found.left_out, twins=found.twins)
    here = [known("A", "Ana", "Ben"), known("B", "Ben", "Ben", from_roster=True, roster_id="1")]
    done = plan_of(reading, here, OPTIONS, sites=["Main"], ordinal=int)
    told = [one.row for one in done.added] + [each.listed.row for each in done.changed]
    told += [one.row for one, _known in done.same] + [row.row for row in done.left_out]
    assert sorted(told) == [one.row for one in students]
