"""A student's own pages: what they can join, their answer, pausing and stopping."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import enrolments as actions
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment, joinable, roles_for
from mentoring.joining.rules.enrolment import Answer, How, Refusal, State, answers_open
from mentoring.joining.views.pages import adult_of, me, own_bp, pack_here
from mentoring.joining.wording import sentence_for
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes as below
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import Block


def programme_for_me(school_id: str, programme_id: str, **_below: str) -> Programme | None:
    """Load a programme that the student who asks may join, or None."""
    found = below.programme(school_id, programme_id)
    if found is None or not actor_here().is_student:
        return None
    return found if roles_for(found, me(), pack_here()) else None


@own_bp.get("/join")
@requires(Action.JOINING_OPEN)
def programmes() -> Any:
    """Show which programmes are open for this student."""
    return render_template("joining/programmes.html", offers=joinable(me(), pack_here()))


@own_bp.route("/join/<programme_id>/<role>", methods=["GET", "POST"])
@requires(Action.JOINING_OPEN, load=programme_for_me)
def join(programme: Programme) -> Any:
    """Say what the role is, and let the student apply (mentor) or ask (mentee)."""
    role = _role(programme)
    if request.method == "POST":
        made = actions.join(
            actor_here().by,
            programme,
            me(),
            role,
            pack_here(),
            today=clock.today(school_here().zone),
            now=clock.now(),
        )
        if isinstance(made, Enrolment):
            flash(_("You are in. Thank you for telling us."), "good")
            return redirect(url_for("joining.begin", enrolment_id=made.id), 303)
        flash(sentence_for(made), "wait")
        return redirect(url_for("home.today"), 303)
    return render_template("joining/join.html", role=role, **_about(programme, role))


def _role(programme: Programme) -> ProgrammeRole:
    wanted = str((request.view_args or {})["role"])
    if wanted not in roles_for(programme, me(), pack_here()):
        abort(404)
    return ProgrammeRole(wanted)


def _about(programme: Programme, role: ProgrammeRole) -> dict[str, Any]:
    text = current_version(programme, role).text
    return {
        "programme": programme,
        "what": text.blocks[Block.WHAT],
        "is_not": text.blocks[Block.IS_NOT],
        "stopping": text.blocks[Block.STOPPING],
        "is_mentor": role is ProgrammeRole.MENTOR,
    }


@own_bp.route("/joining/<enrolment_id>/answer", methods=["GET", "POST"])
@requires(Action.JOINING_OWN, load=enrolment)
def answer(enrolment: Enrolment) -> Any:
    """Ask whether the student wants to take part: their own yes, apart from anybody else's."""
    if request.method == "POST":
        said = request.form.get("answer", "")
        if said not in (Answer.YES, Answer.NO):
            abort(400)
        refusal = _say(enrolment, Answer(said))
        if refusal is None and said == Answer.YES:
            return redirect(url_for("joining.begin", enrolment_id=enrolment.id), 303)
        flash(sentence_for(refusal) if refusal else _("That is OK. Thank you for telling us."), "good")
        return redirect(url_for("home.today"), 303)
    return render_template(
        "joining/answer.html",
        enrolment=enrolment,
        answers=answers_open(State(enrolment.state), How.OWN_SIGN_IN),
        **_about(enrolment.programme, ProgrammeRole(enrolment.role)),
    )


@own_bp.route("/joining/<enrolment_id>/pause", methods=["GET", "POST"])
@requires(Action.JOINING_LEAVE, load=enrolment)
def pausing(enrolment: Enrolment) -> Any:
    """Let the student pause or stop, without a reason: a tap to come here and one to say so."""
    if request.method == "POST":
        said = request.form.get("answer", "")
        if said not in (Answer.PAUSE, Answer.STOP):
            abort(400)
        refusal = _say(enrolment, Answer(said))
        words = sentence_for(refusal) if refusal else _("Done. You did not need a reason.")
        flash(words, "wait" if refusal else "good")
        return redirect(url_for("home.today"), 303)
    return render_template(
        "joining/pausing.html",
        enrolment=enrolment,
        answers=answers_open(State(enrolment.state), How.OWN_SIGN_IN),
        adult=adult_of(enrolment),
    )


def _say(enrolment: Enrolment, said: Answer) -> Refusal | None:
    today = clock.today(school_here().zone)
    return actions.answer(
        actor_here().by, enrolment, said, How.OWN_SIGN_IN, day=today, today=today, now=clock.now()
    )
