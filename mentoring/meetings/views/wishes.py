"""What a student asks of staff, the card of their role, and how it works: their own pages of one programme."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock, ids
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.rules.enrolment import Answer, How, State, answers_open
from mentoring.joining.views.pages import adult_of
from mentoring.meetings.actions.asks import ask_staff
from mentoring.meetings.forms.young import AskForm
from mentoring.meetings.queries.asks import asks_of
from mentoring.meetings.queries.own import running_pairing_in
from mentoring.meetings.rules.asks import AskKind, kinds_for
from mentoring.meetings.views.pages import adult_told, own_bp
from mentoring.meetings.wording.young import ASK_ANSWERS, ASKS
from mentoring.people.views.identity import school_here
from mentoring.programme.queries.programmes import names_of, people_by_id
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import Block
from mentoring.web.fields import choices_of

LEAVING = (Answer.PAUSE, Answer.STOP)


@own_bp.route("/my-meetings/ask/<enrolment_id>", methods=["GET", "POST"])
@requires(Action.ASK_MAKE, load=enrolment)
def ask(enrolment: Enrolment) -> Any:
    """Let a student ask staff for help or a change, and read what came of what they asked before."""
    role, adult = ProgrammeRole(enrolment.role), _adult(enrolment)
    form = AskForm()
    form.kind.choices = choices_of((kind, ASKS[kind]) for kind in kinds_for(role))
    if form.validate_on_submit():
        kind, token = AskKind(form.kind.data), form.token.data or ""
        ask_staff(actor_here().by, enrolment, kind, form.words.data or "", token=token, now=clock.now())
        flash(_("Sent. %(adult)s will talk with you.", adult=adult), "good")
        return redirect(url_for("my_meetings.ask", enrolment_id=enrolment.id), 303)
    if not form.is_submitted():
        form.token.data = ids.new_token()
    page = render_template(
        "meetings/ask.html",
        form=form,
        enrolment=enrolment,
        is_mentor=role is ProgrammeRole.MENTOR,
        adult=adult,
        leaving=[each for each in answers_open(State(enrolment.state), How.OWN_SIGN_IN) if each in LEAVING],
        asks=asks_of(enrolment.school_id, enrolment.id),
        people=people_by_id(enrolment.school_id),
        kinds=ASKS,
        answers=ASK_ANSWERS,
    )
    return page, 422 if form.errors else 200


def _adult(enrolment: Enrolment) -> str:
    seen = running_pairing_in(enrolment.school_id, enrolment.id, clock.now(), clock.today(school_here().zone))
    return adult_told(seen) if seen is not None else adult_of(enrolment)


@own_bp.get("/my-meetings/card/<enrolment_id>")
@requires(Action.JOINING_OWN, load=enrolment)
def card(enrolment: Enrolment) -> Any:
    """Show a student the card of their own role: what is OK and what is not."""
    programme = enrolment.programme
    text = current_version(programme, ProgrammeRole(enrolment.role)).text
    return render_template(
        "meetings/card.html",
        programme=programme,
        role=enrolment.role,
        fine=text.lines(Block.FINE),
        not_fine=text.lines(Block.NOT_FINE),
        in_charge=names_of(people_by_id(programme.school_id), programme.in_charge_ids),
        school=school_here(),
    )


@own_bp.get("/my-meetings/how-it-works/<enrolment_id>")
@requires(Action.JOINING_OWN, load=enrolment)
def guide(enrolment: Enrolment) -> Any:
    """Show how it works for a mentor or a mentee, on one page to print."""
    return render_template(f"meetings/guide_{ProgrammeRole(enrolment.role).value}.html")
