"""What young people asked, a "bad" and boundary notes, as rows of *Today*."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.meetings.models import BoundaryNote, Faces
from mentoring.meetings.queries.asks import open_asks
from mentoring.meetings.queries.faces import bad_unseen
from mentoring.meetings.queries.write_ups import notes_for_lead, open_notes
from mentoring.meetings.rules.asks import AskKind
from mentoring.meetings.rules.boundary_notes import Kind
from mentoring.meetings.wording.staff import ASKS, NOTES
from mentoring.people.rules.school_time import SchoolTime, next_school_day, wall_time_of
from mentoring.programme.views.shared import times_here
from mentoring.web import waiting
from mentoring.web.dates import day
from mentoring.web.waiting import Row, Source


def register_young_waiting(app: Flask) -> None:
    """Put on *Today* what young people ask, and the notes of meetings outside the boundaries."""
    for source in (
        Source(
            5, _l("Boundary notes for the lead"), Action.NOTE_SEE, _for_lead, tone="stop", more=_all_notes
        ),
        Source(10, _l("Young people asking"), Action.ASK_SEE, _asking, tone="wait", more=_all_asks),
        Source(30, _l("Boundary notes"), Action.NOTE_SEE, _notes, tone="wait", more=_all_notes),
    ):
        waiting.register(app, source)


def _all_asks(_actor: Actor) -> str:
    return url_for("asks.overview")


def _all_notes(_actor: Actor) -> str:
    return url_for("asks.notes")


def _asking(actor: Actor) -> Sequence[Row]:
    bad = bad_unseen(actor, with_meetings=False)
    times = times_here(actor.school_id) if bad else {}
    rows = [_bad(each, times) for each in bad]
    for ask in open_asks(actor, with_pairings=False):
        what = f"{ask.enrolment.programme.name}: {ASKS[AskKind(ask.kind)]}"
        url = url_for("asks.one", ask_id=ask.id)
        rows.append(Row(ask.student.name, what, ask.made_at, _("I will see to it"), url))
    return rows


def _bad(faces: Faces, times: Mapping[str, SchoolTime]) -> Row:
    assert faces.bad_at is not None
    name = faces.student.first_name
    due = _next_day(times[faces.student.site_id], faces)
    what = (
        _("Ask %(name)s how it was, by %(day)s", name=name, day=day(due))
        if due is not None
        else _("Ask %(name)s how it was", name=name)
    )
    return Row(
        faces.student.name,
        what,
        faces.bad_at,
        _("I have talked with %(name)s", name=name),
        url_for("asks.talked", faces_id=faces.id),
        hidden={},
        who_url=url_for("asks.faces", faces_id=faces.id),
    )


def _next_day(times: SchoolTime, faces: Faces) -> date | None:
    assert faces.bad_at is not None
    return next_school_day(times, wall_time_of(times, faces.bad_at).date())


def _notes(actor: Actor) -> Sequence[Row]:
    # The lead and deputies see all of them on their page; on Today only those that they must see.
    if actor.holds(Role.LEAD, Role.DEPUTY):
        return []
    return [_note(each) for each in open_notes(actor, with_meetings=False)]


def _for_lead(actor: Actor) -> Sequence[Row]:
    if not actor.holds(Role.LEAD, Role.DEPUTY):
        return []
    return [_note(each) for each in notes_for_lead(actor, with_meetings=False)]


def _note(note: BoundaryNote) -> Row:
    what = "; ".join(str(NOTES[Kind(each)]) for each in note.kinds)
    url = url_for("asks.notes", _anchor=f"note-{note.id}")
    return Row(note.mentor.name, what, note.made_at, _("Answer"), url)
