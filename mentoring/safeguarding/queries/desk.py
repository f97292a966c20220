"""The desk's list and one concern: only for those who may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Exists, exists, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.people.models import StaffMember, Student
from mentoring.people.queries import school_times
from mentoring.people.rules.school_time import SchoolTime
from mentoring.raising.models import Concern, ConcernStep, Hold
from mentoring.raising.queries.readers import holders
from mentoring.raising.rules.answers import SafeNow
from mentoring.raising.rules.circles import ROLES_OF, Circle
from mentoring.safeguarding.queries.knowing import Known, known, staff_by_id
from mentoring.safeguarding.rules import ConcernClock, Standing, StepKind

ORDER = {Standing.SENT: 0, Standing.READ: 1, Standing.FINISHED: 2}


@dataclass(frozen=True)
class DeskRow:
    """One line of the desk: nothing of what was written, and nobody who is in it."""

    id: str
    raised_at: datetime
    come_and_find_me: bool
    not_safe: bool
    marked: bool
    standing: Standing
    circles: frozenset[Circle]
    taken_by: StaffMember | None
    taken_at: datetime | None


@dataclass(frozen=True)
class DeskConcern:
    """One concern with its lines. The policy asks `reader_ids`, `raiser_id` and `hold_decider_ids`."""

    record: Concern
    known: Known
    hold_decider_ids: frozenset[str]

    @property
    def school_id(self) -> str:
        """Return the school it belongs to."""
        return str(self.record.school_id)

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.record.id)

    @property
    def raiser_id(self) -> str | None:
        """Return who told it, or None if nobody was signed in."""
        return self.record.raiser_id

    @property
    def reader_ids(self) -> frozenset[str]:
        """Return who may read it now."""
        return frozenset(self.known.reader_ids)


@dataclass(frozen=True)
class HeldPerson:
    """A hold, with the person's name. The policy asks its concern's readers."""

    record: Hold
    name: str
    concern: DeskConcern

    @property
    def school_id(self) -> str:
        """Return the school it belongs to."""
        return str(self.record.school_id)

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.record.id)

    @property
    def concern_id(self) -> str:
        """Return its concern: a refused attempt at a hold is one at its concern."""
        return str(self.record.concern_id)

    @property
    def hold_decider_ids(self) -> frozenset[str]:
        """Return who may end it."""
        return self.concern.hold_decider_ids


def desk(school_id: str, person_id: str) -> list[DeskRow]:
    """Return the concerns that this person may read: nobody has them, open, finished; 8 queries, however many.

    Those that wait come oldest first, so do the open ones; of the finished ones the newest is first.
    """
    told = _told(school_id)
    everyone = staff_by_id(school_id)
    return sorted(
        (
            _row(concern, about, everyone)
            for concern, about in _readable(school_id, person_id, told, only=False)
        ),
        key=_place,
    )


def waiting(school_id: str, person_id: str) -> list[DeskRow]:
    """Return the concerns that nobody has acknowledged and that this person may read, the oldest first."""
    told = db.session.execute(_columns(is_waiting=True), {"school_id": school_id}).all()
    return [_row(concern, about, {}) for concern, about in _readable(school_id, person_id, told, only=True)]


def _taken() -> Exists:
    return exists().where(
        ConcernStep.school_id == Concern.school_id,
        ConcernStep.concern_id == Concern.id,
        ConcernStep.kind == StepKind.ACKNOWLEDGED,
    )


def _told(school_id: str) -> Sequence[Any]:
    return db.session.execute(_columns(is_waiting=False), {"school_id": school_id}).all()


@cache
def _columns(*, is_waiting: bool) -> Rows:
    """Build the statement once, for all concerns of a school or for those that nobody has taken: every page of a reader
    asks it."""
    columns = (Concern.id, Concern.raiser_id, Concern.raised_at, Concern.come_and_find_me, Concern.safe_now)
    return (
        select(*columns, Concern.marked)
        .where(Concern.school_id == SCHOOL, *([~_taken()] if is_waiting else []))
        .order_by(Concern.raised_at, Concern.id)
    )


def _readable(school_id: str, person_id: str, told: Sequence[Any], *, only: bool) -> list[tuple[Any, Known]]:
    about = known(school_id, told, only=only)
    return [(each, about[each.id]) for each in told if person_id in about[each.id].reader_ids]


def _row(concern: Any, about: Known, everyone: dict[str, StaffMember]) -> DeskRow:
    first = next(iter(about.acknowledgements), None)
    return DeskRow(
        id=concern.id,
        raised_at=concern.raised_at,
        come_and_find_me=concern.come_and_find_me,
        not_safe=concern.safe_now == SafeNow.NO,
        marked=concern.marked,
        standing=about.standing,
        circles=about.circles,
        taken_by=everyone.get(first.by_id or "") if first else None,
        taken_at=first.at if first else None,
    )


def _place(row: DeskRow) -> tuple[int, float, str]:
    age = row.raised_at.timestamp()
    return ORDER[row.standing], -age if row.standing is Standing.FINISHED else age, row.id


def readable_ids(school_id: str, person_id: str) -> list[str]:
    """Return the ids of every concern that this person may read, the oldest first."""
    told = _told(school_id)
    return [concern.id for concern, _ in _readable(school_id, person_id, told, only=False)]


def concern_for(school_id: str, concern_id: str) -> DeskConcern | None:
    """Return one of the school's concerns with its lines, or None. Who may have it is asked by the guard."""
    record = db.session.get(Concern, (school_id, concern_id))
    return _with_lines(record) if record is not None else None


def locked_concern(school_id: str, concern_id: str) -> DeskConcern | None:
    """Return the concern as it is now, with every other writer to it waiting until this transaction ends."""
    record = db.session.get(Concern, (school_id, concern_id), with_for_update=True)
    return _with_lines(record) if record is not None else None


def _with_lines(record: Concern) -> DeskConcern:
    about = known(record.school_id, [record], with_words=True)[record.id]
    may_read = frozenset(about.reader_ids)
    return DeskConcern(record, about, _hold_deciders(record.school_id, may_read))


def _hold_deciders(school_id: str, may_read: frozenset[str]) -> frozenset[str]:
    # The lead decides about a hold. Where neither lead nor deputy may know its cause, whoever reads it must.
    held = holders(school_id)
    team = frozenset(person for role in ROLES_OF[Circle.LEAD_TEAM] for person in held.ids_of(role))
    return (may_read & team) or may_read


def clock_facts(concern: DeskConcern) -> ConcernClock:
    """Return what the clock needs to know of a concern."""
    about = concern.known
    return ConcernClock(
        raised_at=concern.record.raised_at,
        answered_safe=concern.record.safe_now == SafeNow.YES,
        circles=about.circles,
        acknowledged=bool(about.acknowledgements),
        steps_done=frozenset(step.code for step in about.of_kind(StepKind.ALERTED) if step.code),
    )


def school_time_of(record: Concern) -> SchoolTime:
    """Return the school time that counts for a concern: of its writer's site, else of the main site."""
    writer = db.session.get(Student, (record.school_id, record.raiser_id)) if record.raiser_id else None
    times = school_times.school_times(record.school_id)
    first = next(iter(times))
    return times[writer.site_id if writer else first]


def unacknowledged() -> Sequence[tuple[str, str]]:
    """Return school id and id of every concern of the installation that nobody has acknowledged, the oldest first."""
    wanted = select(Concern.school_id, Concern.id).where(~_taken()).order_by(Concern.raised_at, Concern.id)
    return [(row.school_id, row.id) for row in db.session.execute(wanted)]


def held_people(concern: DeskConcern) -> list[HeldPerson]:
    """Return the holds that began with this concern and still hold, in the order they began."""
    wanted = select(Hold).where(
        Hold.school_id == concern.school_id, Hold.concern_id == concern.id, Hold.ended_at.is_(None)
    )
    holds = db.session.scalars(wanted.order_by(Hold.started_at, Hold.id)).all()
    names = names_of(concern.school_id, [hold.person_id for hold in holds])
    return [HeldPerson(hold, names[hold.person_id], concern) for hold in holds]


def held_person(school_id: str, hold_id: str) -> HeldPerson | None:
    """Return one hold with its concern, ended or not, locked until the transaction ends; or None."""
    hold = db.session.get(Hold, (school_id, hold_id), with_for_update=True)
    concern = concern_for(school_id, hold.concern_id) if hold is not None else None
    if hold is None or concern is None:
        return None
    return HeldPerson(hold, names_of(school_id, [hold.person_id])[hold.person_id], concern)


def names_of(school_id: str, person_ids: Sequence[str], *, any_student: str | None = None) -> dict[str, str]:
    """Return the names of staff and students by id; who is no longer there is an empty name (2 queries).

    any_student: what every student is called, for a reader who may not know which one it is.
    """
    wanted = set(person_ids)
    staff = select(StaffMember).where(StaffMember.school_id == school_id, StaffMember.id.in_(wanted))
    students = select(Student).where(Student.school_id == school_id, Student.id.in_(wanted))
    names = dict.fromkeys(person_ids, "")
    names |= {member.id: member.name for member in db.session.scalars(staff.order_by(StaffMember.id))}
    for student in db.session.scalars(students.order_by(Student.id)):
        names[student.id] = any_student or student.name
    return names
