"""Meetings ahead: all that a pairing's time in the week gives until its last day, and what its life changes of them.

The whole time is planned at once, for a year of weekly meetings is forty rows. `keep_plans` goes over all of them
every hour, because terms, holidays, hours and times of the week change in rooms that know nothing of meetings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import selectinload

from mentoring import clock, ids, transaction
from mentoring.audit import events, trail
from mentoring.audit.trail import SYSTEM, By, Entry
from mentoring.extensions import db, insert_rows
from mentoring.jobs import outbox
from mentoring.joining.actions.locking import lock_students
from mentoring.matching.actions import telling
from mentoring.matching.models import Pairing, PairingStep
from mentoring.matching.queries import pairings as pairing_queries
from mentoring.matching.rules.life import RUNNING, Happening, PairingRefusal, State
from mentoring.meetings.actions.locking import lock_pairings, lock_places, lock_staff
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.clashes import (
    There,
    absences,
    meetings_there,
    needs_by_pairing,
    other_pairings,
    others_of,
    room_of,
)
from mentoring.meetings.queries.near import near_meetings
from mentoring.meetings.rules.absences import Away, near_after
from mentoring.meetings.rules.meetings import MeetingState, Off
from mentoring.meetings.rules.planning import (
    ONE_DAY,
    Needs,
    Time,
    Wanted,
    meeting_days,
    refusals_of_place,
    refusals_of_students,
)
from mentoring.people.models import School
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime, moment_of
from mentoring.programme.models import Programme, Slot, SlotAdult
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.queries.slots import time_of
from mentoring.programme.rules.settings import Code
from mentoring.raising.queries import near

HOUR = 3600  # seconds
ThereByDay = dict[date, list[There]]
AT_ONCE = 100  # pairings whose plans are put right in one transaction


def register(app: Flask) -> None:
    """Plan what matching asks for, hear what happens to pairings, and keep all plans right in the worker.

    And say which adults were near a student's meetings.
    """
    telling.register_planner(app, plan_first)
    telling.register_replanner(app, plan_meetings)
    telling.register(app, follow)
    near.register(app, near_meetings)
    outbox.every(app, HOUR, keep_plans, slow=True)


def plan_meetings(by: By, pairing: Pairing, now: datetime) -> PairingRefusal | None:
    """Plan a pairing's meetings to come, or plan them anew after its time, place or adult changed; return why not.

    Planning twice plans nothing twice. What was moved by somebody, and what is over, stays as it is.
    """
    return plan_first(by, [pairing], now).get(pairing.id)


def plan_first(by: By, pairings: Sequence[Pairing], now: datetime) -> Mapping[str, PairingRefusal]:
    """Plan the same for many pairings of one school; return of those that have no meeting to come why not, by id."""
    if not pairings:
        return {}
    plan_many(by, pairings, now)
    wanted = select(Meeting.pairing_id).where(
        Meeting.school_id == pairings[0].school_id,
        Meeting.pairing_id.in_([each.id for each in pairings]),
        Meeting.starts_at > now,
        Meeting.state == MeetingState.PLANNED,
    )
    planned = set(db.session.scalars(wanted.distinct().order_by(Meeting.pairing_id)))
    return {each.id: PairingRefusal.NO_MEETING for each in pairings if each.id not in planned}


def plan_many(by: By, pairings: Sequence[Pairing], now: datetime) -> None:
    """Plan the meetings to come of many pairings of one school; the same queries for each time of the week."""
    if not pairings:
        return
    school_id = pairings[0].school_id
    lock_pairings(school_id, {each.id for each in pairings})
    lock_students(school_id, frozenset().union(*(each.student_ids for each in pairings)))
    lock_places(school_id, {each.place_id for each in pairings if each.place_id})
    lock_staff(school_id, {each.adult_id for each in pairings if each.adult_id})  # who may be away on a day
    facts = _facts_of(school_id, pairings, now)
    rows, entries = list[dict[str, object]](), list[Entry]()
    for each, change in _changes(pairings, facts):
        slot, count = facts.slots[str(each.slot_id)], len(change.add) + len(change.change)
        _put_right(each, slot, facts, change)
        rows += [_new(by, each, slot, facts, day) for day in change.add]
        entries.append(Entry(events.MEETINGS_PLANNED, now, by, each.id, {"count": count}))
    insert_rows(Meeting, rows)
    trail.record_all(entries, school_id=school_id)


def out_of_date(pairings: Sequence[Pairing], now: datetime) -> list[str]:
    """Return the ids of those of these pairings of one school whose plan is not as it would be made now."""
    if not pairings:
        return []
    return [each.id for each, _change in _changes(pairings, _facts_of(pairings[0].school_id, pairings, now))]


def _changes(pairings: Sequence[Pairing], facts: "Facts") -> Iterator[tuple[Pairing, "_Change"]]:
    by_slot: dict[str, list[Pairing]] = {}
    for each in pairings:
        if each.slot_id in facts.slots and each.place_id is not None:
            by_slot.setdefault(str(each.slot_id), []).append(each)
    for slot_id, some in by_slot.items():
        slot = facts.slots[slot_id]
        there = _there(facts, slot, some)
        for each in some:
            change = _change(each, slot, facts, there)
            if change.gone or change.change or change.add:
                yield each, change


@dataclass(frozen=True)
class Planned:
    """A meeting that was planned before, as far as planning looks at it."""

    id: str
    planned_for: date | None
    time: Time
    where: tuple[str | None, str | None, str | None]  # slot, place, adult
    why: str
    is_free: bool  # neither moved nor over: planning may change it


@dataclass
class Facts:
    """All that planning many pairings looks at, loaded once."""

    school_id: str
    now: datetime
    times: Mapping[str, SchoolTime]
    slots: Mapping[str, Slot]
    every: Mapping[str, int]  # by programme
    needs: Mapping[str, Needs]
    sharing: Mapping[str, frozenset[str]]
    before: Mapping[str, Sequence[Planned]]
    away: Mapping[date, Away]
    days: dict[tuple[object, ...], list[date]] = field(default_factory=dict)

    def today(self, slot: Slot) -> date:
        """Return the local day at a slot's site."""
        return clock.local(self.now, self.times[slot.site_id].zone).date()

    def days_of(self, pairing: Pairing, slot: Slot) -> list[date]:
        """Return the days after today on which a pairing meets, worked out once for all that meet alike.

        Not today itself: whoever meets reads of it beforehand.
        """
        today, every = self.today(slot), self.every[pairing.programme_id]
        last = min(pairing.programme.ends, pairing.ends_on or date.max)
        first = max(today + ONE_DAY, pairing.programme.starts)
        days = [each.planned_for for each in self.before.get(pairing.id, ()) if each.planned_for]
        after = max((day for day in days if day <= today), default=None) if every > 1 else None
        key = (slot.id, every, first, last, after)
        if key not in self.days:
            self.days[key] = meeting_days(
                self.times[slot.site_id], time_of(slot), every=every, first=first, last=last, after=after
            )
        return self.days[key]


def _facts_of(school_id: str, pairings: Sequence[Pairing], now: datetime) -> Facts:
    programmes: dict[str, Programme] = {each.programme_id: each.programme for each in pairings}
    wanted = (
        select(Slot)
        .where(Slot.school_id == school_id, Slot.id.in_({each.slot_id for each in pairings if each.slot_id}))
        .options(selectinload(Slot.adults).joinedload(SlotAdult.staff))
        .execution_options(populate_existing=True)
    )
    slots = {
        each.id: each for each in db.session.scalars(wanted.order_by(Slot.id)) if each.removed_at is None
    }
    return Facts(
        school_id=school_id,
        now=now,
        times=school_times(school_id),
        slots=slots,
        every={key: settings_of(each).number(Code.MEETING_EVERY) for key, each in programmes.items()},
        needs=needs_by_pairing(pairings),
        sharing=other_pairings(pairings),
        before=_planned_before(school_id, pairings, now),
        away=_away(school_id, now.date()),
    )


def _away(school_id: str, first: date) -> Mapping[date, Away]:
    found: dict[date, dict[str, str | None]] = {}
    for (staff_id, day), each in absences(school_id, first).items():
        found.setdefault(day, {})[staff_id] = each.stand_in_id
    return found


def _planned_before(
    school_id: str, pairings: Sequence[Pairing], now: datetime
) -> Mapping[str, Sequence[Planned]]:
    wanted = select(
        Meeting.pairing_id, Meeting.id, Meeting.planned_for, Meeting.day, Meeting.starts, Meeting.ends,
        Meeting.slot_id, Meeting.place_id, Meeting.adult_id, Meeting.state, Meeting.why,
        Meeting.moved_at, Meeting.starts_at,
    ).where(Meeting.school_id == school_id, Meeting.pairing_id.in_([each.id for each in pairings]))  # fmt: skip
    found: dict[str, list[Planned]] = {}
    for row in db.session.execute(wanted.order_by(Meeting.pairing_id, Meeting.day, Meeting.id)):
        to_come = row.starts_at > now and row.state in (MeetingState.PLANNED, MeetingState.OFF)
        found.setdefault(row.pairing_id, []).append(
            Planned(
                row.id,
                row.planned_for,
                Time(row.day, row.starts, row.ends),
                (row.slot_id, row.place_id, row.adult_id),
                row.why,
                is_free=to_come and row.moved_at is None and row.planned_for is not None,
            )
        )
    return found


def _there(facts: Facts, slot: Slot, pairings: Sequence[Pairing]) -> ThereByDay:
    days = {day for each in pairings for day in facts.days_of(each, slot)}
    by_day: ThereByDay = {day: [] for day in days}
    if not days:
        return by_day
    sharing = frozenset().union(*(facts.sharing.get(each.id, frozenset()) for each in pairings))
    found = meetings_there(
        facts.school_id,
        days,
        between=(slot.starts, slot.ends),
        place_ids={str(each.place_id) for each in pairings},
        pairing_ids=sharing | {each.id for each in pairings},
    )
    for each in found:
        by_day[each.time.day].append(each)
    return by_day


@dataclass(frozen=True)
class _Change:
    gone: Sequence[str]
    change: Mapping[str, tuple[date, str]]  # the planned day and the cause of being off, by meeting
    add: Sequence[date]


def _change(pairing: Pairing, slot: Slot, facts: Facts, there: ThereByDay) -> _Change:
    """Return what is to change of a pairing's plan, and take it up in `there` for the pairings that follow."""
    today = facts.today(slot)
    before = facts.before.get(pairing.id, ())
    wanted = facts.days_of(pairing, slot)
    near = {each.staff_id for each in slot.adults if each.staff.left_at is None}
    where = (slot.id, pairing.place_id, pairing.adult_id)
    old = {each.planned_for: each for each in before if each.planned_for and each.planned_for > today}
    gone = [each.id for day, each in old.items() if each.is_free and day not in wanted]
    add, change = list[date](), dict[str, tuple[date, str]]()
    for day in wanted:
        time, kept = Time(day, slot.starts, slot.ends), old.get(day)
        if kept is not None and (not kept.is_free or (kept.time == time and kept.where == where)):
            continue
        without = kept.id if kept else ""
        if pairing.adult_id not in near or _clashes(pairing, time, facts, there, before, gone, without):
            gone += [without] if without else []
            continue
        if kept is not None:
            change[kept.id] = (day, kept.why)
        else:
            add.append(day)
        if without:
            there[day] = [each for each in there[day] if each.meeting_id != without]
        there[day].append(There(f"{pairing.id} {day}", pairing.id, time, pairing.place_id, pairing.adult_id))
    return _Change(gone, change, add)


def _clashes(
    pairing: Pairing,
    time: Time,
    facts: Facts,
    there: ThereByDay,
    before: Sequence[Planned],
    gone: Sequence[str],
    without: str,
) -> bool:
    assert pairing.place_id is not None
    assert pairing.adult_id is not None
    mine = {(each.time.day, each.time.starts) for each in before if each.id not in (*gone, without)}
    if (time.day, time.starts) in mine:
        return True
    on_day = [each for each in there[time.day] if each.meeting_id not in gone]
    others = others_of(on_day, pairing.id, facts.sharing.get(pairing.id, frozenset()), without=without)
    room = room_of(pairing.place)
    wanted = Wanted(time, pairing.place_id, pairing.adult_id)
    return bool(
        refusals_of_students(time, others)
        or refusals_of_place(wanted, room, facts.needs.get(pairing.id, Needs()), others)
        or (room is not None and room.site_id != facts.slots[str(pairing.slot_id)].site_id)
    )


def _put_right(pairing: Pairing, slot: Slot, facts: Facts, change: _Change) -> None:
    drop_meetings(facts.school_id, change.gone)
    for meeting_id, (day, why) in change.change.items():
        values = _values(pairing, slot, facts, day)
        if why not in ("", Off.ADULT_AWAY):  # somebody called it off, for a cause that still stands
            values = {key: each for key, each in values.items() if key not in ("state", "why")}
        same = (Meeting.school_id == facts.school_id) & (Meeting.id == meeting_id)
        db.session.execute(update(Meeting).where(same).values(**values, version=Meeting.version + 1))


def _new(by: By, pairing: Pairing, slot: Slot, facts: Facts, day: date) -> dict[str, object]:
    return {
        **_values(pairing, slot, facts, day),
        "school_id": pairing.school_id,
        "id": ids.new_id(),
        "pairing_id": pairing.id,
        "programme_id": pairing.programme_id,
        "planned_for": day,
        "is_planned": True,
        "made_at": facts.now,
        "made_by": by.person_id,
        "version": 1,
    }


def _values(pairing: Pairing, slot: Slot, facts: Facts, day: date) -> dict[str, object]:
    near = near_after(str(pairing.adult_id), facts.away.get(day, {}))
    return {
        "site_id": slot.site_id,
        "slot_id": slot.id,
        "place_id": pairing.place_id,
        "adult_id": pairing.adult_id,
        "stand_in_id": near if near != pairing.adult_id else None,
        "day": day,
        "starts": slot.starts,
        "ends": slot.ends,
        "starts_at": moment_of(facts.times[slot.site_id], day, slot.starts),
        "state": MeetingState.PLANNED if near else MeetingState.OFF,
        "why": "" if near else Off.ADULT_AWAY,
    }


def drop_meetings(school_id: str, meeting_ids: Iterable[str]) -> None:
    """Take meetings to come out of the plan, of which nothing is written yet."""
    wanted = list(meeting_ids)
    if wanted:
        db.session.execute(delete(Meeting).where(Meeting.school_id == school_id, Meeting.id.in_(wanted)))


# What a pairing's life changes


def follow(by: By, pairing: Pairing, what: Happening, now: datetime) -> None:
    """Let the meetings follow what happened to their pairing, in the same transaction.

    In a break nothing is changed: the pairing's state says that they do not go ahead, so resuming brings them back.
    What fell into the break is then excused.
    """
    if what is Happening.RESUME:
        _excuse_break(pairing, now)
        plan_many(by, [pairing], now)
    elif what is Happening.GIVE_NOTICE:
        _drop_after_the_end(pairing, now)
    elif what is Happening.TAKE_NOTICE_BACK:
        plan_many(by, [pairing], now)
    elif what in (Happening.CLOSE, Happening.WITHDRAW):
        _put_off(pairing, Off.ENDED, Meeting.starts_at > now)
        if State(pairing.state) is State.CLOSED:
            _excuse_break(pairing, now)


def _excuse_break(pairing: Pairing, now: datetime) -> None:
    began = select(func.max(PairingStep.at)).where(
        PairingStep.school_id == pairing.school_id,
        PairingStep.pairing_id == pairing.id,
        PairingStep.happening == Happening.BREAK,
    )
    resumed = select(func.max(PairingStep.at)).where(
        PairingStep.school_id == pairing.school_id,
        PairingStep.pairing_id == pairing.id,
        PairingStep.happening == Happening.RESUME,
        PairingStep.at < now,
    )
    since, ended = db.session.scalar(began), db.session.scalar(resumed)
    if since is not None and (ended is None or ended < since):
        _put_off(pairing, Off.BREAK, (Meeting.starts_at >= since) & (Meeting.starts_at <= now))


def _put_off(pairing: Pairing, why: Off, which: object) -> None:
    wanted = (
        select(Meeting)
        .where(
            Meeting.school_id == pairing.school_id,
            Meeting.pairing_id == pairing.id,
            Meeting.state == MeetingState.PLANNED,
            which,  # type: ignore[arg-type]
        )
        .order_by(Meeting.id)
    )
    for each in db.session.scalars(wanted):
        each.state, each.why = MeetingState.OFF, why
    db.session.flush()


def _drop_after_the_end(pairing: Pairing, now: datetime) -> None:
    if pairing.ends_on is None:
        return
    wanted = select(Meeting.id).where(
        Meeting.school_id == pairing.school_id,
        Meeting.pairing_id == pairing.id,
        Meeting.day > pairing.ends_on,
        Meeting.starts_at > now,
        Meeting.state.in_((MeetingState.PLANNED, MeetingState.OFF)),
    )
    drop_meetings(pairing.school_id, db.session.scalars(wanted.order_by(Meeting.id)).all())


# The worker


def keep_plans(now: datetime) -> None:
    """Put right what terms, holidays, hours and times of the week have changed since meetings were planned.

    It looks first, and takes a writing transaction only for plans that are out of date.
    """
    with transaction.unit(writes=False):
        schools = db.session.scalars(select(School.id).order_by(School.id)).all()
    for school_id in schools:
        with transaction.unit(writes=False):
            stale = out_of_date(pairing_queries.pairings(school_id, states=RUNNING), now)
        for place in range(0, len(stale), AT_ONCE):
            with transaction.unit():
                found = pairing_queries.pairings_by_ids(school_id, stale[place : place + AT_ONCE])
                running = [each for each in found if each.state in RUNNING]
                plan_many(SYSTEM, sorted(running, key=lambda each: (each.made_at, each.id)), now)
