"""The first page of each kind of person."""

from flask import Flask

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people.models import Account, School, SignInReport, StaffMember
from tests.support.factories import World


def _page(client, address: str = "/today") -> str:
    return client.get(address).get_data(as_text=True)


def test_whoever_is_not_signed_in_finds_both_ways_in(world: World, client) -> None:
    page = _page(client, "/")
    assert "I am a student" in page
    assert "I work here" in page


def test_whoever_is_signed_in_is_sent_to_their_own_home(world: World, sign_in) -> None:
    assert sign_in(world, "mentor").get("/").location.endswith("/today")


def test_a_student_is_greeted_by_first_name_and_sees_no_last_name(world: World, sign_in) -> None:
    page = _page(sign_in(world, "mentee"))
    assert "Hello Leo" in page
    assert "Brandt" not in page


def test_a_report_of_a_used_sign_in_waits_for_the_coordinator_and_nobody_else(
    app: Flask, world: World, sign_in
) -> None:
    with app.app_context(), transaction.unit():
        db.session.add(
            SignInReport(
                school_id=world.school_id, id=ids.new_id(), student_id=world.mentee, made_at=clock.now()
            )
        )
    coordinator = sign_in(world, "coordinator")
    assert "Says that somebody else used their card" in _page(coordinator)
    assert "Says that somebody else" not in _page(sign_in(world, "supervisor"))
    report = _only_report(app)
    assert coordinator.post(f"/sign-in-reports/{report}/answer").status_code == 303
    assert "Says that somebody else" not in _page(coordinator)


def _only_report(app: Flask) -> str:
    with app.app_context(), transaction.unit(writes=False):
        return db.session.query(SignInReport).one().id


def test_all_who_read_concerns_are_told_when_the_list_of_them_changes(
    app: Flask, world: World, sign_in
) -> None:
    person = world.staff[Role.SUPERVISOR]
    sign_in(world, "lead").post(f"/staff/{person}/roles", data={"roles": ["supervisor", "deputy"]})
    for account in ("lead", "deputy", "head", "chair"):
        assert "Mr Panjwani" in _page(sign_in(world, account)), account
    assert "was made Deputy" not in _page(sign_in(world, "coordinator"))


def test_a_reader_of_concerns_without_a_password_is_named_until_they_have_one(
    app: Flask, world: World, sign_in
) -> None:
    with app.app_context(), transaction.unit():
        deputy = db.session.get(StaffMember, (world.school_id, world.staff[Role.DEPUTY]))
        db.session.get(Account, deputy.account_id).secret_hash = None
    assert "Mrs Iqbalia has not chosen a password yet" in _page(sign_in(world, "coordinator"))
    assert "has not chosen a password" not in _page(sign_in(world, "supervisor"))


def test_the_administrator_sees_that_mail_was_given_up(app: Flask, world: World, sign_in) -> None:
    assert "could not be sent" not in _page(sign_in(world, "administrator"))
    with app.app_context(), transaction.unit():
        now = clock.now()
        db.session.add(
            Job(id=ids.new_id(), kind="mail", facts={}, asked_at=now, due_at=now, tries=9, gave_up_at=now)
        )
    assert "could not be sent" in _page(sign_in(world, "administrator"))
    assert "could not be sent" not in _page(sign_in(world, "coordinator"))


def test_until_set_up_is_finished_today_leads_there(app: Flask, world: World, sign_in) -> None:
    with app.app_context(), transaction.unit():
        db.session.get(School, world.school_id).setup_finished_at = None
    assert "Go on with set-up" in _page(sign_in(world, "administrator"))


def test_the_administrator_reads_what_is_not_safe_yet_with_what_to_type(
    app: Flask, world: World, sign_in
) -> None:
    page = _page(sign_in(world, "administrator"))
    for words in ("The keys were never copied", "flask --app app keys backup FOLDER", "No backup in the last two days",
                  "Mail is not set up", "MAIL_URL"):  # fmt: skip
        assert words in page
    assert "Nothing waits" not in page
    assert "The keys were never copied" not in _page(sign_in(world, "coordinator"))
    with app.app_context(), transaction.unit():
        trail.record(events.KEYS_COPIED, clock.now(), school_id=None, by=trail.MACHINE, keys=3)
        trail.record(events.BACKUP_MADE, clock.now(), school_id=None, by=trail.MACHINE, schools=2)
    page = _page(sign_in(world, "administrator"))
    assert "The keys were never copied" not in page
    assert "No backup" not in page
