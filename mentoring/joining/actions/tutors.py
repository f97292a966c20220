"""What happens when tutors are asked for their view of students, and when they answer by link or on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.models import Enrolment, TutorLink, TutorView
from mentoring.joining.queries.decisions import (
    by_name,
    enrolled_on,
    is_asked_about,
    is_open,
)
from mentoring.joining.queries.turns import last_turn
from mentoring.joining.rules.suitability import LINK_DAYS, StaffRefusal, View, refusal_of_paper

LINK_TIME = timedelta(days=LINK_DAYS)


@dataclass(frozen=True)
class Asked:
    """One personal link that was made: for whom, about whom, and its token, which is stored nowhere."""

    who: str
    students: Sequence[Enrolment]
    token: str


@dataclass(frozen=True)
class TutorSaid:
    """What a tutor answers about one student."""

    answer: View
    words: str = ""


def ask_tutors(
    by: By, groups: Sequence[tuple[str, Sequence[Enrolment]]], *, now: datetime
) -> list[Asked] | StaffRefusal:
    """Make one personal link for each tutor with all of their students; return the links, or why there is none.

    A question that waited in another link goes over into the new one.
    """
    by_tutor: dict[str, tuple[str, list[Enrolment]]] = {}
    for who, enrolled in groups:
        name = who.strip()
        if not name:
            return StaffRefusal.WHO_ANSWERED
        by_tutor.setdefault(name.casefold(), (name, []))[1].extend(enrolled)
    everybody = sorted((each for _, some in by_tutor.values() for each in some), key=by_name)
    if not everybody:
        return StaffRefusal.NOBODY_ASKED
    for each in everybody:
        lock(each)
        if not is_asked_about(each):
            return StaffRefusal.NOT_ASKED_ABOUT
        _end_open_questions(each, now)
    return [_make_link(by, name, sorted(some, key=by_name), now) for name, some in by_tutor.values() if some]


def ask_tutor(by: By, enrolment: Enrolment, who: str, *, now: datetime) -> str | StaffRefusal:
    """Make a link about one student; return its token."""
    made = ask_tutors(by, [(who, [enrolment])], now=now)
    return made if isinstance(made, StaffRefusal) else made[0].token


def _end_open_questions(enrolment: Enrolment, now: datetime) -> None:
    for held in db.session.query(TutorView).filter_by(
        school_id=enrolment.school_id, enrolment_id=enrolment.id, answer="", over_at=None
    ):
        held.over_at = now


def _make_link(by: By, who: str, enrolled: Sequence[Enrolment], now: datetime) -> Asked:
    token = ids.new_token()
    link = TutorLink(
        school_id=enrolled[0].school_id,
        id=ids.new_id(),
        programme_id=enrolled[0].programme_id,
        token_hash=ids.token_hash(token),
        made_at=now,
        made_by=by.person_id,
        ends_at=now + LINK_TIME,
    )
    db.session.add(link)
    db.session.flush()
    for each in enrolled:
        _add_view(by, each, who, now, link_id=link.id)
        _record(by, events.TUTOR_ASKED, each, now)
    return Asked(who, enrolled, token)


def answer_views(
    by: By, said: Mapping[TutorView, TutorSaid], *, today: date, now: datetime
) -> list[TutorView]:
    """Keep what a tutor answers by link; return what was kept. What was answered or ended meanwhile is left."""
    kept = []
    for view in sorted(said, key=lambda each: by_name(each.enrolment)):
        lock(view.enrolment)
        db.session.refresh(view)
        if is_open(view, now) and is_asked_about(view.enrolment):
            _answer(by, view, said[view], today, now, how="link")
            kept.append(view)
    return kept


def record_views(
    by: By, said: Mapping[Enrolment, TutorSaid], who: str, *, day: date, today: date, now: datetime
) -> StaffRefusal | None:
    """Write down a tutor's answers from paper, all or none; return why not, or None."""
    if not who.strip():
        return StaffRefusal.WHO_ANSWERED
    for each in said:
        refusal = refusal_of_paper(day, enrolled_on=enrolled_on(each), today=today)
        if refusal is not None:
            return refusal
    for each in sorted(said, key=by_name):
        lock(each)
        view = _add_view(by, each, who.strip(), now, link_id=None)
        _answer(by, view, said[each], day, now, how="paper")
    return None


def _answer(by: By, view: TutorView, said: TutorSaid, day: date, now: datetime, *, how: str) -> None:
    view.turn = last_turn(TutorView, view.enrolment) + 1
    view.answer, view.words = said.answer, said.words.strip()
    view.answered_at, view.answered_on = now, day
    db.session.flush()
    _record(by, events.TUTOR_VIEW_GIVEN, view.enrolment, now, how=how)


def _add_view(by: By, enrolment: Enrolment, who: str, now: datetime, *, link_id: str | None) -> TutorView:
    made = TutorView(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        link_id=link_id,
        who=who,
        asked_at=now,
        asked_by=by.person_id,
        turn=0,
        answer="",
        words="",
    )
    db.session.add(made)
    db.session.flush()
    return made


def _record(by: By, event: Event, enrolment: Enrolment, now: datetime, **facts: object) -> None:
    trail.record(
        event,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        **facts,
    )
