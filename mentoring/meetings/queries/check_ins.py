"""Check-ins: who is to be checked in with, as lists show it; one child's history; a pairing's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.meetings.models import CheckIn
from mentoring.meetings.queries.frame import Frame
from mentoring.meetings.queries.lately import Person, lately, people_of
from mentoring.meetings.queries.sides import Side, read_how, sides
from mentoring.meetings.rules.due import How, Past, too_few
from mentoring.programme.models import Programme

SEES_ALL = (Role.COORDINATOR, Role.LEAD, Role.DEPUTY)


def own_of(actor: Actor) -> str | None:
    """Return whose own pairings alone somebody sees: a supervisor's; None for those who see all."""
    return None if actor.holds(*SEES_ALL) else actor.person_id


def member(school_id: str, member_id: str) -> PairingMember | None:
    """Return one student's place in a pairing with everything that a check-in's page shows, or None."""
    return db.session.get(PairingMember, (school_id, member_id), options=_WITH)


def members(school_id: str, member_ids: Collection[str]) -> Mapping[str, PairingMember]:
    """Return those of these places in pairings that are the school's, by id."""
    wanted = select(PairingMember).where(
        PairingMember.school_id == school_id, PairingMember.id.in_(member_ids)
    )
    found = db.session.scalars(wanted.options(*_WITH).order_by(PairingMember.pairing_id, PairingMember.id))
    return {each.id: each for each in found.unique()}


_WITH = (
    joinedload(PairingMember.student),
    joinedload(PairingMember.pairing).options(joinedload(Pairing.programme), joinedload(Pairing.adult)),
)


@dataclass(frozen=True)
class Line:
    """One child of a round or a list: the check-in, the partners, and how the meetings went lately."""

    side: Side
    partners: Sequence[Person]
    meetings: Sequence[Past]
    has_few: bool  # fewer than two meetings in a month

    @property
    def partner_names(self) -> list[str]:
        """Return the partners' names."""
        return [each.name for each in self.partners]


def lines(frame: Frame, shown: Sequence[Side]) -> list[Line]:
    """Return these sides as a list shows them (2 queries)."""
    pairing_ids = {each.pairing_id for each in shown}
    people, meetings = people_of(frame.school_id, pairing_ids), lately(frame, pairing_ids)
    some_times = next(iter(frame.times.values()), None)
    return [
        Line(
            each,
            [who for who in people.get(each.pairing_id, ()) if who.role != each.role],
            meetings[each.pairing_id],
            too_few(some_times, meetings[each.pairing_id], each.met_on, frame.today),
        )
        for each in shown
    ]


def programmes_with_pairs(frame: Frame, found: Sequence[Side]) -> list[tuple[Programme, int]]:
    """Return the programmes of these check-ins, each with how many there are."""
    numbers: dict[str, int] = {}
    for each in found:
        numbers[each.programme_id] = numbers.get(each.programme_id, 0) + 1
    return [(each, numbers[key]) for key, each in frame.programmes.items() if key in numbers]


def of_pairing(frame: Frame, pairing: Pairing) -> list[Side]:
    """Return the next check-in with each side of one pairing; none in a break (at most 2 queries)."""
    return sides(frame, pairing_id=pairing.id, within=None)


def check_ins_with(member: PairingMember) -> Sequence[CheckIn]:
    """Return every check-in with one student about one pairing, the newest first."""
    return _found(
        member.school_id, CheckIn.pairing_id == member.pairing_id, CheckIn.student_id == member.student_id
    )


def last_of_each(pairing: Pairing) -> Mapping[str, tuple[date, How] | None]:
    """Return the newest check-in of a pairing with each student, as all may read it (1 query)."""
    found: dict[str, tuple[date, How] | None] = {}
    for each in _found(pairing.school_id, CheckIn.pairing_id == pairing.id):
        found.setdefault(each.student_id, (each.on_day, read_how(each.how)))
    return found


def passed_on(school_id: str, staff_id: str, today: date) -> Sequence[CheckIn]:
    """Return the check-ins of today in which this member of staff chose "pass on": nobody else is shown these."""
    return _found(school_id, CheckIn.by_id == staff_id, CheckIn.how == How.PASS_ON, CheckIn.on_day == today)


def _found(school_id: str, *conditions: object) -> Sequence[CheckIn]:
    wanted = select(CheckIn).where(CheckIn.school_id == school_id, *conditions)  # type: ignore[arg-type]
    ordered = wanted.options(joinedload(CheckIn.student)).order_by(CheckIn.on_day.desc(), CheckIn.id.desc())
    return db.session.scalars(ordered).all()
