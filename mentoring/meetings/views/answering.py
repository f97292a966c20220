"""Staff see to what young people asked, to a "bad", and to boundary notes."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.meetings.actions import write_ups
from mentoring.meetings.actions.asks import answer_ask
from mentoring.meetings.actions.faces import note_asked
from mentoring.meetings.forms.staff import AnswerForm
from mentoring.meetings.models import Ask, BoundaryNote, Faces
from mentoring.meetings.queries import asks as ask_queries
from mentoring.meetings.queries import faces as face_queries
from mentoring.meetings.queries.write_ups import answered_notes, note, notes_for_lead, open_notes
from mentoring.meetings.rules.asks import AskAnswer
from mentoring.meetings.rules.boundary_notes import NoteAnswer, answers_for
from mentoring.meetings.views.pages import asks_bp
from mentoring.meetings.wording import staff as words
from mentoring.programme.queries.programmes import people_by_id


@asks_bp.get("/asks")
@requires(Action.MEETING_LIST)
def overview() -> Any:
    """Show what young people asked for, what waits first; a supervisor sees their own."""
    actor = actor_here()
    return render_template(
        "meetings/asks.html",
        waiting=ask_queries.open_asks(actor),
        bad=face_queries.bad_unseen(actor),
        answered=ask_queries.answered_asks(actor),
        people=people_by_id(actor.school_id),
        words=words,
    )


@asks_bp.get("/asks/<ask_id>")
@requires(Action.ASK_SEE, load=ask_queries.ask)
def one(ask: Ask) -> Any:
    """Show what a student asked for, with the form to answer it."""
    return _ask_page(ask, AnswerForm(formdata=None))


def _ask_page(ask: Ask, form: AnswerForm) -> Any:
    page = render_template(
        "meetings/answer_ask.html",
        ask=ask,
        form=form,
        people=people_by_id(ask.school_id),
        words=words,
    )
    return page, 422 if form.errors else 200


@asks_bp.post("/asks/<ask_id>/answer")
@requires(Action.ASK_ANSWER, load=ask_queries.ask)
def answer(ask: Ask) -> Any:
    """Answer what a student asked for; they read it."""
    form = AnswerForm()
    if form.validate():
        said = AskAnswer(form.answer.data)
        refusal = answer_ask(actor_here().by, ask, said, form.words.data or "", now=clock.now())
        if refusal is None:
            flash(_("Answered. %(name)s reads it.", name=ask.student.first_name), "good")
            return redirect(url_for("home.today"), 303)
        form.words.errors = [str(words.ASK_REFUSALS[refusal])]
    return _ask_page(ask, form)


@asks_bp.get("/asks/faces/<faces_id>")
@requires(Action.FACES_SEE, load=face_queries.one)
def faces(faces: Faces) -> Any:
    """Show how one meeting was for one mentee, with the button for whoever has asked them."""
    return render_template(
        "meetings/faces.html", faces=faces, people=people_by_id(faces.school_id), words=words
    )


@asks_bp.post("/asks/faces/<faces_id>/talked")
@requires(Action.FACES_SEE_TO, load=face_queries.one)
def talked(faces: Faces) -> Any:
    """Note that somebody has talked with a child for whom a meeting was bad."""
    if note_asked(actor_here().by, faces, now=clock.now()):
        flash(_("Noted: you have talked with %(name)s.", name=faces.student.first_name), "good")
    else:
        flash(_("Somebody has noted that already."), "info")
    return redirect(url_for("home.today"), 303)


@asks_bp.get("/boundary-notes")
@requires(Action.MEETING_LIST)
def notes() -> Any:
    """Show the boundary notes, what waits first; a supervisor sees their own, the lead all."""
    actor, is_lead = actor_here(), _is_lead()
    waiting = open_notes(actor)
    if is_lead:
        known = {each.id for each in waiting}
        waiting = [*waiting, *(each for each in notes_for_lead(actor) if each.id not in known)]
    shown = {each.id for each in waiting}
    return render_template(
        "meetings/notes.html",
        waiting=waiting,
        answered=[each for each in answered_notes(actor) if each.id not in shown],
        choices=answers_for(is_lead=is_lead),
        is_lead=is_lead,
        people=people_by_id(actor.school_id),
        words=words,
    )


@asks_bp.post("/boundary-notes/<note_id>/answer")
@requires(Action.NOTE_ANSWER, load=note)
def answer_note(note: BoundaryNote) -> Any:
    """Note what was done about a boundary note, in one tap."""
    said = request.form.get("answer", "")
    if said not in answers_for(is_lead=_is_lead()):
        abort(400)
    is_new = write_ups.answer_note(
        actor_here().by, note, NoteAnswer(said), is_lead=_is_lead(), now=clock.now()
    )
    flash(_("Noted.") if is_new else _("Somebody has answered this already."), "good" if is_new else "info")
    return redirect(url_for("asks.notes"), 303)


def _is_lead() -> bool:
    return actor_here().holds(Role.LEAD, Role.DEPUTY)
