"""Who waits for a tutor's view, and who for a decision: for a programme's rounds."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring.extensions import db
from mentoring.joining.models import Enrolment, TutorView
from mentoring.joining.queries.decisions import Decision, NewestView, newest_decisions, newest_views
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.suitability import ASKED_ABOUT, Verdict, View, is_doubt, waits_for_decision
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import Status


@dataclass(frozen=True)
class Waiting:
    """A student of a round: what their tutor was asked or answered, and the newest decision."""

    enrolment: Enrolment
    view: NewestView | None
    verdict: Decision | None

    @property
    def form(self) -> str:
        """Return the student's form, empty where there is none."""
        return str(self.enrolment.student.form)

    @property
    def answer(self) -> View | None:
        """Return what the tutor answered."""
        return View(self.view.answer) if self.view is not None and self.view.answer else None

    @property
    def is_doubted(self) -> bool:
        """Say whether the tutor answered anything but yes."""
        return is_doubt(self.answer)

    @property
    def knew(self) -> int:
        """Return the turn of the tutor's view that is shown."""
        return self.view.turn if self.view is not None else 0

    @property
    def after(self) -> int:
        """Return the turn of the decision that is shown."""
        return self.verdict.turn if self.verdict is not None else 0

    @property
    def lacks_view(self) -> bool:
        """Say whether a tutor's view is still missing."""
        return self.answer is None

    @property
    def is_to_decide(self) -> bool:
        """Say whether somebody must decide about the student, who said yes."""
        if self.enrolment.state != State.IN:
            return False
        verdict = Verdict(self.verdict.verdict) if self.verdict is not None else None
        knew_view = self.verdict is not None and self.verdict.knew >= self.knew
        return waits_for_decision(verdict, self.answer, knew_view=knew_view)


def waiting_in(programmes: Collection[Programme]) -> Sequence[Waiting]:
    """Return who takes part in these programmes of one school, by last name; closed ones left out (3 queries)."""
    open_ids = [each.id for each in programmes if each.status != Status.CLOSED]
    if not open_ids:
        return []
    school_id = next(iter(programmes)).school_id
    wanted = (
        select(Enrolment)
        .join(Student, (Student.school_id == Enrolment.school_id) & (Student.id == Enrolment.student_id))
        .where(
            Enrolment.school_id == school_id,
            Enrolment.programme_id.in_(open_ids),
            Enrolment.state.in_(ASKED_ABOUT),
            Student.left_at.is_(None),
        )
        .options(joinedload(Enrolment.student))
        .order_by(Student.last_name, Student.first_name, Enrolment.id)
    )
    enrolled = db.session.scalars(wanted).all()
    ids = [each.id for each in enrolled]
    views, verdicts = newest_views(school_id, ids), newest_decisions(school_id, ids)
    return [Waiting(each, views.get(each.id), verdicts.get(each.id)) for each in enrolled]


def without_view(programme: Programme) -> list[Waiting]:
    """Return the students of a programme whose tutor's view is missing, by form."""
    return sorted((each for each in waiting_in([programme]) if each.lacks_view), key=_by_form)


def undecided(programme: Programme) -> list[Waiting]:
    """Return who said yes in a programme and must be decided about: doubts first, then by form."""
    found = [each for each in waiting_in([programme]) if each.is_to_decide]
    return sorted(found, key=lambda each: (not each.is_doubted, *_by_form(each)))


def _by_form(each: Waiting) -> tuple[bool, list[tuple[int, str]]]:
    """Return the order of forms as a school writes them: 7B before 10A, and who has none at the end."""
    parts = re.findall(r"\d+|\D+", each.form)
    return not each.form, [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in parts]


T = TypeVar("T", bound=Waiting)


def by_form(found: Sequence[T]) -> list[tuple[str, list[T]]]:
    """Return students, sorted by form already, as (form, its students)."""
    groups: dict[str, list[T]] = {}
    for each in found:
        groups.setdefault(each.form, []).append(each)
    return list(groups.items())


def tutors_asked_before(programme: Programme) -> dict[str, str]:
    """Return by form whom somebody asked by link the last time in this programme."""
    wanted = (
        select(Student.form, TutorView.who)
        .join(
            Enrolment, (Enrolment.school_id == TutorView.school_id) & (Enrolment.id == TutorView.enrolment_id)
        )
        .join(Student, (Student.school_id == Enrolment.school_id) & (Student.id == Enrolment.student_id))
        .where(
            TutorView.school_id == programme.school_id,
            Enrolment.programme_id == programme.id,
            TutorView.link_id.is_not(None),
        )
        .order_by(TutorView.asked_at, TutorView.id)
    )
    return {row.form: row.who for row in db.session.execute(wanted)}
