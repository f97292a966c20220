"""Rosters and files that nobody here wrote are read, or refused in words. Skipped, aloud, where they are not here."""

import pytest

from mentoring.roster.reading.reader import read
from mentoring.roster.rules.people import KeepBirth, Options, Reading, Unreadable
from mentoring.roster.rules.problems import Problem, Refused
from tests.roster.outside import outside

ENCODINGS = (
    "bad.csv", "blanks.csv", "mac_newlines.csv", "null_byte.csv", "test_extra_header.csv", "test_latin1.csv",
    "test_utf16_little.csv", "test_utf8_bom.csv",
)  # fmt: skip


def reading_of(*path: str, **options: object) -> Reading:
    return read(outside(*path), Options(**{"country": "us", **options}))  # type: ignore[arg-type]


def test_school_data_sync_1_has_its_dates_in_us_order_in_spite_of_its_name() -> None:
    reading = reading_of("rosters", "sds_uk_100", country="england", keep_birth=KeepBirth.DAY)
    assert reading.format == "sds-1"
    assert len(reading.students) == 86
    assert reading.left_out == ()
    assert reading.students[2].born == "1997-12-19"
    assert {org.name for org in reading.orgs} == {"Contoso High School", "Fabrikam High School"}
    assert "Password" in reading.unread["Student.csv"]


def test_school_data_sync_2_1_suggests_the_two_who_share_an_adult() -> None:
    reading = reading_of("rosters", "sds_v2_1", keep_birth=KeepBirth.MONTH)
    assert reading.format == "sds-2.1"
    first = reading.students[0]
    assert (first.roster_id, first.year, first.born) == ("114001", "10", "2001-07")
    assert [(kin.one, kin.other) for kin in reading.kin] == [(0, 1)]
    assert [row.code for row in reading.left_out].count(Problem.NOT_A_STUDENT) == 4
    assert "password" in reading.unread["users.csv"]


def test_an_aspen_export_is_read_with_its_nulls_and_its_leading_zeros() -> None:
    reading = reading_of("rosters", "x2", "fake_students_export.csv", keep_birth=KeepBirth.DAY)
    first = reading.students[0]
    assert (first.last_name, first.first_name, first.year, first.year_given) == (
        "Fake Student",
        "First",
        "7",
        "07",
    )
    assert len(reading.students) == 5
    (unread,) = reading.unread.values()
    assert {"disability", "sped_placement", "race", "free_reduced_lunch", "gender"} <= set(unread)


@pytest.mark.parametrize("name", ENCODINGS)
def test_odd_files_are_understood_as_tables_and_asked_about(name: str) -> None:
    reading = reading_of("encodings", name)
    assert [question.code for question in reading.questions] == ["columns"]
    assert reading.headers[0] in ("a", "foo", "column_a")


def test_an_empty_file_is_refused() -> None:
    path = outside("encodings", "empty.csv")
    with pytest.raises(Unreadable) as refused:
        read(path, Options("us"))
    assert refused.value.code == Refused.EMPTY
