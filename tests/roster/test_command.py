"""`flask roster import`: exit codes, JSON, and that nothing is written unless it is done."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mentoring import transaction
from mentoring.extensions import db
from mentoring.people.models import School, Site, Student
from mentoring.roster.models import Family, RosterEntry
from tests.roster.conftest import ANA, BEN, CY, HEAD
from tests.roster.files import csv_of, oneroster_11, user_11
from tests.roster.outside import outside
from tests.support.factories import World

KEYS = {"added", "changed", "unchanged", "left_out", "missing", "questions"}
Import = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run_import(app: Flask, world: World, tmp_path: Path) -> Import:
    """Return a function that imports rows or a path, and gives the exit code and the JSON answer."""

    def run(what: Any, *options: str, school: str = "alder") -> tuple[int, dict[str, Any]]:
        path = what if isinstance(what, Path) else tmp_path / "students.csv"
        if not isinstance(what, Path):
            path.write_bytes(what if isinstance(what, bytes) else csv_of(what))
        args = ["roster", "import", str(path), "--school", school, "--json", *options]
        result = app.test_cli_runner().invoke(args=args)
        answer = json.loads(result.output)
        assert set(answer) >= KEYS
        return result.exit_code, answer

    return run


def students(app: Flask, world: World) -> int:
    with app.app_context(), transaction.unit(writes=False):
        return db.session.query(Student).filter_by(school_id=world.school_id).count()


def test_a_roster_is_imported_and_the_same_again_changes_nothing(
    app: Flask, world: World, run_import: Import
) -> None:
    code, answer = run_import([HEAD, ANA, BEN, ["3", "", "Poe", "7", ""]])
    assert (code, answer["added"], answer["changed"], answer["unchanged"]) == (0, 2, 0, 0)
    (left,) = answer["left_out"]
    assert left == {
        "file": "students.csv",
        "row": 4,
        "code": "no-first-name",
        "message": "There is no first name.",
    }
    code, again = run_import([HEAD, ANA, BEN, ["3", "", "Poe", "7", ""]])
    assert (code, again["added"], again["changed"], again["unchanged"]) == (0, 0, 0, 2)
    assert students(app, world) == 4


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask, world: World, run_import: Import) -> None:
    code, answer = run_import([HEAD, ANA, BEN], "--dry-run")
    assert (code, answer["added"]) == (0, 2)
    assert students(app, world) == 2


def test_an_open_order_of_dates_is_asked_with_exit_code_2(
    app: Flask, world: World, run_import: Import
) -> None:
    rows = [[*HEAD, "DOB"], [*ANA, "04/05/2013"]]
    code, answer = run_import(rows)
    assert code == 2
    assert [question["code"] for question in answer["questions"]] == ["date-order"]
    assert "04/05/2013" in answer["questions"][0]["message"]
    assert students(app, world) == 2
    assert run_import(rows, "--date-order", "dmy")[0] == 0
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(RosterEntry).one().born == "2013-05"


def test_columns_that_are_not_known_are_asked_with_exit_code_2_and_remembered(run_import: Import) -> None:
    rows = [["No.", "Chosen", "Family", "Yr"], ANA[:4]]
    code, answer = run_import(rows)
    assert (code, answer["questions"][0]["code"]) == (2, "columns")
    assert answer["questions"][0]["headers"] == rows[0]
    fields = ("roster_id", "first_name", "last_name", "year")
    told = [f"--column={header}={field}" for header, field in zip(rows[0], fields, strict=True)]
    assert run_import(rows, *told)[0] == 0
    code, again = run_import(rows)
    assert (code, again["unchanged"]) == (0, 1)


def test_only_the_years_that_are_named_are_taken(app: Flask, world: World, run_import: Import) -> None:
    code, answer = run_import([HEAD, ANA, BEN, CY], "--years", "7, 9")
    assert (code, answer["added"]) == (0, 2)
    assert [row["code"] for row in answer["left_out"]] == ["year-not-chosen"]
    code, answer = run_import([HEAD, ANA], "--years", "7,27")
    assert (code, answer["refused"]["code"]) == (1, "no-such-year")


def test_families_missing_people_and_doubles_are_listed_and_do_not_stop_it(
    app: Flask, world: World, run_import: Import
) -> None:
    run_import([HEAD, ANA, BEN])
    rows = [
        [*HEAD, "Guardian"],
        [*ANA, "Jo"],
        [*CY, "Jo"],
        ["9", "Di", "Lee", "7", "", ""],
        ["9", "Di", "Lee", "8", "", ""],
    ]
    code, answer = run_import(rows)
    assert code == 0
    assert [one["name"] for one in answer["missing"]] == ["Ben Okoro"]
    assert [family["names"] for family in answer["families"]] == [["Ana Reed", "Cy Poe"]]
    assert {row["code"] for row in answer["left_out"]} == {"differs-from-its-twin"}
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Family).one().state == "proposed"
        assert db.session.query(Student).filter(Student.left_at.is_not(None)).count() == 0


@pytest.mark.parametrize("content, refused", [(b"", "empty"), (b"PK\x03\x04 broken", "broken-zip")])
def test_what_cannot_be_read_is_refused_with_exit_code_1(
    app: Flask, world: World, run_import: Import, content: bytes, refused: str
) -> None:
    code, answer = run_import(content)
    assert (code, answer["refused"]["code"]) == (1, refused)
    assert students(app, world) == 2


def test_a_school_that_is_not_there_or_not_set_up_takes_none(
    app: Flask, world: World, run_import: Import
) -> None:
    assert run_import([HEAD, ANA], school="nowhere")[0] == 1
    with app.app_context(), transaction.unit():
        db.session.get_one(School, world.school_id).setup_finished_at = None
    assert run_import([HEAD, ANA])[0] == 1
    assert students(app, world) == 2


def test_all_organisations_become_sites_unless_one_is_picked(
    app: Flask, world: World, run_import: Import, tmp_path: Path
) -> None:
    orgs = [["sourcedId", "status", "name", "type", "parentSourcedId"], ["s1", "active", "Main site", "school", ""],
            ["s2", "active", "Little Alder", "school", ""]]  # fmt: skip
    path = tmp_path / "export.zip"
    users = [user_11("a", "Ana", "Reed", "7"), user_11("b", "Ben", "Okoro", "8", orgSourcedIds="s2")]
    path.write_bytes(oneroster_11(*users, orgs=orgs))
    code, answer = run_import(path, "--org", "s2", "--dry-run")
    assert (code, answer["added"]) == (0, 1)
    assert run_import(path)[1]["added"] == 2
    with app.app_context(), transaction.unit(writes=False):
        assert {site.name for site in db.session.query(Site).filter_by(school_id=world.school_id)} == {
            "Main site", "Little Alder",
        }  # fmt: skip
    code, answer = run_import(path, "--org", "s9")
    assert (code, answer["refused"]["code"]) == (1, "unknown-org")


def test_without_json_it_answers_in_sentences(app: Flask, world: World, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_bytes(csv_of([HEAD, ANA, ["2", "", "Okoro", "8", ""]]))
    result = app.test_cli_runner().invoke(args=["roster", "import", str(path), "--school", "alder"])
    assert result.exit_code == 0
    assert "students.csv, row 3: There is no first name." in result.output
    assert "1 added, 0 changed, 0 unchanged, 1 left out" in result.output


@pytest.mark.parametrize("folder", ["sds_uk_100", "sds_v2_1", "x2/fake_students_export.csv"])
def test_outside_rosters_are_imported_and_again_change_nothing(
    app: Flask, world: World, run_import: Import, folder: str
) -> None:
    with app.app_context(), transaction.unit():
        db.session.get_one(School, world.school_id).country = "england" if "uk" in folder else "us"
    path = outside("rosters", *folder.split("/"))
    code, answer = run_import(path)
    assert code == 0
    assert answer["added"] > 0
    code, again = run_import(path)
    assert (code, again["added"], again["changed"], again["unchanged"]) == (0, 0, 0, answer["added"])
