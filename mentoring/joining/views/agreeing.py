"""Reading a role's description and signing it: the student on a shared screen, or together with a member of staff."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import decisions as actions
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.rules.enrolment import How
from mentoring.joining.rules.suitability import StaffRefusal, wrong_answers
from mentoring.joining.views.pages import crumbs, own_bp, staff_bp, students_crumb
from mentoring.joining.wording.staff import staff_sentence
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import PROSE, QUESTIONS, Block
from mentoring.programme.wording.roles import BLOCKS


@own_bp.route("/joining/<enrolment_id>/agree", methods=["GET", "POST"])
@requires(Action.JOINING_OWN, load=enrolment)
def agree(enrolment: Enrolment) -> Any:
    """Show what the student's part is, ask the check questions, and let them sign."""
    return _agree(enrolment, How.OWN_SIGN_IN, "joining/agree.html", url_for("home.today"))


@staff_bp.route("/enrolments/<enrolment_id>/sign", methods=["GET", "POST"])
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def sign_together(enrolment: Enrolment) -> Any:
    """Read it with a student in person, ask the same questions, and write down the signature."""
    back = url_for("enrolments.enrolment", enrolment_id=enrolment.id)
    programme = enrolment.programme
    return _agree(
        enrolment,
        How.IN_PERSON,
        "joining/sign_together.html",
        back,
        crumbs_here=crumbs(programme, students_crumb(programme), (enrolment.student.name, back)),
    )


def _agree(enrolment: Enrolment, how: How, template: str, back: str, **more: Any) -> Any:
    version = current_version(enrolment.programme, ProgrammeRole(enrolment.role))
    given = [request.form.get(f"q{place}", type=int) for place in range(1, QUESTIONS + 1)]
    refusal = None
    if request.method == "POST":
        seen = request.form.get("seen", 0, type=int)
        refusal = actions.sign(actor_here().by, enrolment, given, how, seen=seen, now=clock.now())
        if refusal is None:
            flash(_("Signed. Thank you."), "good")
            return redirect(back, 303)
    text = version.text
    wrong = wrong_answers(given, [each.right for each in text.questions]) if refusal else []
    return render_template(
        template,
        enrolment=enrolment,
        student=enrolment.student,
        version=version,
        blocks=[(BLOCKS[block], text.blocks[block]) for block in PROSE],
        fine=text.lines(Block.FINE),
        not_fine=text.lines(Block.NOT_FINE),
        questions=text.questions,
        given=given,
        wrong=wrong if refusal is StaffRefusal.WRONG_ANSWERS else [],
        refusal=staff_sentence(refusal) if refusal else None,
        **more,
    ), 422 if refusal else 200
