"""Who is one family, who is not in the newest roster, and who was added by mistake: a person decides each."""

import re

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import Account, FamilyTie, School, Student
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from mentoring.roster.models import Family, RosterEntry
from mentoring.roster.queries.families import confirmed_pairs
from tests.joining.making import invite
from tests.joining.rows import make_open_programme
from tests.roster.conftest import ANA, BEN, CY, HEAD, Office
from tests.support.factories import World

WITH_PARENT = [[*HEAD, "Guardian"], [*ANA, "Jo Reed"], [*BEN, "Jo Reed"], [*CY, "Childminder Ann"]]


def pair(office: Office) -> Family:
    (found,) = office.stored(Family)
    return found


def decides(office: Office, state: str) -> str:
    answer = office.client.post(f"/students/families/{pair(office).id}", data={"state": state})
    assert answer.status_code == 303
    return office.page(answer.location)


def is_family(office: Office) -> bool:
    with office.app.app_context(), transaction.unit(writes=False):
        return pair_ids(office) in confirmed_pairs(office.world.school_id)


def pair_ids(office: Office) -> tuple[str, str]:
    found = db.session.query(Family).one()
    return found.one_id, found.other_id


def test_a_shared_parent_is_suggested_and_means_nothing_until_somebody_confirms_it(office: Office) -> None:
    office.imports(WITH_PARENT)
    page = office.page("/students/families")
    assert "Ana Reed and Ben Okoro" in page or "Ben Okoro and Ana Reed" in page
    assert "They share a parent or guardian." in page
    assert "Cy Poe" not in page
    assert not is_family(office)
    assert "will never be paired" in decides(office, "confirmed")
    assert is_family(office)


def test_what_was_declined_is_not_suggested_again(office: Office) -> None:
    office.imports(WITH_PARENT)
    decides(office, "declined")
    page = office.looks(WITH_PARENT)
    assert "May be family" not in page
    office.takes()
    assert pair(office).state == "declined"
    assert not is_family(office)


def test_a_decision_can_be_taken_back(office: Office) -> None:
    office.imports(WITH_PARENT)
    page = decides(office, "confirmed")
    assert "Undo" in page
    decides(office, "proposed")
    assert not is_family(office)
    assert pair(office).decided_by is None


def test_a_decision_that_is_none_is_refused_and_nobodys_family_is_guessed(office: Office) -> None:
    office.imports(WITH_PARENT)
    assert (
        office.client.post(f"/students/families/{pair(office).id}", data={"state": "maybe"}).status_code
        == 400
    )
    assert office.client.post(f"/students/families/{pair(office).id}").status_code == 400


@pytest.mark.parametrize(
    "account, status", [("lead", 200), ("coordinator", 200), ("administrator", 404), ("deputy", 404)]
)
def test_coordinator_and_lead_decide_about_families(
    office: Office, sign_in, account: str, status: int
) -> None:
    assert sign_in(office.world, account).get("/students/families").status_code == status


def test_no_contact_and_no_address_is_kept(office: Office) -> None:
    office.imports(WITH_PARENT)
    with office.app.app_context(), transaction.unit(writes=False):
        for table in db.metadata.sorted_tables:
            kept = repr(db.session.execute(table.select()).all())
            assert "Jo Reed" not in kept and "Childminder" not in kept, table.name


# Not in the newest roster


def missing_rows(office: Office) -> list[str]:
    return [
        name
        for name in ("Ana Reed", "Ben Okoro", "Cy Poe", "Amara Quist")
        if name in office.page("/students/missing")
    ]


def test_who_is_not_in_the_newest_roster_is_listed_and_nobody_has_left_by_it(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    page = office.looks([HEAD, ANA])
    assert "Not in the file (1)" in page
    office.takes()
    assert missing_rows(office) == ["Ben Okoro"]
    assert all(student.left_at is None for student in office.stored())


def test_the_same_file_again_leaves_the_question_as_it_is(office: Office, later) -> None:
    office.imports([HEAD, ANA, BEN])
    office.imports([HEAD, ANA])
    since = [entry.missing_since for entry in office.stored(RosterEntry)]
    later(minutes=5)
    office.imports([HEAD, ANA])
    assert [entry.missing_since for entry in office.stored(RosterEntry)] == since


def test_who_is_back_in_a_roster_is_not_asked_about_any_more(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    office.imports([HEAD, ANA])
    office.imports([HEAD, ANA, BEN])
    assert missing_rows(office) == []


def _student(office: Office, first: str) -> Student:
    return next(student for student in office.stored() if student.first_name == first)


def test_somebody_who_has_left_is_off_the_list_and_it_can_be_undone(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    office.imports([HEAD, ANA])
    ben = _student(office, "Ben").id
    answer = office.client.post(f"/students/{ben}/missing/left")
    page = office.page(answer.location)
    assert "Ben Okoro is off the list" in page and "Undo" in page
    assert _student(office, "Ben").left_at is not None
    assert office.client.post(f"/students/{ben}/return").status_code == 303
    assert _student(office, "Ben").left_at is None


def test_somebody_who_is_still_here_stays_and_the_next_roster_asks_again(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    office.imports([HEAD, ANA])
    ben = _student(office, "Ben").id
    office.client.post(f"/students/{ben}/missing/still-here")
    assert missing_rows(office) == []
    assert office.client.post(f"/students/{ben}/missing/still-here").status_code == 404  # decided already
    office.imports([HEAD, ANA])
    assert missing_rows(office) == ["Ben Okoro"]


def test_students_of_years_that_were_not_chosen_or_added_by_hand_are_not_missing(office: Office) -> None:
    office.imports([HEAD, ANA, BEN])
    office.imports([HEAD, ANA], years=["7"])
    assert missing_rows(office) == []


# Added by mistake


def test_what_goes_is_shown_and_then_it_goes(office: Office) -> None:
    office.imports(WITH_PARENT, keep_birth="month")
    ana = _student(office, "Ana")
    office.client.post("/students/cards", data={"student": ana.id})
    page = office.page(f"/students/{ana.id}/delete")
    for words in (
        "Ana Reed, Year 7, 7A, Main site",
        "user name ana.r, a card that works",
        "1, 7",
        "one note",
    ):
        assert words in re.sub(r"\s+", " ", page), words
    answer = office.client.post(f"/students/{ana.id}/delete")
    assert "Ana Reed is deleted" in office.page(answer.location)
    assert "Ana Reed" not in office.names()
    assert office.stored(Family) == []
    with office.app.app_context(), transaction.unit(writes=False):
        assert db.session.get(Account, ana.account_id) is None
        entry = db.session.query(TrailEntry).filter_by(event="student.deleted").one()
        assert (entry.subject_id, entry.facts) == (ana.id, {"what": "added by mistake"})
        assert "Reed" not in repr([each.facts for each in db.session.query(TrailEntry)])


def test_notes_about_family_among_the_staff_go_too(office: Office, sign_in) -> None:
    office.imports([HEAD, ANA])
    ana = _student(office, "Ana").id
    supervisor = next(iter(office.world.staff.values()))
    office.client.post(f"/students/{ana}/family", data={"staff_id": supervisor})
    assert "Family among the staff" in office.page(f"/students/{ana}/delete")
    assert office.client.post(f"/students/{ana}/delete").status_code == 303
    assert office.stored(FamilyTie) == []


def test_whoever_has_signed_in_is_not_deleted_whether_they_told_something_or_not(
    app: Flask, office: Office, sign_in
) -> None:
    """The page says the same for both: else deleting would find out who told a concern."""
    with app.app_context(), transaction.unit():
        from mentoring.access.actor import Actor
        from mentoring.access.roles import Role
        from mentoring.audit import events, trail

        school = db.session.get_one(School, office.world.school_id)
        for student_id in (office.world.mentee, office.world.mentor):
            trail.record(events.SIGNED_IN, clock.now(), school_id=school.id, by=trail.VISITOR, subject_id=student_id,
                         session="0" * 26, how="card")  # fmt: skip
        mentee = db.session.get_one(Student, (school.id, office.world.mentee))
        raiser = Actor(mentee.account_id, school.id, mentee.id, "", frozenset({Role.STUDENT}))
        told = Told(form_token="t" * 64, text="Something happened.", done_by=DoneBy.STUDENT)
        raise_concern(school=school, raiser=raiser, typed=told, done_by_people=(), now=clock.now())
    pages = []
    for student_id in (office.world.mentee, office.world.mentor):
        page = office.page(f"/students/{student_id}/delete")
        assert "cannot be deleted" in page and "Delete for good" not in page
        answer = office.client.post(f"/students/{student_id}/delete")
        assert answer.status_code == 409
        pages.append(re.search(r'<div class="notice stop">.*?</div>', page, re.DOTALL)[0])
    assert pages[0].replace("Leo", "Amara") == pages[1]
    assert office.names() == ["Amara Quist", "Leo Brandt"]


def test_whoever_was_ever_on_hold_is_not_deleted(app: Flask, office: Office, world: World) -> None:
    with app.app_context(), transaction.unit():
        school = db.session.get_one(School, world.school_id)
        told = Told(form_token="t" * 64, text="Something happened.", done_by=DoneBy.STUDENT)
        raise_concern(school=school, raiser=None, typed=told, done_by_people=(world.mentee,), now=clock.now())
    assert office.client.post(f"/students/{world.mentee}/delete").status_code == 409


def test_whoever_was_ever_in_a_programme_is_not_deleted(app: Flask, office: Office, world: World) -> None:
    with app.app_context(), transaction.unit():
        programme = make_open_programme(world)
        invite(world, programme, world.mentee, ProgrammeRole.MENTEE)
    assert office.client.post(f"/students/{world.mentee}/delete").status_code == 409


def _notes(office: Office, one: str, other: str) -> str:
    answer = office.client.post("/students/families", data={"one": one, "other": other})
    return office.page(answer.location) if answer.status_code == 303 else answer.get_data(as_text=True)


def test_a_family_that_no_roster_shows_is_noted_by_hand(office: Office) -> None:
    page = _notes(office, "leo brandt", "Amara  Quist")
    assert "Leo Brandt and Amara Quist are one family. They will never be paired." in page
    assert "Noted by hand." in page
    assert pair(office).state == "confirmed" and is_family(office)
    # Said twice, or the other way round, it is one
    _notes(office, "Amara Quist", "Leo Brandt")
    assert pair(office).state == "confirmed"


@pytest.mark.parametrize(
    "one, other, said",
    [
        ("Leo Brandt", "Nobody Here", "No student here has this user name or name."),
        ("Leo Brandt", "leo brandt", "This is the same student."),
        ("Leo Brandt", "", "Write a user name, or the first and last name."),
    ],
)
def test_what_names_no_two_students_is_given_back(office: Office, one: str, other: str, said: str) -> None:
    page = _notes(office, one, other)
    assert said in page and f'value="{one}"' in page
    assert office.stored(Family) == []


def test_of_two_with_one_name_the_user_name_says_which(office: Office) -> None:
    office.imports([HEAD, ["71", "Sam", "Vale", "7", "7C"], ["72", "Sam", "Vale", "8", "8C"]])
    assert "Several students have this name. Write the user name." in _notes(office, "Sam Vale", "Leo Brandt")
    assert "Sam Vale and Leo Brandt are one family." in _notes(office, "sam.v2", "Leo Brandt")


def test_today_says_what_a_roster_left_to_decide(office: Office, world: World) -> None:
    assert "may be one family" not in office.page("/today")
    office.imports(WITH_PARENT)
    today = office.page("/today")
    assert "1 pair of students" in today and "may be one family" in today
    office.imports([WITH_PARENT[0], *WITH_PARENT[2:]])
    today = office.page("/today")
    assert "1 student" in today and "not in the newest roster: left, or still here?" in today
