"""Signatures, tutors' views, decisions and bars: the newest of each, for one student or for many at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from mentoring import clock
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.ids import token_hash
from mentoring.joining.models import Enrolment, PairingBar, Signature, Suitability, TutorLink, TutorView
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.suitability import may_be_asked_about
from mentoring.people.models import School, StaffMember
from mentoring.programme.rules.kinds import Status

_ENROLMENTS: Any = bindparam("enrolment_ids", expanding=True)


def signed_numbers(school_id: str, enrolment_ids: Collection[str]) -> dict[str, int]:
    """Return the newest version that each of these enrolments has signed (1 query)."""
    wanted = (
        select(Signature.enrolment_id, func.max(Signature.number))
        .where(Signature.school_id == school_id, Signature.enrolment_id.in_(enrolment_ids))
        .group_by(Signature.enrolment_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(Signature.enrolment_id))}


def signatures(enrolment: Enrolment) -> Sequence[Signature]:
    """Return every signature of an enrolment, the newest first."""
    return _of(Signature, enrolment, Signature.at.desc(), Signature.id.desc())


def views_of(enrolment: Enrolment) -> Sequence[TutorView]:
    """Return what tutors were asked and answered about an enrolment, the newest first."""
    return _of(TutorView, enrolment, TutorView.asked_at.desc(), TutorView.id.desc())


def decisions(enrolment: Enrolment) -> Sequence[Suitability]:
    """Return the decisions about an enrolment, the newest first."""
    return _of(Suitability, enrolment, Suitability.turn.desc())


def _of(model: Any, enrolment: Enrolment, *order: Any) -> Sequence[Any]:
    wanted = select(model).where(model.school_id == enrolment.school_id, model.enrolment_id == enrolment.id)
    return db.session.scalars(wanted.order_by(*order)).all()


class NewestView(NamedTuple):
    """What a tutor answered about an enrolment, or was asked and has not answered: the columns that lists show."""

    id: str
    enrolment_id: str
    who: str
    asked_at: datetime
    over_at: datetime | None
    turn: int
    answer: str
    words: str
    answered_on: date | None
    link_ends_at: datetime | None


def newest_views(school_id: str, enrolment_ids: Collection[str]) -> dict[str, NewestView]:
    """Return by enrolment a tutor's answer; where there is none yet, what is asked by a link that works (1 query).

    Of several answers the one with the newest day on it counts, so that paper from before a doubt does not hide it.
    """
    given = {"school_id": school_id, "enrolment_ids": list(enrolment_ids)}
    return newest_view_of(db.session.execute(what_tutors_say(), given))


def newest_view_of(rows: Iterable[Any]) -> dict[str, NewestView]:
    """Return the same from the rows of `what_tutors_say`."""
    found: dict[str, NewestView] = {}
    now = clock.now()
    for view in sorted((NewestView(*row) for row in rows), key=_order_of_views):
        held = found.get(view.enrolment_id)
        is_waiting = _is_open(view.answer, view.over_at, view.link_ends_at, now)
        if view.answer or ((held is None or not held.answer) and is_waiting):
            found[view.enrolment_id] = view
    return found


def _order_of_views(view: NewestView) -> tuple[date, int, datetime, str]:
    return view.answered_on or date.min, view.turn, view.asked_at, view.id


@cache
def what_tutors_say() -> Rows:
    """Build the statement for what tutors were asked and answered about some enrolments."""
    columns = [getattr(TutorView, name) for name in NewestView._fields if name != "link_ends_at"]
    return (
        select(*columns, TutorLink.ends_at.label("link_ends_at"))
        .outerjoin(
            TutorLink, and_(TutorLink.school_id == TutorView.school_id, TutorLink.id == TutorView.link_id)
        )
        .where(TutorView.school_id == SCHOOL, TutorView.enrolment_id.in_(_ENROLMENTS))
    )


def is_open(view: TutorView, now: datetime) -> bool:
    """Say whether a question still waits for its answer behind a link that works."""
    return _is_open(view.answer, view.over_at, view.link.ends_at if view.link is not None else None, now)


def _is_open(answer: str, over_at: datetime | None, link_ends_at: datetime | None, now: datetime) -> bool:
    return not answer and over_at is None and link_ends_at is not None and link_ends_at > now


def turn_that_counts(enrolment: Enrolment) -> int:
    """Return the turn of the answer that counts, 0 where there is none. It only ever rises."""
    view = newest_views(enrolment.school_id, [enrolment.id]).get(enrolment.id)
    return view.turn if view is not None else 0


class Decision(NamedTuple):
    """A decision about suitability, without its reasons: the columns that lists show."""

    enrolment_id: str
    turn: int
    verdict: str
    knew: int
    at: datetime


def newest_decisions(school_id: str, enrolment_ids: Collection[str]) -> dict[str, Decision]:
    """Return by enrolment the newest decision about suitability (1 query)."""
    given = {"school_id": school_id, "enrolment_ids": list(enrolment_ids)}
    return newest_decision_of(db.session.execute(what_was_decided(), given))


def newest_decision_of(rows: Iterable[Any]) -> dict[str, Decision]:
    """Return the same from the rows of `what_was_decided`."""
    found = sorted((Decision(*row) for row in rows), key=attrgetter("turn"))
    return {each.enrolment_id: each for each in found}


@cache
def what_was_decided() -> Rows:
    """Build the statement for the decisions about some enrolments."""
    columns = [getattr(Suitability, name) for name in Decision._fields]
    return select(*columns).where(Suitability.school_id == SCHOOL, Suitability.enrolment_id.in_(_ENROLMENTS))


def link_behind(token: str, now: datetime) -> TutorLink | None:
    """Return the tutor's link behind a token, in whichever school; None if its time is over, or it never was."""
    found = db.session.scalar(select(TutorLink).where(TutorLink.token_hash == token_hash(token)))
    return found if found is not None and found.ends_at > now else None


def asked_by_link(link: TutorLink) -> Sequence[TutorView]:
    """Return what a link asks or asked, by last name: of students about whom a tutor may still be shown anything."""
    wanted = (
        select(TutorView)
        .where(
            TutorView.school_id == link.school_id, TutorView.link_id == link.id, TutorView.over_at.is_(None)
        )
        .options(
            joinedload(TutorView.enrolment).options(
                joinedload(Enrolment.student), joinedload(Enrolment.programme)
            ),
            joinedload(TutorView.link),
        )
    )
    found = [each for each in db.session.scalars(wanted) if is_asked_about(each.enrolment)]
    return sorted(found, key=lambda each: by_name(each.enrolment))


def is_about_one(link: TutorLink) -> bool:
    """Say whether a link was made about one student alone."""
    wanted = select(func.count()).where(TutorView.school_id == link.school_id, TutorView.link_id == link.id)
    return db.session.scalar(wanted) == 1


def is_asked_about(enrolment: Enrolment) -> bool:
    """Say whether a tutor may be asked, or shown, anything about this student."""
    return may_be_asked_about(
        State(enrolment.state),
        has_left=enrolment.student.left_at is not None,
        is_closed=enrolment.programme.status == Status.CLOSED,
    )


def by_name(enrolment: Enrolment) -> tuple[str, str, str]:
    """Return the order of the lists of students, in which their rows are locked too: then nobody waits in a circle."""
    student = enrolment.student
    return student.last_name, student.first_name, enrolment.id


def account_of_asker(link: TutorLink) -> str | None:
    """Return the account of whoever made a link: they do not answer it themselves."""
    wanted = select(StaffMember.account_id).where(
        StaffMember.school_id == link.school_id, StaffMember.id == link.made_by
    )
    return db.session.scalar(wanted)


def enrolled_on(enrolment: Enrolment) -> date:
    """Return the day, at the school, on which a student came into a programme."""
    school = db.session.get_one(School, enrolment.school_id)
    return clock.local(enrolment.made_at, school.zone).date()


def bars(school_id: str, student_id: str) -> Sequence[PairingBar]:
    """Return what keeps a student from being paired now, with its causes: for the lead and deputies alone."""
    wanted = select(PairingBar).where(
        PairingBar.school_id == school_id, PairingBar.student_id == student_id, PairingBar.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(PairingBar.made_at, PairingBar.id)).all()


def bar(school_id: str, bar_id: str) -> PairingBar | None:
    """Return one of the school's bars that holds now, or None."""
    found = db.session.get(PairingBar, (school_id, bar_id))
    return found if found is not None and found.ended_at is None else None
