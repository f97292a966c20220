"""A password chosen anew: with a code handed over in person, a code by mail, or a code from the machine."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people import hashing
from mentoring.people.actions import passwords, second_factor
from mentoring.people.mails import CODE_PAGE, STAFF_PAGE
from mentoring.people.models import Account, ResetCode, StaffMember, StaffRole
from mentoring.people.queries import schools
from mentoring.people.queries import second_factor as second_factors
from tests.people.second_factors import Clock, account_of, actor_of, give_app
from tests.support.client import StyleGuideClient
from tests.support.factories import NO_PASSWORD, World

SignIn = Callable[..., StyleGuideClient]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
NEW = "quiet copper harbour"
CHOSEN = {"new_password": NEW, "again": NEW}


@pytest.fixture
def time(app: Flask) -> Clock:
    """A clock that stands at noon until the test moves it."""
    return Clock(NOON)


@pytest.fixture
def with_mail(app: Flask) -> Iterator[None]:
    """Mail is set up."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before, mail_url="smtp://localhost:2525", mail_from="post@alder.example"
    )
    yield
    app.extensions["settings"] = before


def member_of(world: World, role: str) -> StaffMember:
    member = db.session.get(StaffMember, (world.school_id, world.person(role)[0]))
    assert member is not None
    return member


def code_for(app: Flask, world: World, role: str, by: str, *, drops: bool = False) -> str:
    with app.app_context(), transaction.unit():
        code = passwords.make_reset_code(
            actor_of(world, by), member_of(world, role), now=clock.now(), drops_second_factor=drops
        )
        assert not isinstance(code, passwords.Refusal)
        return code


def email_of(app: Flask, world: World, role: str) -> str:
    with app.app_context(), transaction.unit(writes=False):
        return account_of(world, role).email or ""


def password_of(app: Flask, world: World, role: str) -> str | None:
    with app.app_context(), transaction.unit(writes=False):
        return account_of(world, role).secret_hash


def events_of(app: Flask, world: World) -> list[tuple[str, str, dict[str, object]]]:
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(TrailEntry).where(TrailEntry.chain == world.school_id).order_by(TrailEntry.seq)
        return [(entry.event, entry.by_kind, entry.facts) for entry in db.session.scalars(wanted)]


def mails(app: Flask) -> list[tuple[str, str]]:
    """Return who is mailed what, in no order."""
    with app.app_context(), transaction.unit(writes=False):
        jobs = db.session.scalars(select(Job).where(Job.kind == "mail"))
        return sorted((job.facts["template"], job.facts["account"]) for job in jobs)


# A code in person


def test_a_code_in_person_opens_a_new_password_once(
    app: Flask, world: World, client: StyleGuideClient, sign_in: SignIn
) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    elsewhere = sign_in(world, "coordinator")
    data = {"email": email.upper(), "code": f" {code.upper()} ", **CHOSEN}
    response = client.post("/reset/use", data=data)
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert hashing.matches(password_of(app, world, "coordinator"), NEW)
    assert elsewhere.get("/account").location.startswith("/sign-in")
    assert [name for name, *_ in events_of(app, world)] == [
        "password.reset-made", "session.ended", "password.changed",
    ]  # fmt: skip
    again = client.post("/reset/use", data=data)
    assert again.status_code == 422
    assert "too old" in again.text


def test_a_code_lasts_a_day(app: Flask, world: World, client: StyleGuideClient, time: Clock) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    time.move(hours=24)
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 422


def test_a_code_belongs_to_one_person(app: Flask, world: World, client: StyleGuideClient) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "supervisor")
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 422
    assert password_of(app, world, "supervisor") == NO_PASSWORD


def test_a_new_code_ends_the_one_before(app: Flask, world: World, client: StyleGuideClient) -> None:
    email = email_of(app, world, "coordinator")
    first = code_for(app, world, "coordinator", "administrator")
    second = code_for(app, world, "coordinator", "administrator")
    assert client.post("/reset/use", data={"email": email, "code": first, **CHOSEN}).status_code == 422
    assert client.post("/reset/use", data={"email": email, "code": second, **CHOSEN}).status_code == 303


@pytest.mark.parametrize(
    "password, says",
    [
        ("short", "too short"),
        ("password12345", "easy to guess"),
        ("RuthOkafor alder", "your own name"),
    ],
)
def test_a_bad_password_is_refused_and_the_code_stays_good(
    app: Flask, world: World, client: StyleGuideClient, password: str, says: str
) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    data = {"email": email, "code": code, "new_password": password, "again": password}
    response = client.post("/reset/use", data=data)
    assert response.status_code == 422
    assert says in response.text
    assert code in response.text
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 303


def test_the_two_passwords_must_be_the_same(app: Flask, world: World, client: StyleGuideClient) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    data = {"email": email, "code": code, "new_password": NEW, "again": NEW + "s"}
    assert "not the same" in client.post("/reset/use", data=data).text


def test_codes_cannot_be_tried_out(app: Flask, world: World, client: StyleGuideClient, time: Clock) -> None:
    email = email_of(app, world, "coordinator")
    for number in range(120):
        with app.app_context(), transaction.unit():
            from mentoring.people import throttling

            throttling.take_a_try(f"code {number}", "127.0.0.1", now=clock.now(), kind=throttling.CODE)
    code = code_for(app, world, "coordinator", "administrator")
    response = client.post("/reset/use", data={"email": email, "code": code, **CHOSEN})
    assert response.status_code == 429
    assert "Too many wrong codes" in response.text


def test_only_the_hash_of_a_code_is_stored(app: Flask, world: World) -> None:
    code = code_for(app, world, "coordinator", "administrator")
    with app.app_context(), transaction.unit(writes=False):
        stored = db.session.scalars(select(ResetCode.code_hash)).one()
    assert code.replace("-", "") not in stored
    assert len(stored) == 64


def test_whoever_has_left_gets_in_with_no_code(
    app: Flask, world: World, client: StyleGuideClient, time: Clock
) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    with app.app_context(), transaction.unit():
        member_of(world, "coordinator").left_at = clock.now()
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 422


# A lost device


def test_a_code_for_a_lost_device_takes_the_second_factor_off(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit():
        second_factor.make_recovery_codes(actor_of(world, "lead"), now=clock.now())
    code, email = code_for(app, world, "lead", "head", drops=True), email_of(app, world, "lead")
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        has = second_factors.second_factor(account_of(world, "lead").id)
    assert (has.exists, has.codes_left) == (False, 0)
    assert events_of(app, world)[-1] == ("second-factor.removed", "person", {"kind": "all", "how": "code"})


def test_any_other_code_leaves_it_alone(app: Flask, world: World, client: StyleGuideClient) -> None:
    give_app(app, world, "lead")
    code, email = code_for(app, world, "lead", "head"), email_of(app, world, "lead")
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        assert second_factors.second_factor(account_of(world, "lead").id).exists


# Those who read concerns


def test_all_who_read_concerns_are_told_when_one_of_them_is_reset(
    app: Flask, world: World, sign_in: SignIn, with_mail: None, time: Clock
) -> None:
    code_for(app, world, "lead", "head")
    readers = (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR)
    with app.app_context(), transaction.unit(writes=False):
        expected = sorted(("safeguarding-change", account_of(world, role.value).id) for role in readers)
    assert mails(app) == expected
    told = "Mr Halewick was given a code for a new password by Dr Merriden"
    for role in ("lead", "deputy", "stand_in", "chair"):
        assert told in sign_in(world, role).get("/account").text
    assert told not in sign_in(world, "head").get("/account").text
    assert told not in sign_in(world, "coordinator").get("/account").text
    time.move(days=8)
    assert told not in sign_in(world, "deputy").get("/account").text


def test_who_reads_concerns_no_more_is_told_so_too(
    app: Flask, world: World, sign_in: SignIn, with_mail: None
) -> None:
    sign_in(world, "head").post(f"/staff/{world.staff[Role.STAND_IN]}/roles", data={"roles": []})
    with app.app_context(), transaction.unit(writes=False):
        gone = account_of(world, "stand_in").id
    assert ("safeguarding-change", gone) in mails(app)


def test_resetting_somebody_else_tells_nobody(app: Flask, world: World, with_mail: None) -> None:
    code_for(app, world, "coordinator", "administrator")
    assert mails(app) == []


def test_all_who_read_concerns_are_told_when_one_of_them_is_noted_as_family_or_the_outside_number_changes(
    app: Flask, world: World, sign_in: SignIn, with_mail: None
) -> None:
    lead, administrator = sign_in(world, "lead"), sign_in(world, "administrator")
    lead.post(f"/students/{world.mentee}/family", data={"staff_id": world.staff[Role.COORDINATOR]})
    assert mails(app) == []
    lead.post(f"/students/{world.mentee}/family", data={"staff_id": world.staff[Role.DEPUTY]})
    assert [news for news, _account in mails(app)] == ["family-change"] * 5
    with app.app_context(), transaction.unit(writes=False):
        version = str(schools.school(world.school_id).version)
    details = {
        "name": "Alder Academy", "code_of_school": world.code, "country": "england", "zone": "Europe/London",
        "outside_name": "LADO", "outside_number": "01632 960 999", "seen": version,
    }  # fmt: skip
    assert administrator.post("/school/details", data=details).status_code == 303
    assert [news for news, _account in mails(app)] == ["family-change"] * 5 + ["outside-change"] * 5


# One account in two schools


def join(world: World, account_id: str, *roles: Role) -> None:
    """Make the account's owner a member of another school's staff too."""
    now = clock.now()
    member = StaffMember(
        school_id=world.school_id, id=ids.new_id(), account_id=account_id, title="Mx", first_name="Both",
        last_name="Schools", away=False, reads_out_of_hours=False,
    )  # fmt: skip
    db.session.add(member)
    db.session.flush()
    for role in roles:
        db.session.add(
            StaffRole(
                school_id=world.school_id, id=ids.new_id(), staff_id=member.id, role=role, granted_at=now
            )
        )
    db.session.flush()


@pytest.mark.parametrize("role_there", [Role.LEAD, Role.COORDINATOR])
def test_an_administrator_cannot_reset_a_way_into_another_school(
    app: Flask, worlds: tuple[World, World], role_there: Role
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        join(there, account_of(here, "coordinator").id, role_there)
    with app.app_context(), transaction.unit():
        said = passwords.make_reset_code(
            actor_of(here, "administrator"), member_of(here, "coordinator"), now=clock.now()
        )
        assert said is passwords.Refusal.OTHER_SCHOOL
    assert events_of(app, here) == []


def test_whoever_may_in_both_schools_can_and_both_record_it(app: Flask, worlds: tuple[World, World]) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        join(there, account_of(here, "coordinator").id, Role.LEAD)
        join(there, account_of(here, "administrator").id, Role.HEAD)
    code_for(app, here, "coordinator", "administrator")
    for world in worlds:
        assert [name for name, *_ in events_of(app, world)] == ["password.reset-made"]


# By mail


def ask(client: StyleGuideClient, email: str) -> str:
    response = client.post("/reset", data={"email": email})
    assert response.status_code == 303
    return client.get(response.location).text


def test_the_answer_is_the_same_whoever_asks(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None
) -> None:
    emails = [email_of(app, world, "coordinator"), email_of(app, world, "lead"), "nobody@elsewhere.example"]
    pages = {re.sub(r'content="[^"]+"|value="[^"]+"', "", ask(client, email)) for email in emails}
    assert len(pages) == 1


def test_a_mail_brings_a_code_that_works(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None
) -> None:
    email = email_of(app, world, "coordinator")
    ask(client, email)
    with app.app_context(), transaction.unit(writes=False):
        (job,) = db.session.scalars(select(Job))
        words = app.extensions["post"].templates[job.facts["template"]].body(job.facts)
        facts = str(job.facts)
    found = re.search(r"http://localhost:8000(/reset/use\?code=(\S+))", words)
    assert found
    assert found[2] not in facts, "the outbox must not hold a code that anybody could use"
    page = client.get(found[1]).text
    assert f'value="{found[2]}"' in page
    assert client.post("/reset/use", data={"email": email, "code": found[2], **CHOSEN}).status_code == 303
    assert events_of(app, world)[0] == ("password.reset-made", "visitor", {"how": "mail"})


@pytest.mark.parametrize("role", ["lead", "deputy", "head", "stand_in", "chair"])
def test_whoever_reads_concerns_is_never_reset_by_mail(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None, role: str
) -> None:
    ask(client, email_of(app, world, role))
    assert mails(app) == []
    assert events_of(app, world) == []


def test_a_lead_of_another_school_is_not_reset_by_mail_either(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient, with_mail: None
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        join(there, account_of(here, "coordinator").id, Role.LEAD)
    ask(client, email_of(app, here, "coordinator"))
    assert mails(app) == []


def test_without_mail_the_page_says_whom_to_ask(app: Flask, world: World, client: StyleGuideClient) -> None:
    page = client.get("/reset").text
    assert "Ask the person who looks after accounts" in page
    assert "Send me a code" not in page
    assert "No mail is sent from here" in ask(client, email_of(app, world, "coordinator"))
    assert events_of(app, world) == []


def test_asking_again_and_again_sends_ten_mails_an_hour_at_most(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None, time: Clock
) -> None:
    email = email_of(app, world, "coordinator")
    for _ in range(12):
        ask(client, email)
    assert len(mails(app)) == 10


def test_a_mail_that_somebody_else_asked_for_does_not_spoil_a_code_in_hand(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None
) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    ask(client, email)
    assert client.post("/reset/use", data={"email": email, "code": code, **CHOSEN}).status_code == 303


def test_the_owner_is_mailed_when_the_password_was_changed(
    app: Flask, world: World, client: StyleGuideClient, with_mail: None
) -> None:
    code, email = code_for(app, world, "coordinator", "administrator"), email_of(app, world, "coordinator")
    client.post("/reset/use", data={"email": email, "code": code, **CHOSEN})
    assert [template for template, _ in mails(app)] == ["password-changed"]


def test_the_pages_that_mails_point_to_exist(app: Flask, world: World) -> None:
    rules = app.url_map.bind("localhost")
    assert rules.match(CODE_PAGE, method="GET")[0] == "reset.use"
    assert rules.match(STAFF_PAGE, method="GET")[0] == "staff.overview"


# From the machine


def test_the_machine_lets_somebody_in_and_every_school_of_theirs_knows(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient, sign_in: SignIn, with_mail: None
) -> None:
    here, there = worlds
    give_app(app, here, "lead")
    with app.app_context(), transaction.unit():
        join(there, account_of(here, "lead").id, Role.COORDINATOR)
    email = email_of(app, here, "lead")
    result = app.test_cli_runner().invoke(args=["people", "recover", email.upper()])
    assert result.exit_code == 0, result.output
    found = re.search(r"One-time code for (\S+): (\S+)", result.output)
    assert found
    assert found[1] == email
    for world in worlds:
        name, by, facts = events_of(app, world)[-1]
        assert (name, by, facts["what"]) == ("people.recovered", "machine", "password and second factor")
    assert events_of(app, here)[-1][2]["role"] == ["lead"]
    assert len(mails(app)) == 10  # the five who read concerns in each
    assert "was let in anew from the machine" in sign_in(here, "chair").get("/account").text
    response = client.post("/reset/use", data={"email": email, "code": found[2], **CHOSEN})
    assert response.status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        account = db.session.scalars(select(Account).where(Account.email == email)).one()
        assert not second_factors.second_factor(account.id).exists


def test_the_machine_says_when_there_is_no_such_person(app: Flask, world: World) -> None:
    result = app.test_cli_runner().invoke(args=["people", "recover", "nobody@elsewhere.example"])
    assert result.exit_code == 1
    assert "no member of staff signs in with nobody@elsewhere.example" in result.output
