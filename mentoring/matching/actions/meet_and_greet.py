"""A meet-and-greet: planned, who comes, and what each chose. The trail says that somebody chose, never whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.models import MeetAndGreet, MeetChoice, MeetGuest
from mentoring.matching.queries.meet_and_greet import Coming, coming, guests_of, starts_at, who_may_come
from mentoring.matching.queries.rooms import places_of
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.meet_and_greet import (
    HowChosen,
    MeetRefusal,
    numbers_on,
    refusal_of_day,
    refusal_to_choose,
)
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import cycle_week, is_exam_week, is_school_day
from mentoring.programme.models import Programme, Slot
from mentoring.programme.rules.kinds import Status


def plan(
    by: By, programme: Programme, where: tuple[str, str], day: date, *, today: date, now: datetime
) -> MeetAndGreet | MeetRefusal:
    """Plan a meet-and-greet, to which everybody comes who is ready; return it, or why not.

    where: a time of the programme at which pairs can meet, and one of its places, by their ids.
    """
    scene = scene_of(programme)
    found = next(
        (slot for slot, place in places_of(scene.slots.values()) if (slot.id, place.id) == where), None
    )
    if found is None:
        return MeetRefusal.WHERE_UNKNOWN
    if (refusal := _refusal_of_day(programme, found, day, today)) is not None:
        return refusal
    comes = who_may_come(scene)
    if not comes:
        return MeetRefusal.NOBODY_COMES
    made = MeetAndGreet(
        school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, slot_id=where[0],
        place_id=where[1], day=day, made_at=now, made_by=by.person_id, version=1,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _add(made, comes, first=1)
    trail.record(
        events.MEET_PLANNED,
        now,
        school_id=made.school_id,
        by=by,
        subject_id=made.id,
        programme=programme.id,
        guests=len(comes),
    )
    return made


def _refusal_of_day(programme: Programme, slot: Slot, day: date, today: date) -> MeetRefusal | None:
    times = school_time(programme.school_id, slot.site_id)
    return refusal_of_day(
        day,
        weekday=slot.weekday,
        week=slot.week,
        week_of_day=cycle_week(times, day) or "",
        is_school_day=is_school_day(times, day) and not is_exam_week(times, day),
        today=today,
        runs=(programme.starts, programme.ends),
    )


def _add(meet: MeetAndGreet, enrolled: Sequence[Enrolment], *, first: int) -> None:
    db.session.add_all(
        MeetGuest(
            school_id=meet.school_id, id=ids.new_id(), meet_id=meet.id, enrolment_id=each.id,
            student_id=each.student_id, number=number,
        )
        for number, each in enumerate(enrolled, start=first)
    )  # fmt: skip
    db.session.flush()


def let_come(
    by: By, meet: MeetAndGreet, wanted: Collection[str], *, seen: int, now: datetime
) -> MeetRefusal | None:
    """Let these enrolments come, and nobody else; return why not, or None.

    seen: the version that the page showed. Whoever stays keeps their number, since cards may be printed. What somebody
    chose who does not come after all is forgotten.
    """
    _lock(meet)
    if meet.version != seen:
        return MeetRefusal.STALE
    here = guests_of(meet)
    ready = [each for each in who_may_come(scene_of(meet.programme)) if each.id in wanted]
    gone = [each for each in here if each.enrolment_id not in wanted]
    new = [each for each in ready if each.id not in {guest.enrolment_id for guest in here}]
    if len(here) - len(gone) + len(new) == 0:
        return MeetRefusal.NOBODY_COMES
    if not gone and not new:
        return None
    _forget(meet, gone)
    _add(meet, new, first=max((each.number for each in here), default=0) + 1)
    meet.version += 1
    db.session.flush()
    _note(by, meet, "guests", len(here) - len(gone) + len(new), now)
    return None


def call_off(by: By, meet: MeetAndGreet, *, now: datetime) -> None:
    """Call a meet-and-greet off: who was to come, and what was chosen there, is forgotten."""
    _lock(meet)
    here = guests_of(meet)
    _forget(meet, here)
    _note(by, meet, "called-off", len(here), now)
    db.session.delete(meet)
    db.session.flush()


def forget_choices(by: By, programme: Programme, status: Status, now: datetime) -> None:
    """Forget whom anybody chose once a programme is closed: nobody is paired by it any more. Who came is kept."""
    if status is not Status.CLOSED:
        return
    school_id = programme.school_id
    guests = (
        select(MeetGuest.id)
        .join(
            MeetAndGreet,
            (MeetAndGreet.school_id == MeetGuest.school_id) & (MeetAndGreet.id == MeetGuest.meet_id),
        )
        .where(MeetGuest.school_id == school_id, MeetAndGreet.programme_id == programme.id)
    )
    those = MeetChoice.school_id == school_id, MeetChoice.guest_id.in_(guests)
    chose = (
        select(MeetGuest.meet_id, func.count(MeetGuest.id.distinct()))
        .join(
            MeetChoice, (MeetChoice.school_id == MeetGuest.school_id) & (MeetChoice.guest_id == MeetGuest.id)
        )
        .where(*those)
        .group_by(MeetGuest.meet_id)
        .order_by(MeetGuest.meet_id)
    )
    for meet_id, number in db.session.execute(chose).all():
        meet = db.session.get_one(MeetAndGreet, (school_id, meet_id))
        _note(by, meet, "choices-forgotten", number, now)
    db.session.execute(delete(MeetChoice).where(*those))


def _forget(meet: MeetAndGreet, gone: Collection[MeetGuest]) -> None:
    those = [each.id for each in gone]
    if not those:
        return
    choices = delete(MeetChoice).where(MeetChoice.school_id == meet.school_id, MeetChoice.guest_id.in_(those))
    guests = delete(MeetGuest).where(MeetGuest.school_id == meet.school_id, MeetGuest.id.in_(those))
    db.session.execute(choices)
    db.session.execute(guests)


def choose(
    by: By, guest: MeetGuest, chosen: Collection[str], how: HowChosen, *, now: datetime
) -> MeetRefusal | None:
    """Take whom a student would like to see again, by enrolment, be it nobody; return why not, or None. Once only."""
    _lock(guest.meet)
    db.session.refresh(guest)
    if guest.chosen_at is not None:
        return MeetRefusal.CHOSEN
    here = coming(guest.meet).get(guest.id)
    possible = here.possible if here is not None else frozenset[str]()
    refusal = refusal_to_choose(chosen, possible, starts_at=starts_at(guest.meet), now=now)
    if refusal is None:
        _keep(by, guest, chosen, how, now)
    return refusal


@dataclass(frozen=True)
class KeyedIn:
    """What became of cards that were keyed in: how many are kept, and by guest why another is not."""

    kept: int
    refused: Mapping[str, MeetRefusal]


def key_in(by: By, meet: MeetAndGreet, typed: Mapping[str, str], *, now: datetime) -> KeyedIn:
    """Keep what stands on cards: by guest the numbers in the boxes, 0 for nobody. All of them, or none.

    A card that is keyed in again counts in place of what was chosen before.
    """
    _lock(meet)
    people = coming(meet)
    given = {key: words for key, words in typed.items() if words.strip() and key in people}
    read = {key: _on_card(people[key], words) for key, words in given.items()}
    refused = {key: said for key, said in read.items() if isinstance(said, MeetRefusal)}
    if not refused:
        begins = starts_at(meet)
        for key, said in read.items():
            assert not isinstance(said, MeetRefusal)
            wrong = refusal_to_choose(said, people[key].possible, starts_at=begins, now=now)
            if wrong is not None:
                refused[key] = wrong
    if refused:
        return KeyedIn(0, refused)
    for key, said in read.items():
        assert not isinstance(said, MeetRefusal)
        _keep(by, people[key].guest, said, HowChosen.CARD, now)
    return KeyedIn(len(read), {})


def _on_card(whose: Coming, typed: str) -> list[str] | MeetRefusal:
    numbers = numbers_on(typed)
    if isinstance(numbers, MeetRefusal):
        return numbers
    by_number = {each.guest.number: each.guest.enrolment_id for each in whose.meets}
    if not set(numbers) <= by_number.keys():
        return MeetRefusal.NOT_ON_CARD
    return [by_number[number] for number in numbers]


def _keep(by: By, guest: MeetGuest, chosen: Collection[str], how: HowChosen, now: datetime) -> None:
    before = delete(MeetChoice).where(
        MeetChoice.school_id == guest.school_id, MeetChoice.guest_id == guest.id
    )
    db.session.execute(before)
    guest.chosen_at, guest.how = now, how
    db.session.add_all(
        MeetChoice(school_id=guest.school_id, id=ids.new_id(), guest_id=guest.id, enrolment_id=each)
        for each in sorted(set(chosen))
    )
    db.session.flush()
    trail.record(
        events.MEET_CHOSEN,
        now,
        school_id=guest.school_id,
        by=by,
        subject_id=guest.student_id,
        meet=guest.meet_id,
        how=how.value,
    )


def _note(by: By, meet: MeetAndGreet, change: str, guests: int, now: datetime) -> None:
    trail.record(
        events.MEET_CHANGED,
        now,
        school_id=meet.school_id,
        by=by,
        subject_id=meet.id,
        programme=meet.programme_id,
        change=change,
        guests=guests,
    )


def _lock(meet: MeetAndGreet) -> None:
    wanted = select(MeetAndGreet.id).where(
        MeetAndGreet.school_id == meet.school_id, MeetAndGreet.id == meet.id
    )
    db.session.execute(wanted.with_for_update())
    db.session.refresh(meet)
