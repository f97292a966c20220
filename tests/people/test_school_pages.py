"""The pages about the school: what staff see of it, and how the office changes it."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import event, select

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import CalendarSpan, School, Site, SupervisedHour
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import is_school_day
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday in the autumn term

STAFF = ("coordinator", "supervisor", "lead", "deputy", "head", "stand_in", "chair", "administrator")


def read(app: Flask, look: Callable[[], object]) -> object:
    with app.app_context(), transaction.unit(writes=False):
        seen = look()
        db.session.expunge_all()  # so that what was read can be looked at afterwards
        return seen


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Give the list of what is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def events_of(app: Flask, school_id: str) -> list[str]:
    wanted = select(TrailEntry.event).where(TrailEntry.chain == school_id).order_by(TrailEntry.seq)
    return read(app, lambda: list(db.session.scalars(wanted)))


def facts_of_last(app: Flask, school_id: str) -> dict:
    wanted = select(TrailEntry.facts).where(TrailEntry.chain == school_id).order_by(TrailEntry.seq.desc())
    return read(app, lambda: db.session.scalar(wanted.limit(1)))


def details_of(app: Flask, world: World, **changes: str) -> dict[str, str]:
    school = read(app, lambda: db.session.get(School, world.school_id))
    as_now = {
        "name": school.name,
        "code_of_school": school.code,
        "country": school.country,
        "zone": school.zone,
        "outside_name": "",
        "outside_number": "",
        "seen": str(school.version),
    }
    return {**as_now, **changes}


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class TestTheSchool:
    @pytest.mark.parametrize("account", STAFF)
    def test_everybody_who_works_here_sees_the_school(
        self, sign_in: SignIn, world: World, account: str
    ) -> None:
        page = sign_in(world, account).get("/school")
        assert page.status_code == 200
        words = text_of(page.text)
        assert "Alderbrook School" in words
        assert "Designated safeguarding lead Tom Halewick" in words
        assert "Birchfield" not in words
        assert "Sam Quillon" not in words  # the administrator reads no worries

    def test_young_people_do_not(self, sign_in: SignIn, world: World) -> None:
        assert sign_in(world, "mentee").get("/school").status_code == 404

    def test_the_number_of_questions_does_not_grow_with_the_sites(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client = sign_in(world, "administrator")
        client.get("/school")
        with statements(app) as with_one:
            client.get("/school")
        for name in ("Mill Lane", "Little Alder"):
            client.post("/school/sites/new", data=new_site(name))
        client.get("/school")
        with statements(app) as with_three:
            client.get("/school")
        assert len(with_three) == len(with_one)

    def test_the_administrator_changes_the_details(self, app: Flask, sign_in: SignIn, world: World) -> None:
        client = sign_in(world, "administrator")
        changed = details_of(
            app,
            world,
            name="  Alderbrook   High ",
            code_of_school="ALDER-HIGH",
            outside_number="01632 960 001",
        )
        answer = client.post("/school/details", data=changed, follow_redirects=True)
        assert "Saved." in answer.text
        assert "01632 960 001" in answer.text
        school = read(app, lambda: db.session.get(School, world.school_id))
        assert (school.name, school.code) == ("Alderbrook High", "alder-high")
        assert events_of(app, world.school_id)[-1] == "school.changed"
        assert facts_of_last(app, world.school_id) == {"fields": ["code", "name", "outside_number"]}

    def test_saving_without_a_change_leaves_no_event(self, app: Flask, sign_in: SignIn, world: World) -> None:
        before = events_of(app, world.school_id)
        answer = sign_in(world, "administrator").post("/school/details", data=details_of(app, world))
        assert answer.status_code == 303
        assert events_of(app, world.school_id) == before

    @pytest.mark.parametrize(
        "changes, sentence",
        [
            ({"code_of_school": "birch"}, "Another school here has this code"),
            ({"code_of_school": "Alder Brook"}, "single hyphens"),
            ({"code_of_school": "a"}, "single hyphens"),
            ({"code_of_school": "answer"}, "single hyphens"),
            ({"zone": "America/Chicago"}, "not in the country"),
            ({"zone": "Mars/Olympus"}, "Not a valid choice"),
            ({"country": "atlantis"}, "Not a valid choice"),
            ({"name": "   "}, "Write the school"),
            ({"name": "x" * 121}, "120"),
        ],
    )
    def test_what_cannot_be_is_refused_and_kept_in_the_form(
        self, app: Flask, sign_in: SignIn, world: World, changes: dict, sentence: str
    ) -> None:
        typed = details_of(app, world, outside_name="Typed and kept", **changes)
        answer = sign_in(world, "administrator").post("/school/details", data=typed)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Typed and kept" in answer.text
        assert read(app, lambda: db.session.get(School, world.school_id)).code == "alder"

    @pytest.mark.parametrize("account", [each for each in STAFF if each != "administrator"])
    def test_nobody_else_changes_the_details(
        self, app: Flask, sign_in: SignIn, world: World, account: str
    ) -> None:
        client = sign_in(world, account)
        assert "/school/details" not in client.get("/school").text
        assert client.get("/school/details").status_code == 404
        typed = details_of(app, world, name="Mine")
        assert client.post("/school/details", data=typed).status_code == 404

    def test_a_stale_save_shows_both_texts_and_loses_nothing(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        mine, hers = details_of(app, world, name="Mine"), details_of(app, world, name="Theirs")
        client = sign_in(world, "administrator")
        assert client.post("/school/details", data=hers).status_code == 303
        answer = client.post("/school/details", data=mine)
        assert answer.status_code == 409
        words = text_of(answer.text)
        assert "Mx Quillon changed this meanwhile" in words
        assert "Name of the school Theirs Mine" in words
        assert read(app, lambda: db.session.get(School, world.school_id)).name == "Theirs"
        version = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
        assert client.post("/school/details", data={**mine, "seen": version}).status_code == 303
        assert read(app, lambda: db.session.get(School, world.school_id)).name == "Mine"

    @pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
    def test_a_version_that_was_never_shown_counts_as_stale(
        self, app: Flask, sign_in: SignIn, world: World, seen: str
    ) -> None:
        typed = details_of(app, world, name="Mine", seen=seen)
        assert sign_in(world, "administrator").post("/school/details", data=typed).status_code == 409


def new_site(name: str = "Little Alder Primary", **changes: object) -> dict[str, object]:
    usual = {
        "name": name,
        "day_starts": "09:00",
        "day_ends": "15:00",
        "weekdays": ["0", "1", "2", "3", "4"],
        "cycle_weeks": "1",
    }
    return {**usual, **changes}


class TestSites:
    def test_a_feeder_primary_is_added_with_its_own_day(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client = sign_in(world, "administrator")
        answer = client.post("/school/sites/new", data=new_site(), follow_redirects=True)
        assert "Little Alder Primary was added" in answer.text
        assert "09:00 – 15:00" in answer.text
        assert events_of(app, world.school_id)[-1] == "site.added"
        names = read(app, lambda: [site.name for site in schools.sites(world.school_id)])
        assert names == ["Main site", "Little Alder Primary"]

    @pytest.mark.parametrize(
        "changes, sentence",
        [
            ({"name": "Main site"}, "Another site has this name"),
            ({"day_ends": "08:00"}, "The day ends before it starts"),
            ({"day_ends": "soon"}, "Write a time like 12:40"),
            ({"day_starts": ""}, "When does the day start?"),
            ({"weekdays": []}, "Choose at least one school day"),
            ({"weekdays": ["7"]}, "valid choice"),
            ({"cycle_weeks": "3"}, "Not a valid choice"),
            ({"cycle_weeks": "2", "cycle_anchor": "soon"}, "Choose a day"),
        ],
    )
    def test_a_site_that_cannot_be_is_refused(
        self, app: Flask, sign_in: SignIn, world: World, changes: dict, sentence: str
    ) -> None:
        answer = sign_in(world, "administrator").post("/school/sites/new", data=new_site(**changes))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert len(read(app, lambda: schools.sites(world.school_id))) == 1

    def test_the_coordinator_changes_a_day_but_adds_no_site(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client = sign_in(world, "coordinator")
        assert client.get("/school/sites/new").status_code == 404
        where = f"/school/sites/{world.site_id}/day"
        changed = new_site("Main site", cycle_weeks="2", cycle_anchor="2026-09-07", seen="1")
        assert client.post(where, data=changed).status_code == 303
        site = read(app, lambda: db.session.get(Site, (world.school_id, world.site_id)))
        assert (site.day_starts, site.cycle_weeks, site.cycle_anchor) == (time(9), 2, date(2026, 9, 7))
        assert facts_of_last(app, world.school_id) == {
            "fields": ["cycle_anchor", "cycle_weeks", "day_ends", "day_starts"]
        }

    def test_a_stale_day_shows_both(self, sign_in: SignIn, world: World) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/day"
        assert client.post(where, data=new_site("Main site", seen="1")).status_code == 303
        answer = client.post(where, data=new_site("Old mill", day_ends="16:00", seen="1"))
        assert answer.status_code == 409
        words = text_of(answer.text)
        assert "Ms Okafor changed this meanwhile" in words
        assert "The school day ends 15:00 16:00" in words

    def test_hours_of_week_b_keep_the_cycle_from_being_taken_away(
        self, sign_in: SignIn, world: World
    ) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}"
        client.post(f"{where}/day", data=new_site("Main site", cycle_weeks="2", seen="1"))
        client.post(f"{where}/hours", data=new_hours(week="B"))
        answer = client.post(f"{where}/day", data=new_site("Main site", cycle_weeks="1", seen="2"))
        assert answer.status_code == 422
        assert "only in week A or week B" in answer.text

    @pytest.mark.parametrize("account", ["supervisor", "lead", "deputy", "head", "stand_in", "chair"])
    def test_others_see_a_site_and_change_nothing(self, sign_in: SignIn, world: World, account: str) -> None:
        client, where = sign_in(world, account), f"/school/sites/{world.site_id}"
        page = client.get(where)
        assert page.status_code == 200
        assert f"{where}/" not in page.text
        for below in ("day", "hours", "calendar"):
            assert client.get(f"{where}/{below}").status_code == 404

    def test_another_school_s_site_is_not_there(
        self, app: Flask, sign_in: SignIn, worlds: tuple[World, World]
    ) -> None:
        here, there = worlds
        client, where = sign_in(here, "coordinator"), f"/school/sites/{there.site_id}"
        hour, span = read(
            app,
            lambda: (
                schools.hours(there.school_id, there.site_id)[0].id,
                schools.calendar(there.school_id, there.site_id)[0].id,
            ),
        )
        before = events_of(app, there.school_id)
        for below in ("", "/day", "/hours", f"/hours/{hour}", "/calendar", f"/calendar/{span}"):
            assert client.get(where + below).status_code == 404
        own = f"/school/sites/{here.site_id}"
        for path, typed in (
            (f"{where}/day", new_site("Mine", seen="1")),
            (f"{where}/hours", new_hours()),
            (f"{where}/hours/remove", {"rows": hour}),
            (f"{where}/calendar", new_dates()),
            (f"{where}/calendar/examples", {}),
            (f"{where}/calendar/{span}/remove", {}),
        ):
            assert client.post(path, data=typed).status_code == 404
        # By way of one's own site, another's rows are simply not there.
        assert client.post(f"{own}/hours/remove", data={"rows": hour}).status_code == 303
        assert client.post(f"{own}/calendar/{span}/remove").status_code == 303
        stale = {**new_hours(), "seen": f"{hour}:1"}
        assert client.post(f"{own}/hours/{hour}", data=stale).status_code == 409
        assert client.post(f"{own}/calendar/{span}", data={**new_dates(), "seen": "1"}).status_code == 409
        assert read(app, lambda: len(schools.hours(there.school_id, there.site_id))) == 1
        assert read(app, lambda: len(schools.calendar(there.school_id, there.site_id))) == 1
        assert events_of(app, there.school_id) == before


def new_hours(**changes: object) -> dict[str, object]:
    usual = {
        "label": "Tutor time",
        "starts": "08:45",
        "ends": "09:05",
        "weekdays": ["0", "1", "2"],
        "week": "",
    }
    return {**usual, **changes}


def hours_of(app: Flask, world: World) -> list[tuple[int, str, str]]:
    def look() -> list[tuple[int, str, str]]:
        rows = schools.hours(world.school_id, world.site_id)
        return [(row.weekday, row.week, f"{row.label} {row.starts:%H:%M}-{row.ends:%H:%M}") for row in rows]

    return read(app, look)


class TestSupervisedHours:
    def test_the_same_hours_on_three_days_are_one_row(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client = sign_in(world, "coordinator")
        where = f"/school/sites/{world.site_id}/hours"
        answer = client.post(where, data=new_hours(), follow_redirects=True)
        assert "Tutor time was added" in answer.text
        assert "Tutor time 08:45 – 09:05 Monday to Wednesday" in text_of(answer.text)
        assert facts_of_last(app, world.school_id)["change"] == "added"
        assert len(hours_of(app, world)) == 4

    @pytest.mark.parametrize(
        "changes, sentence",
        [
            ({"starts": "12:00", "ends": "12:31", "weekdays": ["1"]}, "run into others"),
            ({"starts": "09:05", "ends": "09:05"}, "end before they start"),
            ({"weekdays": []}, "Choose at least one day"),
            ({"weekdays": ["9"]}, "valid choice"),
            ({"week": "A"}, "week A or week B"),
            ({"week": "C"}, "Choose one"),
            ({"label": " "}, "What is it called?"),
            ({"starts": "8.45am"}, "Write a time like 12:40"),
        ],
    )
    def test_hours_that_cannot_be_are_refused(
        self, app: Flask, sign_in: SignIn, world: World, changes: dict, sentence: str
    ) -> None:
        where = f"/school/sites/{world.site_id}/hours"
        answer = sign_in(world, "coordinator").post(where, data=new_hours(**changes))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert len(hours_of(app, world)) == 1

    def test_hours_that_only_touch_do_not_clash(self, app: Flask, sign_in: SignIn, world: World) -> None:
        where = f"/school/sites/{world.site_id}/hours"
        before_lunch = new_hours(starts="12:00", ends="12:30", weekdays=["1"])
        assert sign_in(world, "coordinator").post(where, data=before_lunch).status_code == 303

    def test_removing_offers_to_undo_and_undoing_puts_it_back(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/hours"
        client.post(where, data=new_hours())
        before = hours_of(app, world)
        rows = re.findall(r'name="rows" value="([^"]+)"', client.get(where).text)
        page = client.post(f"{where}/remove", data={"rows": rows[0]}, follow_redirects=True)
        assert "Tutor time was removed." in page.text
        assert len(hours_of(app, world)) == 1
        undo = page.text.split(f'action="{where}/restore"')[1].split("</form>")[0]
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo))
        hidden.pop("csrf_token")
        answer = client.post(f"{where}/restore", data=hidden, follow_redirects=True)
        assert "Tutor time is back." in answer.text
        assert hours_of(app, world) == before
        again = client.post(f"{where}/restore", data=hidden, follow_redirects=True)
        assert "run into others" in again.text
        assert hours_of(app, world) == before

    def test_a_made_up_undo_is_refused(self, app: Flask, sign_in: SignIn, world: World) -> None:
        where = f"/school/sites/{world.site_id}/hours/restore"
        hidden = {"label": "x", "starts": "08:00", "ends": "08:30", "weekdays": "8", "week": "Z"}
        answer = sign_in(world, "coordinator").post(where, data=hidden, follow_redirects=True)
        assert "could not be put back" in answer.text
        assert len(hours_of(app, world)) == 1

    def test_a_row_is_changed_as_one(self, app: Flask, sign_in: SignIn, world: World) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/hours"
        client.post(where, data=new_hours())
        link = re.search(rf'href="({where}/\w+)"[^>]*aria-label="Change Tutor time"', client.get(where).text)[
            1
        ]
        seen = re.search(r'name="seen" value="([^"]+)"', client.get(link).text)[1]
        changed = new_hours(label="Form time", ends="09:10", weekdays=["0", "4"], seen=seen)
        assert client.post(link, data=changed).status_code == 303
        assert hours_of(app, world) == [
            (0, "", "Form time 08:45-09:10"),
            (1, "", "Lunch 12:30-13:20"),
            (4, "", "Form time 08:45-09:10"),
        ]
        assert facts_of_last(app, world.school_id)["change"] == "changed"
        stale = client.post(link, data=new_hours(label="Registration", seen=seen))
        assert stale.status_code == 409
        assert "What Form time Registration" in text_of(stale.text)
        seen_now = re.search(r'name="seen" value="([^"]+)"', stale.text)[1]
        again = new_hours(label="Registration", seen=seen_now)
        assert client.post(link, data=again).status_code == 303
        assert [row for row in hours_of(app, world) if "Registration" in row[2]]

    def test_a_row_that_was_removed_meanwhile_can_be_added_again(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/hours"
        rows = re.search(r'name="rows" value="([^"]+)"', client.get(where).text)[1]
        link = f"{where}/{rows}"
        seen = re.search(r'name="seen" value="([^"]+)"', client.get(link).text)[1]
        client.post(f"{where}/remove", data={"rows": rows})
        answer = client.post(link, data=new_hours(seen=seen))
        assert answer.status_code == 409
        assert "It was removed" in answer.text
        assert f'<form method="post" action="{where}"' in answer.text
        assert "Tutor time" in answer.text
        assert client.get(link).status_code == 303

    def test_an_empty_week_is_filled_with_examples_once(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/hours"
        refused = client.post(f"{where}/examples", follow_redirects=True)
        assert "There are hours already" in refused.text
        rows = re.search(r'name="rows" value="([^"]+)"', client.get(where).text)[1]
        client.post(f"{where}/remove", data={"rows": rows})
        assert "Fill in examples" in client.get(where).text
        answer = client.post(f"{where}/examples", follow_redirects=True)
        assert "These are examples" in answer.text
        assert "Lunch" in answer.text
        assert len(hours_of(app, world)) == 20


def new_dates(**changes: str) -> dict[str, str]:
    usual = {"kind": "holiday", "name": "Half term", "first_day": "2026-11-23", "last_day": "2026-11-27"}
    return {**usual, **changes}


class TestTheCalendar:
    @pytest.fixture(autouse=True)
    def _a_tuesday(self) -> None:
        clock.set_source(lambda: NOON)

    def test_a_holiday_closes_the_school_and_the_preview_says_so(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, site = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}"
        assert "Mon 23 Nov yes – Tue 24 Nov yes 12:30 – 13:20 Wed 25 Nov yes –" in text_of(
            client.get(site).text
        )
        answer = client.post(f"{site}/calendar", data=new_dates(), follow_redirects=True)
        assert "Half term was added" in answer.text
        words = text_of(client.get(site).text)
        assert "Week of 23 November" in words
        assert "Mon 23 Nov no: Half term – Tue 24 Nov no: Half term –" in words
        assert "Mon 30 Nov yes – Tue 1 Dec yes 12:30 – 13:20" in words  # the week after
        assert facts_of_last(app, world.school_id)["kind"] == "holiday"
        times = read(app, lambda: school_time(world.school_id, world.site_id))
        assert not is_school_day(times, date(2026, 11, 24))

    def test_the_preview_shows_weeks_a_and_b_and_exams(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, site = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}"
        day = new_site("Main site", cycle_weeks="2", cycle_anchor="2026-11-23", seen="1")
        client.post(f"{site}/day", data=day)
        exams = new_dates(kind="exams", name="Mocks", first_day="2026-11-30", last_day="2026-12-04")
        client.post(f"{site}/calendar", data=exams)
        words = text_of(client.get(site).text)
        assert "Week of 23 November: week A" in words
        assert "Week of 30 November: week B" in words
        assert "Mon 30 Nov yes, with exams" in words

    @pytest.mark.parametrize(
        "changes, sentence",
        [
            ({"last_day": "2026-11-22"}, "The holiday ends before it starts"),
            ({"kind": "exams", "last_day": "2026-11-22"}, "The exams end before they start"),
            ({"kind": "term", "last_day": "2026-11-22"}, "The term ends before it starts"),
            ({"kind": "term"}, "This term runs into another one"),
            ({"last_day": "2028-11-27"}, "longer than a year"),
            ({"kind": "party"}, "Not a valid choice"),
            ({"kind": ""}, "Choose one"),
            ({"first_day": "23/11/2026"}, "Choose a day"),
            ({"name": ""}, "What is it called?"),
        ],
    )
    def test_dates_that_cannot_be_are_refused_and_kept(
        self, app: Flask, sign_in: SignIn, world: World, changes: dict, sentence: str
    ) -> None:
        where = f"/school/sites/{world.site_id}/calendar"
        answer = sign_in(world, "coordinator").post(where, data=new_dates(**changes))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert read(app, lambda: len(schools.calendar(world.school_id, world.site_id))) == 1

    def test_removing_offers_to_undo(self, app: Flask, sign_in: SignIn, world: World) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/calendar"
        client.post(where, data=new_dates())
        span = read(app, lambda: schools.calendar(world.school_id, world.site_id)[1])
        page = client.post(f"{where}/{span.id}/remove", follow_redirects=True)
        assert "Half term was removed." in page.text
        undo = next(
            form
            for form in page.text.split("<form ")[1:]
            if f'action="{where}"' in form and 'name="kind" value' in form
        )
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo.split("</form>")[0]))
        hidden.pop("csrf_token")
        assert client.post(where, data=hidden).status_code == 303
        back = read(app, lambda: schools.calendar(world.school_id, world.site_id))
        assert [(each.name, each.first_day) for each in back][1:] == [("Half term", span.first_day)]
        gone = client.post(f"{where}/{span.id}/remove", follow_redirects=True)
        assert "not there any more" in gone.text

    def test_a_stale_change_of_dates_shows_both(self, app: Flask, sign_in: SignIn, world: World) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/calendar"
        client.post(where, data=new_dates())
        span = read(app, lambda: schools.calendar(world.school_id, world.site_id)[1])
        link = f"{where}/{span.id}"
        assert "2026-11-23" in client.get(link).text
        seen = str(span.version)
        assert client.post(link, data=new_dates(name="Autumn break", seen=seen)).status_code == 303
        answer = client.post(link, data=new_dates(name="October week", seen=seen))
        assert answer.status_code == 409
        assert "Name Autumn break October week" in text_of(answer.text)
        client.post(f"{link}/remove")
        removed = client.post(link, data=new_dates(name="October week", seen=seen))
        assert removed.status_code == 409
        assert "It was removed" in removed.text
        assert client.get(link).status_code == 303

    def test_examples_are_filled_in_only_where_nothing_is(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        client, where = sign_in(world, "coordinator"), f"/school/sites/{world.site_id}/calendar"
        assert "Fill in examples" not in client.get(where).text
        refused = client.post(f"{where}/examples", follow_redirects=True)
        assert "no examples were added" in refused.text
        span = read(app, lambda: schools.calendar(world.school_id, world.site_id)[0])
        client.post(f"{where}/{span.id}/remove")
        assert "Fill in examples for 2026/27" in client.get(where).text
        answer = client.post(f"{where}/examples", follow_redirects=True)
        assert "These are examples" in answer.text
        kinds = read(app, lambda: {each.kind for each in schools.calendar(world.school_id, world.site_id)})
        assert kinds == {"term", "holiday", "exams"}
        assert facts_of_last(app, world.school_id)["change"] == "examples"


def test_the_school_time_of_a_site_takes_the_same_few_questions_however_much_it_holds(
    app: Flask, worlds: tuple[World, World]
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        for weekday in range(5):
            db.session.add(
                SupervisedHour(
                    school_id=here.school_id, id=f"{weekday:026}", site_id=here.site_id, weekday=weekday, week="",
                    starts=time(8), ends=time(8, 30), label="Breakfast",
                )
            )  # fmt: skip
            db.session.add(
                CalendarSpan(
                    school_id=here.school_id, id=f"{weekday:026}", site_id=here.site_id, kind="holiday",
                    name="Day off", first_day=date(2026, 5, weekday + 1), last_day=date(2026, 5, weekday + 1),
                )
            )  # fmt: skip
    with app.app_context(), transaction.unit(writes=False):
        db.session.connection()
        with statements(app) as asked:
            times = school_time(here.school_id, here.site_id)
        assert len(asked) == 2  # the school itself, which a page has in hand already, and one
        assert (len(times.hours), len(times.holidays), times.zone) == (6, 5, "Europe/London")
        with pytest.raises(KeyError):
            school_time(here.school_id, there.site_id)


class TestAtTheSameTime:
    """Two people press the button in the same second."""

    def both(self, clients: list[StyleGuideClient], path: str, typed: list[dict]) -> list[int]:
        def post(number: int) -> int:
            return clients[number].post(path, data=typed[number], checked=False).status_code

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(post, range(2)))

    def test_one_save_of_the_details_wins_and_the_other_is_shown_both(
        self, app: Flask, sign_in: SignIn, world: World
    ) -> None:
        clients = [sign_in(world, "administrator") for _ in range(2)]
        typed = [details_of(app, world, name=f"School {number}") for number in range(2)]
        assert self.both(clients, "/school/details", typed) == [303, 409]
        assert events_of(app, world.school_id).count("school.changed") == 1

    def test_the_same_hours_are_added_once(self, app: Flask, sign_in: SignIn, world: World) -> None:
        clients = [sign_in(world, "coordinator"), sign_in(world, "administrator")]
        where = f"/school/sites/{world.site_id}/hours"
        assert self.both(clients, where, [new_hours(), new_hours()]) == [303, 422]
        assert len(hours_of(app, world)) == 4

    def test_a_row_is_changed_by_one(self, app: Flask, sign_in: SignIn, world: World) -> None:
        clients = [sign_in(world, "coordinator"), sign_in(world, "administrator")]
        hour = read(app, lambda: schools.hours(world.school_id, world.site_id)[0])
        where = f"/school/sites/{world.site_id}/hours/{hour.id}"
        typed = [new_hours(label=f"Lunch {number}", seen=f"{hour.id}:1") for number in range(2)]
        assert self.both(clients, where, typed) == [303, 409]

    def test_dates_are_changed_by_one(self, app: Flask, sign_in: SignIn, world: World) -> None:
        clients = [sign_in(world, "coordinator"), sign_in(world, "administrator")]
        span = read(app, lambda: schools.calendar(world.school_id, world.site_id)[0])
        where = f"/school/sites/{world.site_id}/calendar/{span.id}"
        typed = [new_dates(name=f"Week {number}", seen="1") for number in range(2)]
        assert self.both(clients, where, typed) == [303, 409]

    def test_two_schools_do_not_get_the_same_code(
        self, app: Flask, sign_in: SignIn, worlds: tuple[World, World]
    ) -> None:
        clients = [sign_in(each, "administrator") for each in worlds]
        typed = [details_of(app, each, code_of_school="willow") for each in worlds]
        assert self.both(clients, "/school/details", typed) == [303, 422]
        codes = read(app, schools.codes)
        assert "willow" in codes
        assert len(codes) == 2
