"""Meet-and-greets: when they are, who comes, and who can meet whom there. Whom anybody chose is not read here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Exists, Select, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import SCHOOL, db
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.profile import told_apart
from mentoring.matching.models import MeetAndGreet, MeetGuest
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.people.models import School
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.raising.queries.holds import on_hold

OPEN_FOR = timedelta(days=7)  # how long after it a child is asked on their own page


@dataclass(frozen=True)
class Coming:
    """A guest who can be met: ready, and free for a pairing. meets: the others whom they can meet, by number."""

    guest: MeetGuest
    name: str  # as the others read it
    meets: Sequence["Coming"]

    @property
    def possible(self) -> frozenset[str]:
        """Return the enrolments of whom they can meet."""
        return frozenset(each.guest.enrolment_id for each in self.meets)


@dataclass(frozen=True)
class Planned:
    """One meet-and-greet in a list: how many come, and how many of them have chosen."""

    meet: MeetAndGreet
    comes: int
    chosen: int


def meet(school_id: str, programme_id: str, meet_id: str) -> MeetAndGreet | None:
    """Return one of a programme's meet-and-greets, or None."""
    found = db.session.get(MeetAndGreet, (school_id, meet_id))
    return found if found is not None and found.programme_id == programme_id else None


def guest(school_id: str, guest_id: str) -> MeetGuest | None:
    """Return one student's place at a meet-and-greet, or None."""
    return db.session.get(MeetGuest, (school_id, guest_id))


def meets_of(programme: Programme) -> Sequence[Planned]:
    """Return a programme's meet-and-greets, the newest day first (2 queries)."""
    wanted = select(MeetAndGreet).where(
        MeetAndGreet.school_id == programme.school_id, MeetAndGreet.programme_id == programme.id
    )
    held = db.session.scalars(
        wanted.options(joinedload(MeetAndGreet.slot), joinedload(MeetAndGreet.place)).order_by(
            MeetAndGreet.day.desc(), MeetAndGreet.id.desc()
        )
    ).all()
    counted = (
        select(MeetGuest.meet_id, func.count(), func.count(MeetGuest.chosen_at))
        .where(MeetGuest.school_id == programme.school_id, MeetGuest.meet_id.in_([each.id for each in held]))
        .group_by(MeetGuest.meet_id)
    )
    counts = {row[0]: (row[1], row[2]) for row in db.session.execute(counted)}
    return [Planned(each, *counts.get(each.id, (0, 0))) for each in held]


def guests_of(meet: MeetAndGreet) -> Sequence[MeetGuest]:
    """Return who was asked to come, by number (1 query)."""
    wanted = select(MeetGuest).where(MeetGuest.school_id == meet.school_id, MeetGuest.meet_id == meet.id)
    with_people = wanted.options(joinedload(MeetGuest.student), joinedload(MeetGuest.enrolment))
    return db.session.scalars(with_people.order_by(MeetGuest.number)).all()


def coming(meet: MeetAndGreet, scene: Scene | None = None) -> Mapping[str, Coming]:
    """Return by guest who comes and can be met, and whom each can meet: nobody between whom a boundary stands.

    That somebody is not among them may have many causes, and none is told apart here. Who is not ready any more, or
    has a partner by now, is left out.
    """
    scene = scene or scene_of(meet.programme)
    known = {each.id for each in (*scene.problem.mentors, *scene.problem.mentees)}
    here = [each for each in guests_of(meet) if each.enrolment_id in known]
    names = told_apart({each.id: (each.student.first_name, each.student.last_name) for each in here})
    allowed = _allowed(scene, [each.enrolment_id for each in here])

    def bare(each: MeetGuest) -> Coming:
        return Coming(each, names[each.id], ())

    return {
        each.id: Coming(
            each,
            names[each.id],
            [bare(other) for other in here if other.enrolment_id in allowed[each.enrolment_id]],
        )
        for each in here
    }


def _allowed(scene: Scene, enrolment_ids: Collection[str]) -> Mapping[str, set[str]]:
    from mentoring.matching.engine.arrays import arrays_of
    from mentoring.matching.engine.boundaries import broken_boundaries

    here = set(enrolment_ids)
    people = arrays_of(
        replace(
            scene.problem,
            mentors=tuple(each for each in scene.problem.mentors if each.id in here),
            mentees=tuple(each for each in scene.problem.mentees if each.id in here),
        )
    )
    broken = broken_boundaries(people)
    found: dict[str, set[str]] = {each: set() for each in here}
    for row, mentor in enumerate(people.mentors):
        for column, mentee in enumerate(people.mentees):
            if not broken[row, column]:
                found[mentor.id].add(mentee.id)
                found[mentee.id].add(mentor.id)
    return found


def who_may_come(scene: Scene) -> Sequence[Enrolment]:
    """Return who is ready and free for a pairing, mentors first, by name."""
    people = [each for each in (*scene.problem.mentors, *scene.problem.mentees) if each.seats > 0]
    enrolled = [scene.enrolled[each.id] for each in people]
    return sorted(
        enrolled,
        key=lambda each: (
            each.role != ProgrammeRole.MENTOR,
            each.student.first_name,
            each.student.last_name,
            each.id,
        ),
    )


def starts_at(meet: MeetAndGreet) -> datetime:
    """Return when a meet-and-greet begins, in UTC."""
    return _moment(meet, meet.slot.starts)


def ends_at(meet: MeetAndGreet) -> datetime:
    """Return when a meet-and-greet ends, in UTC."""
    return _moment(meet, meet.slot.ends)


def _moment(meet: MeetAndGreet, wall: time) -> datetime:
    zone = ZoneInfo(db.session.get_one(School, meet.school_id).zone)
    return datetime.combine(meet.day, wall, zone).astimezone(UTC)


def meets_on(
    school_id: str, day: date, *, own: str | None, place_id: str | None = None
) -> Sequence[MeetAndGreet]:
    """Return the meet-and-greets of a day in programmes that run, the earliest first (1 query where there is none).

    own: only those at a time when this member of staff is on duty or stands in.
    """
    wanted = (
        select(MeetAndGreet)
        .join(
            Programme,
            (Programme.school_id == MeetAndGreet.school_id) & (Programme.id == MeetAndGreet.programme_id),
        )
        .where(MeetAndGreet.school_id == school_id, MeetAndGreet.day == day, Programme.status == Status.OPEN)
    )
    if place_id is not None:
        wanted = wanted.where(MeetAndGreet.place_id == place_id)
    held = db.session.scalars(wanted.order_by(MeetAndGreet.id)).all()
    if own is not None and held and on_hold(school_id, {own}):
        return []
    mine = [each for each in held if own is None or own in {adult.staff_id for adult in each.slot.adults}]
    return sorted(mine, key=lambda each: (each.slot.starts, each.id))


def to_choose(school_id: str, student_id: str, *, today: date) -> Sequence[MeetGuest]:
    """Return a student's places at meet-and-greets of the last days where they have not chosen yet (1 query)."""
    values = values_to_choose(school_id, student_id, today)
    return db.session.scalars(_to_choose(), values).unique().all()


@cache
def _to_choose() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    return (
        select(MeetGuest)
        .join(MeetAndGreet, _AT_IT)
        .where(*_not_chosen())
        .options(joinedload(MeetGuest.meet), joinedload(MeetGuest.enrolment).joinedload(Enrolment.programme))
        .order_by(MeetGuest.id)
    )


def waits_for_a_choice() -> Exists:
    """Return the condition that `to_choose` has something, for another query that is given `values_to_choose`."""
    return exists().where(_AT_IT, *_not_chosen())


def values_to_choose(school_id: str, student_id: str, today: date) -> dict[str, Any]:
    """Return the values of that condition: whose places, and the days on which they are asked."""
    return {"school_id": school_id, "student_id": student_id, "first": today - OPEN_FOR, "today": today}


_AT_IT = (MeetAndGreet.school_id == MeetGuest.school_id) & (MeetAndGreet.id == MeetGuest.meet_id)


def _not_chosen() -> tuple[Any, ...]:
    return (
        MeetGuest.school_id == SCHOOL,
        MeetGuest.student_id == bindparam("student_id"),
        MeetGuest.chosen_at.is_(None),
        MeetAndGreet.day.between(bindparam("first"), bindparam("today")),
    )
