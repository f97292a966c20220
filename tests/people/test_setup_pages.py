"""The first visit: a code, a choice, three steps, and the guide that ends with a school that may begin."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.events import INSTALLATION
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people import hashing
from mentoring.people.actions.installation import ensure_installation
from mentoring.people.models import Account, Installation, School, StaffMember, StaffRole, Throttle
from mentoring.people.queries import schools, setup, staff
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_school, make_staff

PASSWORD = "lantern drizzle orchard"
NEW_SCHOOL = {"name": "Alderbrook School", "country": "england"}
CODE_AND_ZONE = {"code_of_school": "alderbrook", "zone": "Europe/London"}
YOU = {
    "title": "Dr",
    "first_name": "Joan",
    "last_name": "Merriden",
    "email": "Joan.Merriden@alderbrook.example",
    "new_password": PASSWORD,
}


@pytest.fixture
def code(app: Flask) -> str:
    """The code that the start printed."""
    with app.app_context(), transaction.unit():
        made = ensure_installation(clock.now())
    assert made is not None
    return made


@pytest.fixture
def unlocked(client: StyleGuideClient, code: str) -> StyleGuideClient:
    """A browser that has typed the code."""
    assert client.post("/set-up", data={"code": code}).status_code == 303
    return client


def steps_before_you(client: StyleGuideClient) -> StyleGuideClient:
    client.post("/set-up/school", data=NEW_SCHOOL)
    client.post("/set-up/code-and-zone", data=CODE_AND_ZONE)
    return client


def all_of(app: Flask, model: type) -> list:
    with app.app_context(), transaction.unit(writes=False):
        found = list(db.session.scalars(select(model)))
        db.session.expunge_all()
        return found


def events_of(app: Flask, chain: str) -> list[str]:
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(TrailEntry.event).where(TrailEntry.chain == chain).order_by(TrailEntry.seq)
        return list(db.session.scalars(wanted))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class TestTheCode:
    def test_the_first_visit_asks_for_it(self, client: StyleGuideClient, code: str) -> None:
        page = client.get("/set-up")
        assert page.status_code == 200
        assert "Set-up code" in page.text

    @pytest.mark.parametrize("written", ["{} {}", "{}-{}", " {}{} "])
    def test_it_is_taken_however_it_is_spaced(
        self, client: StyleGuideClient, code: str, written: str
    ) -> None:
        typed = written.format(code[:4], code[4:])
        answer = client.post("/set-up", data={"code": typed})
        assert (answer.status_code, answer.location) == (303, "/set-up/choose")
        assert client.get("/set-up").location == "/set-up/choose"

    @pytest.mark.parametrize("typed", ["", "12345678", "0" * 41, "'; DROP TABLE installation"])
    def test_a_wrong_one_opens_nothing(self, client: StyleGuideClient, code: str, typed: str) -> None:
        assert client.post("/set-up", data={"code": typed}).status_code == 422
        assert client.get("/set-up/choose").location == "/set-up"

    @pytest.mark.parametrize("path", ["choose", "school", "code-and-zone", "you"])
    def test_without_it_there_is_no_step(self, client: StyleGuideClient, code: str, path: str) -> None:
        assert client.get(f"/set-up/{path}").location == "/set-up"

    def test_without_it_nothing_can_be_sent(self, app: Flask, client: StyleGuideClient, code: str) -> None:
        for path, typed in (
            ("school", NEW_SCHOOL),
            ("code-and-zone", CODE_AND_ZONE),
            ("you", YOU),
            ("demo", {}),
        ):
            answer = client.post(f"/set-up/{path}", data=typed)
            assert (answer.status_code, answer.location) == (303, "/set-up")
        assert all_of(app, School) == []

    def test_ten_wrong_tries_from_one_address_close_the_door_for_an_hour(
        self, app: Flask, client: StyleGuideClient, code: str
    ) -> None:
        for _ in range(10):
            assert client.post("/set-up", data={"code": "1"}).status_code == 422
        answer = client.post("/set-up", data={"code": code})
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "3600"
        assert "Wait an hour" in answer.text
        elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
        assert client.post("/set-up", data={"code": code}, environ_overrides=elsewhere).status_code == 303
        later = clock.now() + timedelta(hours=1, seconds=1)
        clock.set_source(lambda: later)
        assert client.post("/set-up", data={"code": code}).status_code == 303

    def test_thirty_wrong_tries_in_all_close_it_for_everybody(
        self, app: Flask, client: StyleGuideClient, code: str
    ) -> None:
        for number in range(30):
            where = {"REMOTE_ADDR": f"10.0.0.{number}"}
            assert client.post("/set-up", data={"code": "1"}, environ_overrides=where).status_code == 422
        where = {"REMOTE_ADDR": "10.0.0.99"}
        answer = client.post("/set-up", data={"code": code}, environ_overrides=where)
        assert answer.status_code == 429
        assert len(all_of(app, Throttle)) == 60  # a refused look adds nothing

    def test_a_whole_ipv6_network_counts_as_one(self, client: StyleGuideClient, code: str) -> None:
        for number in range(10):
            where = {"REMOTE_ADDR": f"2001:db8::{number}"}
            client.post("/set-up", data={"code": "1"}, environ_overrides=where)
        where = {"REMOTE_ADDR": "2001:db8::ffff"}
        answer = client.post("/set-up", data={"code": code}, environ_overrides=where)
        assert answer.status_code == 429

    def test_tries_sent_at_once_are_counted_one_by_one(self, app: Flask, code: str) -> None:
        def guess(number: int) -> int:
            client = app.test_client()
            return client.post("/set-up", data={"code": str(number)}, checked=False).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(guess, range(16)))
        assert sorted(answers) == [422] * 10 + [429] * 6

    def test_a_new_start_makes_an_unlocked_browser_worthless(
        self, app: Flask, unlocked: StyleGuideClient
    ) -> None:
        assert unlocked.get("/set-up/choose").status_code == 200
        with app.app_context(), transaction.unit():
            ensure_installation(clock.now())
        assert unlocked.get("/set-up/choose").location == "/set-up"

    @pytest.mark.parametrize("mark", ["", "x", "0" * 64, None])
    def test_what_another_installation_remembered_opens_nothing(
        self, client: StyleGuideClient, code: str, mark: str | None
    ) -> None:
        with client.session_transaction() as session:
            session["set-up"] = {"mark": mark, **NEW_SCHOOL, **CODE_AND_ZONE}
        assert client.get("/set-up/you").location == "/set-up"
        assert client.post("/set-up/you", data=YOU).location == "/set-up"

    def test_before_the_first_start_there_is_nothing_to_unlock(self, client: StyleGuideClient) -> None:
        assert "set up already" in client.get("/set-up").text
        assert client.post("/set-up", data={"code": "12345678"}).location == "/set-up"


class TestTheTwoWays:
    @pytest.fixture
    def demo(self, app: Flask) -> Iterator[list[int]]:
        loaded: list[int] = []

        def load() -> list[dict]:
            with transaction.unit():  # it may begin its own: none is open
                loaded.append(1)
            staff_member = {
                "role": "lead",
                "name": "Mr Hale",
                "url": "/sign-in",
                "fields": {"email": "hale@demo.example", "password": "a-b-c"},
                "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            }
            student = {
                "role": "mentor",
                "name": "Amara Quist",
                "url": "/sign-in/student",
                "fields": {"school": "demo", "username": "amara"},
            }
            return [staff_member, student]

        before = app.extensions.get("demo_loader")
        app.extensions["demo_loader"] = load
        yield loaded
        app.extensions["demo_loader"] = before

    def test_both_are_offered_where_there_is_a_demo(
        self, unlocked: StyleGuideClient, demo: list[int]
    ) -> None:
        page = unlocked.get("/set-up/choose").text
        assert "Set up my school" in page
        assert "Explore the demo school" in page

    def test_exploring_shows_who_can_sign_in(self, unlocked: StyleGuideClient, demo: list[int]) -> None:
        page = unlocked.post("/set-up/demo")
        assert page.status_code == 200
        for words in (
            "Designated safeguarding lead",
            "hale@demo.example",
            "a-b-c",
            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "Student, a mentor",
        ):
            assert words in page.text
        assert demo == [1]

    def test_the_own_school_can_follow_the_demo(self, unlocked: StyleGuideClient, demo: list[int]) -> None:
        unlocked.post("/set-up/demo")
        assert unlocked.get("/set-up/school").status_code == 200

    def test_there_is_no_demo_where_others_can_reach_it(
        self, app: Flask, unlocked: StyleGuideClient, demo: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reachable = dataclasses.replace(app.extensions["settings"], public_url="https://mentoring.example")
        monkeypatch.setitem(app.extensions, "settings", reachable)
        assert "demo" not in text_of(unlocked.get("/set-up/choose").text).lower()
        assert unlocked.post("/set-up/demo").location == "/set-up"
        assert demo == []

    def test_without_the_code_nobody_loads_it(
        self, client: StyleGuideClient, code: str, demo: list[int]
    ) -> None:
        assert client.post("/set-up/demo").location == "/set-up"
        assert demo == []


class TestTheSteps:
    def test_the_code_is_suggested_and_the_zone_is_the_country_s(self, unlocked: StyleGuideClient) -> None:
        answer = unlocked.post("/set-up/school", data={"name": "St Anne's High School", "country": "us"})
        assert answer.location == "/set-up/code-and-zone"
        page = unlocked.get("/set-up/code-and-zone").text
        assert 'value="st-annes"' in page
        assert "New York time" in page
        assert "London" not in page

    def test_a_step_can_be_left_and_gone_back_to(self, unlocked: StyleGuideClient) -> None:
        steps_before_you(unlocked)
        assert 'value="Alderbrook School"' in unlocked.get("/set-up/school").text
        assert 'value="alderbrook"' in unlocked.get("/set-up/code-and-zone").text
        assert "Step 3 of 3" in unlocked.get("/set-up/you").text

    def test_no_step_can_be_skipped(self, unlocked: StyleGuideClient) -> None:
        assert unlocked.get("/set-up/you").location == "/set-up/school"
        assert unlocked.get("/set-up/code-and-zone").location == "/set-up/school"
        unlocked.post("/set-up/school", data=NEW_SCHOOL)
        assert unlocked.get("/set-up/you").location == "/set-up/code-and-zone"

    @pytest.mark.parametrize(
        "path, typed, sentence",
        [
            ("school", {"name": "", "country": "england"}, "Write your school"),
            ("school", {"name": "Alder", "country": ""}, "Choose a country"),
            ("school", {"name": "Alder", "country": "atlantis"}, "valid choice"),
            ("code-and-zone", {**CODE_AND_ZONE, "code_of_school": "A B"}, "single hyphens"),
            ("code-and-zone", {**CODE_AND_ZONE, "code_of_school": "birch"}, "Another school here"),
            ("code-and-zone", {**CODE_AND_ZONE, "zone": "America/Chicago"}, "valid choice"),
            ("you", {**YOU, "email": "nobody"}, "name@school.example"),
            ("you", {**YOU, "first_name": ""}, "Write the first name"),
            ("you", {**YOU, "new_password": "short"}, "10 characters"),
            ("you", {**YOU, "new_password": "alderbrook merriden"}, "name"),
            ("you", {**YOU, "new_password": "passwordpassword"}, "guess"),
            ("you", {**YOU, "new_password": "x" * 201}, "too long"),
            ("you", {**YOU, "roles": ["head", "chair"]}, "chair"),
            ("you", {**YOU, "roles": ["student"]}, "valid choice"),
            ("you", {**YOU, "roles": ["administrator"]}, "valid choice"),
            ("you", {**YOU, "email": "ann.other@birch.example"}, "account with this e-mail"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(
        self, app: Flask, unlocked: StyleGuideClient, path: str, typed: dict, sentence: str
    ) -> None:
        with app.app_context(), transaction.unit():
            make_staff(make_school("birch", "Birchfield School"))
        before = len(all_of(app, School))
        steps_before_you(unlocked)
        answer = unlocked.post(f"/set-up/{path}", data=typed)
        assert answer.status_code == 422
        assert sentence in text_of(answer.text)
        assert len(all_of(app, School)) == before

    def test_the_school_is_made_and_its_first_person_is_signed_in(
        self, app: Flask, unlocked: StyleGuideClient
    ) -> None:
        answer = steps_before_you(unlocked).post("/set-up/you", data={**YOU, "roles": ["coordinator"]})
        assert (answer.status_code, answer.location) == (303, "/set-up/guide")
        [school], [person] = all_of(app, School), all_of(app, StaffMember)
        assert (school.name, school.code, school.country) == ("Alderbrook School", "alderbrook", "england")
        assert (person.title, person.first_name, person.last_name) == ("Dr", "Joan", "Merriden")
        [account] = all_of(app, Account)
        assert account.email == "joan.merriden@alderbrook.example"
        assert hashing.matches(account.secret_hash, PASSWORD)
        assert {held.role for held in all_of(app, StaffRole)} == {"administrator", "coordinator"}
        with app.app_context(), transaction.unit(writes=False):
            assert [site.is_main for site in schools.sites(school.id)] == [True]
        assert events_of(app, INSTALLATION) == ["installation.claimed"]
        made = events_of(app, school.id)
        assert made[:2] == ["school.created", "staff.added"]
        assert made[2:] == ["role.granted", "role.granted", "session.started"]
        page = unlocked.get("/set-up/guide")
        assert "Setting up Alderbrook School" in page.text
        assert "Dr Merriden" in page.text

    def test_whoever_reads_worries_is_asked_for_a_second_factor_at_once(
        self, unlocked: StyleGuideClient
    ) -> None:
        steps_before_you(unlocked).post("/set-up/you", data={**YOU, "roles": ["head"]})
        assert unlocked.get("/set-up/guide").location.startswith("/sign-in/second")

    def test_the_cookie_of_the_steps_is_not_the_cookie_of_the_person(
        self, unlocked: StyleGuideClient
    ) -> None:
        steps_before_you(unlocked).post("/set-up/you", data=YOU)
        with unlocked.session_transaction() as session:
            assert "set-up" not in session
            assert session["_user_id"]

    def test_set_up_works_once(self, app: Flask, unlocked: StyleGuideClient, code: str) -> None:
        steps_before_you(unlocked).post("/set-up/you", data=YOU)
        [installation] = all_of(app, Installation)
        assert installation.claimed_at is not None
        assert installation.setup_code_hash is None
        second = app.test_client()
        assert "set up already" in second.get("/set-up").text
        assert second.post("/set-up", data={"code": code}).location == "/set-up"
        assert second.get("/set-up/school").location == "/set-up"
        with app.app_context(), transaction.unit():
            assert ensure_installation(clock.now()) is None

    def test_of_two_who_claim_at_once_one_gets_the_school(self, app: Flask, code: str) -> None:
        browsers = []
        for number in range(2):
            browser = app.test_client()
            browser.post("/set-up", data={"code": code})
            browser.post("/set-up/school", data={**NEW_SCHOOL, "name": f"School {number}"})
            browser.post(
                "/set-up/code-and-zone", data={**CODE_AND_ZONE, "code_of_school": f"school-{number}"}
            )
            browsers.append(browser)

        def claim(number: int) -> str | None:
            typed = {**YOU, "email": f"person{number}@school.example"}
            return browsers[number].post("/set-up/you", data=typed, checked=False).location

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(claim, range(2)))
        assert sorted(answers) == ["/set-up", "/set-up/guide"]
        assert len(all_of(app, School)) == 1
        assert len(all_of(app, Account)) == 1
        assert events_of(app, INSTALLATION) == ["installation.claimed"]

    def test_a_school_code_taken_in_between_leads_back_to_its_step(
        self, app: Flask, unlocked: StyleGuideClient
    ) -> None:
        steps_before_you(unlocked)
        with app.app_context(), transaction.unit():
            make_school("alderbrook", "The other one")
        typed = {**YOU, "email": "new@alderbrook.example"}
        # Not checked: the school was tried and taken back, so there is nothing to leave an event of.
        answer = unlocked.post("/set-up/you", data=typed, checked=False)
        assert answer.location == "/set-up/code-and-zone"
        assert "Another school here has this code" in unlocked.get("/set-up/code-and-zone").text
        assert len(all_of(app, School)) == 1
        assert all_of(app, Installation)[0].claimed_at is None


def test_from_the_code_to_the_first_student(app: Flask, unlocked: StyleGuideClient) -> None:
    """What a head teacher's office does on the first morning, page by page."""
    steps_before_you(unlocked).post("/set-up/you", data={**YOU, "roles": ["coordinator"]})
    assert "0 of 3 done" in unlocked.get("/set-up/guide").text
    with app.app_context(), transaction.unit(writes=False):
        [school] = schools.all_schools()
        school_id, site_id = school.id, schools.sites(school.id)[0].id
    assert "Back to set-up" in unlocked.get(f"/school/sites/{site_id}/hours").text
    unlocked.post(f"/school/sites/{site_id}/hours/examples")
    unlocked.post(f"/school/sites/{site_id}/calendar/examples")
    guide = unlocked.get("/set-up/guide").text
    assert "0 of 3 done" in guide
    assert guide.count("still our examples") == 2
    for role in ("lead", "deputy", "head", "chair"):
        person = {"title": "Ms", "first_name": role, "last_name": "Person", "email": f"{role}@alder.example"}
        assert unlocked.post("/staff/new", data={**person, "roles": [role]}).status_code == 200
    page = unlocked.get("/set-up/guide").text
    assert "1 of 3 done" in page
    assert "Nothing is missing" in page
    assert unlocked.post("/students/new").status_code == 409
    assert "Set-up is finished" in unlocked.post("/set-up/finish", follow_redirects=True).text
    assert unlocked.post("/students/new").status_code == 422
    # From now on only somebody who reads worries may say who else does.
    person = {"title": "Ms", "first_name": "One", "last_name": "More", "email": "more@alder.example"}
    assert unlocked.post("/staff/new", data={**person, "roles": ["lead"]}).status_code == 422
    with app.app_context(), transaction.unit(writes=False):
        assert len(staff.holders(school_id)[Role.LEAD]) == 1


class TestTheGuide:
    @pytest.fixture
    def begun(self, app: Flask, world: World) -> World:
        """A school that has everything but a finished set-up."""
        with app.app_context(), transaction.unit():
            db.session.get_one(School, world.school_id).setup_finished_at = None
        return world

    def end_roles(self, app: Flask, world: World, role: Role) -> None:
        with app.app_context(), transaction.unit():
            for held in db.session.scalars(
                select(StaffRole).where(StaffRole.school_id == world.school_id, StaffRole.role == role)
            ):
                held.ended_at = clock.now()

    @pytest.mark.parametrize(
        "account", ["administrator", "coordinator", "lead", "deputy", "head", "stand_in", "chair"]
    )
    def test_those_who_can_do_something_about_it_see_it(
        self, sign_in: Callable[..., StyleGuideClient], begun: World, account: str
    ) -> None:
        page = sign_in(begun, account).get("/set-up/guide")
        assert page.status_code == 200
        assert ("Finish set-up</button>" in page.text) == (account == "administrator")

    @pytest.mark.parametrize("account", ["supervisor", "mentor", "mentee"])
    def test_others_do_not(
        self, sign_in: Callable[..., StyleGuideClient], begun: World, account: str
    ) -> None:
        assert sign_in(begun, account).get("/set-up/guide").status_code == 404
        assert sign_in(begun, account).post("/set-up/finish").status_code == 404

    @pytest.mark.parametrize(
        "role, words",
        [
            (Role.LEAD, "Designated safeguarding lead: nobody is named yet"),
            (Role.DEPUTY, "Deputy designated safeguarding lead: nobody is named yet"),
            (Role.HEAD, "Headteacher: nobody is named yet"),
            (Role.CHAIR, "Chair of governors: nobody is named yet"),
        ],
    )
    def test_a_missing_person_is_named_and_keeps_it_from_being_finished(
        self, app: Flask, sign_in: Callable[..., StyleGuideClient], begun: World, role: Role, words: str
    ) -> None:
        self.end_roles(app, begun, role)
        client = sign_in(begun, "administrator")
        page = client.get("/set-up/guide").text
        assert words in page
        assert "Finish set-up</button>" not in page
        refused = client.post("/set-up/finish", follow_redirects=True)
        assert "Something is still missing" in refused.text
        assert self.school(app, begun).setup_finished_at is None

    def school(self, app: Flask, world: World) -> School:
        return next(each for each in all_of(app, School) if each.id == world.school_id)

    @pytest.mark.parametrize(
        "below, words",
        [("hours", "Main site has no supervised hours"), ("calendar", "Main site has no terms")],
    )
    def test_missing_hours_or_terms_keep_it_from_being_finished(
        self, app: Flask, sign_in: Callable[..., StyleGuideClient], begun: World, below: str, words: str
    ) -> None:
        client = sign_in(begun, "administrator")
        where = f"/school/sites/{begun.site_id}/{below}"
        with app.app_context(), transaction.unit(writes=False):
            hour = schools.hours(begun.school_id, begun.site_id)[0].id
            span = schools.calendar(begun.school_id, begun.site_id)[0].id
        if below == "hours":
            client.post(f"{where}/remove", data={"rows": hour})
        else:
            client.post(f"{where}/{span}/remove")
        page = client.get("/set-up/guide").text
        assert words in page
        assert f'href="{where}"' in page
        client.post("/set-up/finish")
        assert self.school(app, begun).setup_finished_at is None

    def test_finishing_is_one_press_and_one_event(
        self, app: Flask, sign_in: Callable[..., StyleGuideClient], begun: World
    ) -> None:
        client = sign_in(begun, "administrator")
        answer = client.post("/set-up/finish", follow_redirects=True)
        assert "Set-up is finished. You can add students now." in answer.text
        finished_at = self.school(app, begun).setup_finished_at
        assert finished_at is not None
        client.post("/set-up/finish")
        assert self.school(app, begun).setup_finished_at == finished_at
        assert events_of(app, begun.school_id) == ["school.setup-finished"]

    def test_a_role_that_falls_vacant_later_is_said(
        self, app: Flask, sign_in: Callable[..., StyleGuideClient], world: World
    ) -> None:
        self.end_roles(app, world, Role.CHAIR)
        page = sign_in(world, "head").get("/set-up/guide").text
        assert "Something is missing again" in page
        assert "Chair of governors: nobody is named yet" in page
        for place in ("/school", "/today"):
            assert "Chair of governors: nobody is named yet" in sign_in(world, "coordinator").get(place).text
            assert "No Chair of governors" not in sign_in(world, "supervisor").get(place).text

    def test_one_school_s_gaps_are_not_another_s(self, app: Flask, worlds: tuple[World, World]) -> None:
        here, there = worlds
        self.end_roles(app, here, Role.LEAD)
        with app.app_context(), transaction.unit(writes=False):
            assert setup.gaps(here.school_id) == ["no_lead"]
            assert setup.gaps(there.school_id) == []
            assert staff.holders(there.school_id)[Role.LEAD]
