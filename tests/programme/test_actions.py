"""What is done to programmes is done whole, leaves one event, and is refused where the rules say so."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import SupervisedHour
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_times
from mentoring.programme.actions import gap, places, programmes, roles, settings, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details, details_of
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import GapRequest, Place, Programme, ProgrammeSetting
from mentoring.programme.queries import roles as role_queries
from mentoring.programme.queries import slots as slot_queries
from mentoring.programme.queries.programmes import facts_of, open_programmes
from mentoring.programme.queries.programmes import programmes as all_programmes
from mentoring.programme.queries.settings import allowed_gap, changes, settings_of
from mentoring.programme.rules.dates import Dates, DatesRefusal
from mentoring.programme.rules.gap import GapRefusal, GapState
from mentoring.programme.rules.kinds import DetailsRefusal, Kind, Missing, ProgrammeRole, Status
from mentoring.programme.rules.roles import EditKind, TextRefusal
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.slots import PlaceRefusal, SlotProblem, SlotRefusal
from mentoring.programme.rules.verdicts import SettingRefusal
from tests.programme.conftest import programme_again
from tests.support.factories import World
from tests.support.programmes import LUNCH, by, make_place, make_programme, the_year, words
from tests.support.worlds import A_LESSON

TODAY = date(2026, 11, 3)


def events(world: World) -> list[tuple[str, dict]]:
    """Return what was written into the school's trail, oldest first."""
    wanted = select(TrailEntry).where(TrailEntry.chain == world.school_id).order_by(TrailEntry.seq)
    return [(entry.event, entry.facts) for entry in db.session.scalars(wanted)]


def last_event(world: World) -> tuple[str, dict]:
    return events(world)[-1]


def test_a_programme_is_made_as_a_draft_with_defaults_and_words(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        made = make_programme(world, kind=Kind.TRANSITION)
        assert (made.status, made.site_ids) == (Status.DRAFT, [world.site_id])
        assert made.in_charge_ids == [world.staff[Role.COORDINATOR]]
        assert settings_of(made).changed() == []
        assert settings_of(made).number(Code.GROUP_MENTEES) == 10
        assert {role: each.number for role, each in role_queries.newest_versions(made).items()} == {
            ProgrammeRole.MENTOR: 1,
            ProgrammeRole.MENTEE: 1,
        }
        assert events(world) == [("programme.added", {"kind": "transition", "copied_from": None})]
        assert open_programmes(world.school_id) == []


def test_a_programme_of_one_school_is_not_another_schools(app: Flask, worlds: tuple[World, World]) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        made = make_programme(here)
        assert list(all_programmes(here.school_id)) == [made]
        assert list(all_programmes(there.school_id)) == []
        assert slot_queries.slot(there.school_id, made.id, "0" * 26) is None
        elsewhere = Details("X", the_year(), (there.site_id,), (there.staff[Role.COORDINATOR],))
        wrong = programmes.change_programme(by(here), made, elsewhere, seen=made.version, now=A_LESSON)
        assert wrong == [DetailsRefusal.SITE_UNKNOWN, DetailsRefusal.NOT_A_COORDINATOR]


def test_what_a_programme_says_is_judged_before_it_is_kept(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        now = details_of(made)
        supervisor = world.staff[Role.SUPERVISOR]
        week = Dates(date(2026, 11, 2), date(2026, 11, 6))
        for wanted, code in (
            (Details("Buddies", now.dates, now.site_ids, (supervisor,)), DetailsRefusal.NOT_A_COORDINATOR),
            (Details("Buddies", now.dates, (), now.in_charge_ids), DetailsRefusal.SITE_HAS_SLOTS),
            (Details("Buddies", week, now.site_ids, now.in_charge_ids), DatesRefusal.SHORT_WITHOUT_REASON),
        ):
            wrong = programmes.change_programme(by(world), made, wanted, seen=made.version, now=A_LESSON)
            assert code in wrong
        stale = programmes.change_programme(by(world), made, now, seen=made.version - 1, now=A_LESSON)
        assert stale == [DetailsRefusal.STALE]
        other = make_programme(world, "Tutors", Kind.TUTORING)
        same = programmes.change_programme(
            by(world),
            other,
            Details("BUDDIES", now.dates, now.site_ids, ()),
            seen=other.version,
            now=A_LESSON,
        )
        assert same == [DetailsRefusal.NAME_TAKEN]


def test_a_change_is_one_event_and_counts_in_the_version(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        before, seen = len(events(world)), made.version
        wanted = Details("Buddies", made_dates(made), (world.site_id,), ())
        assert programmes.change_programme(by(world), made, wanted, seen=seen, now=A_LESSON) == []
        assert made.in_charge_ids == []
        assert made.version == seen + 1
        assert last_event(world) == ("programme.changed", {"fields": ["in_charge"]})
        assert programmes.change_programme(by(world), made, wanted, seen=seen + 1, now=A_LESSON) == []
        assert len(events(world)) == before + 1


def made_dates(made: Programme) -> Dates:
    return Dates(made.starts, made.ends)


def test_a_programme_opens_when_pairs_could_meet_and_can_be_drawn_back(
    app: Flask, world: World, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        empty = make_programme(world, "Empty")
        wrong = programmes.set_status(by(world), empty, Status.OPEN, today=TODAY, now=A_LESSON)
        assert wrong == [Missing.NO_SLOT]
        made = programme_again(world, buddies)
        assert programmes.set_status(by(world), made, Status.OPEN, today=TODAY, now=A_LESSON) == []
        assert [each.name for each in open_programmes(world.school_id)] == ["Buddies"]
        assert last_event(world) == ("programme.moved", {"status": "open"})
        assert programmes.set_status(by(world), made, Status.DRAFT, today=TODAY, now=A_LESSON) == []
        assert open_programmes(world.school_id) == []


def test_a_setting_is_kept_with_its_history_and_its_reason(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        change = lambda value, **more: settings.change_setting(  # noqa: E731
            by(world), made, Code.MENTEES_PER_MENTOR, value, **{"seen": 0, "now": A_LESSON, **more}
        )
        assert change(2).refusal is SettingRefusal.REASON_WANTED
        assert change(4, reason="Many ask.").refusal is SettingRefusal.TOO_HIGH
        assert changes(made) == []
        assert change(2, reason=" Few mentors this year. ").refusal is None
        assert settings_of(made).number(Code.MENTEES_PER_MENTOR) == 2
        (kept,) = changes(made, Code.MENTEES_PER_MENTOR)
        assert (kept.old, kept.new, kept.reason) == ("1", "2", "Few mentors this year.")
        assert kept.made_by == world.staff[Role.COORDINATOR]
        facts = {"setting": "mentees-per-mentor", "old": "1", "new": "2", "warned": True}
        assert last_event(world) == ("programme.setting-changed", facts)
        assert change(1, seen=0).refusal is SettingRefusal.STALE
        row = db.session.scalars(select(ProgrammeSetting)).one()
        assert change(1, seen=row.version, now=A_LESSON + timedelta(minutes=1)).refusal is None
        assert settings_of(made).changed() == []
        assert [each.reason for each in changes(made)] == ["", "Few mentors this year."]


@pytest.mark.parametrize("table", ["programme_setting_change", "role_description_version"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET made_by = 'x'", "DELETE FROM {}"])
def test_nobody_changes_the_history_or_a_version(
    app: Flask, world: World, buddies: str, table: str, statement: str
) -> None:
    with app.app_context():
        with transaction.unit():
            made = programme_again(world, buddies)
            settings.change_setting(by(world), made, Code.MEETING_LONGEST, 45, seen=0, now=A_LESSON)
        with pytest.raises(DBAPIError), transaction.unit():
            db.session.execute(text(statement.format(table)))


def ask(world: World, made: Programme, years: int = 1) -> GapRequest:
    asked = gap.ask_for_smaller_gap(by(world), made, years, "Few in Year 10.", now=A_LESSON)
    assert isinstance(asked, GapRequest), asked
    return asked


def test_the_head_allows_a_smaller_gap_once(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        asked = ask(world, made)
        assert last_event(world)[1] == {"request": asked.id, "years": 1, "state": "waiting"}
        again = gap.ask_for_smaller_gap(by(world), made, 0, "More.", now=A_LESSON)
        assert again is GapRefusal.ASKED_ALREADY
        assert settings_of(made).number(Code.GAP_LEAST) == 2
        head, before = by(world, Role.HEAD), len(events(world))
        assert gap.decide_gap(head, asked, "", allowed=True, now=A_LESSON) is GapRefusal.REASON_WANTED
        assert gap.decide_gap(head, asked, "For this year.", allowed=True, now=A_LESSON) is None
        assert settings_of(made).number(Code.GAP_LEAST) == 1
        assert allowed_gap(made) == 1
        assert (changes(made)[0].reason, changes(made)[0].made_by) == ("For this year.", head.person_id)
        assert events(world)[before:] == [
            ("programme.gap-request", {"request": asked.id, "years": 1, "state": "allowed"})
        ]
        late = gap.decide_gap(head, asked, "No.", allowed=False, now=A_LESSON)
        assert late is GapRefusal.DECIDED_ALREADY
        once = gap.ask_for_smaller_gap(by(world), made, 0, "More.", now=A_LESSON)
        assert once is GapRefusal.ALLOWED_ALREADY


def test_what_the_head_declines_changes_nothing_and_may_be_asked_again(
    app: Flask, world: World, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        asked = ask(world, made)
        assert gap.decide_gap(by(world, Role.HEAD), asked, "Too close.", allowed=False, now=A_LESSON) is None
        assert settings_of(made).number(Code.GAP_LEAST) == 2
        second = ask(world, made)
        assert gap.withdraw_gap_request(by(world), second, now=A_LESSON) is None
        assert second.state == GapState.WITHDRAWN
        assert gap.withdraw_gap_request(by(world), second, now=A_LESSON) is GapRefusal.DECIDED_ALREADY


def test_places_have_names_of_their_own_and_are_put_back(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        library = make_place(world)
        site = schools.site(world.school_id, world.site_id)
        assert site is not None
        same = places.add_place(by(world), site, PlaceDetails("library", 2, True, True, True), now=A_LESSON)
        assert same == [PlaceRefusal.NAME_TAKEN]
        crowd = places.add_place(by(world), site, PlaceDetails("Field", 99, True, True, True), now=A_LESSON)
        assert crowd == [PlaceRefusal.CAPACITY]
        assert places.remove_place(by(world), library, now=A_LESSON)
        assert not places.remove_place(by(world), library, now=A_LESSON)
        assert list(slot_queries.places(world.school_id)) == []
        another = make_place(world)
        assert places.restore_place(by(world), library, now=A_LESSON) == [PlaceRefusal.NAME_TAKEN]
        bigger = PlaceDetails("Reading room", 8, True, True, False)
        assert places.change_place(by(world), another, bigger, seen=0, now=A_LESSON) == [PlaceRefusal.STALE]
        seen = another.version
        assert places.change_place(by(world), another, bigger, seen=seen, now=A_LESSON) == []
        assert last_event(world)[1]["fields"] == ["approved", "capacity", "name", "quiet"]
        assert places.restore_place(by(world), library, now=A_LESSON) == []
        assert {place.name for place in slot_queries.places(world.school_id)} == {"Library", "Reading room"}


def test_a_slot_is_refused_where_pairs_may_not_meet(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        unapproved = make_place(world, "Shed", approved=False)
        supervisor, lead = world.staff[Role.SUPERVISOR], world.staff[Role.LEAD]
        good = SlotDetails(world.site_id, (1,), "", time(12, 50), time(13, 20))
        for change, code in (
            ({"starts": time(11, 0), "ends": time(11, 30)}, SlotRefusal.OUTSIDE_SUPERVISED_HOURS),
            ({"weekdays": (1, 2)}, SlotRefusal.OUTSIDE_SUPERVISED_HOURS),
            ({"starts": LUNCH[0], "ends": LUNCH[1]}, SlotRefusal.THERE_ALREADY),
            ({"place_ids": (unapproved.id,)}, SlotRefusal.PLACE_NOT_APPROVED),
            ({"place_ids": ("0" * 26,)}, SlotRefusal.PLACE_ELSEWHERE),
            ({"on_duty_ids": (lead,)}, SlotRefusal.ADULT_UNKNOWN),
            ({"on_duty_ids": (supervisor,), "stand_in_ids": (supervisor,)}, SlotRefusal.ADULT_TWICE),
            ({"site_id": "0" * 26}, SlotRefusal.SITE_NOT_IN_PROGRAMME),
        ):
            wanted = SlotDetails(**{**vars(good), **change})
            assert slots.add_slots(by(world), made, wanted, now=A_LESSON) == [code]
        assert slots.add_slots(by(world), made, good, now=A_LESSON) == []
        assert last_event(world)[1]["change"] == "added"


def test_a_slot_is_changed_removed_and_put_back(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made = programme_again(world, buddies)
        (held,) = slot_queries.slots(world.school_id, buddies)
        now = slots.details_of(held)
        later = SlotDetails(**{**vars(now), "ends": time(13, 10), "stand_in_ids": ()})
        assert slots.change_slot(by(world), made, held, later, seen=0, now=A_LESSON) == [SlotRefusal.STALE]
        seen = held.version
        assert slots.change_slot(by(world), made, held, later, seen=seen, now=A_LESSON) == []
        assert slots.details_of(held) == later
        assert held.version == seen + 1
        before = len(events(world))
        assert slots.change_slot(by(world), made, held, later, seen=seen + 1, now=A_LESSON) == []
        assert len(events(world)) == before, "what changes nothing is no event"
        assert slots.remove_slot(by(world), made, held, now=A_LESSON)
        assert made.duty_ids == frozenset()
        assert slots.restore_slot(by(world), made, held, now=A_LESSON) == []
        db.session.expire_all()
        assert made.duty_ids == {world.staff[Role.SUPERVISOR]}
        assert facts_of(made).safe_slots == 1


def test_what_changes_around_a_slot_makes_it_unusable(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        (held,) = slot_queries.slots(world.school_id, buddies)
        place = db.session.scalars(select(Place)).one()
        places.remove_place(by(world), place, now=A_LESSON)
        for hour in db.session.scalars(select(SupervisedHour).where(SupervisedHour.site_id == world.site_id)):
            db.session.delete(hour)
        db.session.flush()
        db.session.expire_all()
        times = school_times(world.school_id)
        (held,) = slot_queries.slots(world.school_id, buddies)
        assert slot_queries.problems_by_slot([held], times)[held.id] == [
            SlotProblem.OUTSIDE_SUPERVISED_HOURS,
            SlotProblem.NO_PLACE,
        ]
        assert facts_of(programme_again(world, buddies)).safe_slots == 0


def test_an_edit_is_a_new_version_and_says_what_it_asks_for(app: Flask, world: World, buddies: str) -> None:
    with app.app_context(), transaction.unit():
        made, mentor = programme_again(world, buddies), ProgrammeRole.MENTOR
        edit = lambda text, kind, seen: roles.edit_role(  # noqa: E731
            by(world), made, mentor, text, kind, seen=seen, now=A_LESSON
        )
        assert edit(words(), EditKind.CHANGE, 1) == [TextRefusal.NOTHING_CHANGED]
        assert edit(words(" More."), None, 1) == [TextRefusal.KIND_WANTED]
        assert edit(words(" More."), EditKind.FIRST, 1) == [TextRefusal.KIND_WANTED]
        assert edit(words(" More."), EditKind.CHANGE, 0) == [TextRefusal.STALE]
        assert edit(words(" More."), EditKind.CHANGE, 1) == []
        assert last_event(world)[1] == {"role": "mentor", "number": 2, "kind": "change"}
        assert edit(words(" Other."), EditKind.CORRECTION, 1) == [TextRefusal.STALE]
        assert role_queries.current_version(made, mentor).text == words(" More.")
        held = {role: role_queries.versions(role_queries.description(made, role)) for role in ProgrammeRole}
        assert [(each.number, each.edit) for each in held[mentor]] == [
            (2, EditKind.CHANGE),
            (1, EditKind.FIRST),
        ]
        assert [(each.number, each.edit) for each in held[ProgrammeRole.MENTEE]] == [(1, EditKind.FIRST)]
        first = role_queries.version(role_queries.description(made, mentor), 1)
        assert first is not None
        assert first.text == words()


def test_a_copy_has_everything_but_people_and_what_was_accepted_once(
    app: Flask, world: World, buddies: str
) -> None:
    with app.app_context(), transaction.unit():
        old = programme_again(world, buddies)
        gap.decide_gap(by(world, Role.HEAD), ask(world, old), "Fine.", allowed=True, now=A_LESSON)
        settings.change_setting(by(world), old, Code.MEETING_LONGEST, 45, seen=0, now=A_LESSON)
        roles.edit_role(
            by(world), old, ProgrammeRole.MENTOR, words(" More."), EditKind.CHANGE, seen=1, now=A_LESSON
        )
        before = db.session.scalar(select(func.count()).select_from(TrailEntry))
        next_year = Dates(old.starts + timedelta(weeks=52), old.ends + timedelta(weeks=52))
        wanted = Details("Buddies 27/28", next_year, (world.site_id,), (world.staff[Role.COORDINATOR],), "x")
        made = programmes.copy_programme(by(world), old, wanted, now=A_LESSON)
        assert isinstance(made, Programme)
        assert db.session.scalar(select(func.count()).select_from(TrailEntry)) == before + 1
        assert last_event(world)[1]["copied_from"] == old.id
        assert settings_of(made).changed() == [Code.MEETING_LONGEST]
        assert role_queries.current_version(made, ProgrammeRole.MENTOR).text == words(" More.")
        assert role_queries.current_version(made, ProgrammeRole.MENTOR).number == 1
        (held,) = slot_queries.slots(world.school_id, made.id)
        copied = slots.details_of(held)
        assert (copied.starts, copied.years, len(copied.place_ids)) == (LUNCH[0], ("7", "8"), 1)
        assert copied.on_duty_ids == copied.stand_in_ids == ()
        assert made.status == Status.DRAFT
