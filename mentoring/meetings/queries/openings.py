"""Whether one meeting can be somewhere else, and the next free times and places for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentoring import clock
from mentoring.matching.models import Pairing
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
from mentoring.meetings.rules.planning import (
    ONE_DAY,
    MeetingRefusal,
    Needs,
    Time,
    Wanted,
    is_meeting_day,
    refusals_of_adult,
    refusals_of_move,
    refusals_of_place,
    refusals_of_students,
)
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime, moment_of
from mentoring.programme.models import Place, Slot
from mentoring.programme.queries.slots import (
    on_duty,
    slots,
    time_of,
    usable_places,
    who_can_be_on_duty,
)

AHEAD = timedelta(days=21)  # how far free times are looked for: one is wanted soon
MOST_OPENINGS = 5


@dataclass(frozen=True)
class Opening:
    """A time and a place that are free for a meeting, and who is on duty there."""

    time: Time
    place: Place
    adult_id: str
    adult_name: str


def last_day_of(pairing: Pairing) -> date:
    """Return the last day on which a pairing can meet."""
    return min(pairing.programme.ends, pairing.ends_on or date.max)


def refusals_of(
    meeting: Meeting, wanted: Wanted, place: Place | None, *, now: datetime
) -> list[MeetingRefusal]:
    """Return why a meeting cannot be at that time and place with that adult, each code once."""
    times = school_times(meeting.school_id)
    site_id = meeting.site_id
    room = room_of(place)
    wrong = refusals_of_move(
        wanted, times=times[site_id], site_id=site_id, room=room, last=last_day_of(meeting.pairing)
    )
    if MeetingRefusal.ENDS_BEFORE_IT_STARTS in wrong:
        return wrong
    if moment_of(times[site_id], wanted.time.day, wanted.time.starts) <= now:
        return [MeetingRefusal.IN_THE_PAST]
    sharing = other_pairings([meeting.pairing])[meeting.pairing_id]
    there = meetings_there(
        meeting.school_id,
        [wanted.time.day],
        place_ids=[wanted.place_id],
        pairing_ids=sharing,
        own_id=meeting.pairing_id,
        adult_ids=[wanted.adult_id],
    )
    others = others_of(there, meeting.pairing_id, sharing, without=meeting.id)
    needs = needs_by_pairing([meeting.pairing]).get(meeting.pairing_id, Needs())
    away = {who for who, _day in absences(meeting.school_id, wanted.time.day, wanted.time.day)}
    near = {each.id for each in who_can_be_on_duty(meeting.school_id)}
    wrong += refusals_of_students(wanted.time, others)
    wrong += refusals_of_place(wanted, room, needs, others)
    wrong += refusals_of_adult(wanted, others, can_be_near=near, away=away)
    return list(dict.fromkeys(wrong))


def openings(meeting: Meeting, *, now: datetime) -> list[Opening]:
    """Return the next times of the programme's week that are free for a meeting, the earliest first, one place each."""
    times = school_times(meeting.school_id)
    today = clock.local(now, times[meeting.site_id].zone).date()
    last = min(last_day_of(meeting.pairing), today + AHEAD)
    held = slots(meeting.school_id, meeting.programme_id)
    found = sorted(
        (
            (day, slot)
            for slot in held
            if slot.site_id == meeting.site_id
            for day in _days(times[slot.site_id], slot, today, last)
        ),
        key=lambda each: (each[0], each[1].starts, each[1].id),
    )
    facts = _facts(meeting, held, {day for day, _slot in found}, today)
    free = (each for day, slot in found for each in [_opening(meeting, day, slot, facts)] if each)
    return [each for _number, each in zip(range(MOST_OPENINGS), free, strict=False)]


def _days(times: SchoolTime, slot: Slot, today: date, last: date) -> list[date]:
    days = (today + ONE_DAY * number for number in range(1, (last - today).days + 1))
    return [day for day in days if is_meeting_day(times, time_of(slot), day)]


@dataclass(frozen=True)
class _Facts:
    there: Sequence[There]
    sharing: frozenset[str]
    needs: Needs
    away: frozenset[tuple[str, date]]
    near: frozenset[str]


def _facts(meeting: Meeting, held: Sequence[Slot], days: Collection[date], today: date) -> _Facts:
    sharing = other_pairings([meeting.pairing])[meeting.pairing_id]
    staff = who_can_be_on_duty(meeting.school_id)
    there = meetings_there(
        meeting.school_id,
        days,
        place_ids={place.id for slot in held for place in usable_places(slot)},
        pairing_ids=sharing,
        own_id=meeting.pairing_id,
        adult_ids={each.id for each in staff},
    )
    return _Facts(
        there,
        sharing,
        needs_by_pairing([meeting.pairing]).get(meeting.pairing_id, Needs()),
        frozenset(absences(meeting.school_id, today)),
        frozenset(each.id for each in staff),
    )


def _opening(meeting: Meeting, day: date, slot: Slot, facts: _Facts) -> Opening | None:
    time = Time(day, slot.starts, slot.ends)
    on_day = [each for each in facts.there if each.time.day == day]
    others = others_of(on_day, meeting.pairing_id, facts.sharing, without=meeting.id)
    if refusals_of_students(time, others):
        return None
    away = {who for who, when in facts.away if when == day}
    for place in usable_places(slot):
        for adult in on_duty(slot):
            wanted = Wanted(time, place.id, adult.id)
            if not refusals_of_place(wanted, room_of(place), facts.needs, others) and not refusals_of_adult(
                wanted, others, can_be_near=facts.near, away=away
            ):
                same = (meeting.day, meeting.starts, meeting.place_id) == (day, slot.starts, place.id)
                return None if same else Opening(time, place, adult.id, adult.name)
    return None
