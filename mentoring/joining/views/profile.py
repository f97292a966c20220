"""A student's own profile: one question a page, each of which can be skipped, and all of it to look back on."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import profiles as actions
from mentoring.joining.forms.profile import FORMS, StepForm
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.queries.profiles import first_names_beside, profile, rather_not, slots_for
from mentoring.joining.rules.profile import (
    ANSWERED_IN,
    ProfileRefusal,
    Step,
    first_unseen,
    step_after,
    steps_for,
)
from mentoring.joining.views.pages import enrolment_of, own_bp
from mentoring.joining.wording import sentence_for
from mentoring.joining.wording.answers import answers
from mentoring.joining.wording.profile import (
    HELP_PICTURES,
    INTEREST_PICTURES,
    SHORT,
    lead,
    question,
)
from mentoring.programme.models import Slot
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.views.grid import slot_cards
from mentoring.web.fields import choices_of

ERRORS = {ProfileRefusal.STORY_WITHOUT_LEAVE: "may_use", ProfileRefusal.STRANGER: "others"}


def slot_names(slots: list[Slot]) -> dict[str, str]:
    """Return each time of the week in words, by id."""
    return {
        card.id: f"{card.day}, {card.times}" + (f" ({card.week})" if card.week else "")
        for card in slot_cards(slots, {})
    }


@own_bp.get("/joining/<enrolment_id>/begin")
@requires(Action.JOINING_OWN, load=enrolment)
def begin(enrolment: Enrolment) -> Any:
    """Say what comes now."""
    first = _unseen(profile(enrolment)) or next(iter(Step))
    return render_template("joining/begin.html", enrolment=enrolment, first=first.value)


def _unseen(held: Profile | None) -> Step | None:
    return first_unseen(held.passed if held else (), wants_same_gender=_wants_same(held))


@own_bp.get("/joining/<enrolment_id>/about")
@requires(Action.JOINING_OWN, load=enrolment)
def about(enrolment: Enrolment) -> Any:
    """Show what the student told, with a way to each question."""
    held = profile(enrolment)
    said: Mapping[Step, str] = answers(held, slot_names(list(slots_for(enrolment)))) if held else {}
    names = first_names_beside(enrolment)
    others = ", ".join(names[each.other_id] for each in rather_not(enrolment) if each.other_id in names)
    rows = [
        (
            SHORT[step],
            others if step is Step.RATHER_NOT else said.get(step, ""),
            url_for("joining.question", enrolment_id=enrolment.id, step=step.value),
        )
        for step in steps_for(wants_same_gender=bool(held and held.same_gender))
    ]
    return render_template("joining/about.html", enrolment=enrolment, rows=rows)


@own_bp.route("/joining/<enrolment_id>/about/<step>", methods=["GET", "POST"], endpoint="question")
@requires(Action.JOINING_OWN, load=enrolment_of)
def question_page(enrolment: Enrolment) -> Any:
    """Ask one question of the profile."""
    wanted = str((request.view_args or {})["step"])
    if wanted not in frozenset(Step):
        abort(404)
    if enrolment.state not in ANSWERED_IN:
        flash(sentence_for(ProfileRefusal.NOT_OPEN), "wait")
        return redirect(url_for("home.today"), 303)
    step, held = Step(wanted), profile(enrolment)
    if request.form.get("skip"):
        actions.skip_step(actor_here().by, enrolment, step, now=clock.now())
        return _go_on(enrolment, step)
    form = _form(enrolment, step, held)
    if form.validate_on_submit():
        refusal = actions.answer_step(actor_here().by, enrolment, step, form.given(), now=clock.now())
        if refusal is None:
            return _go_on(enrolment, step)
        _put(form, refusal)
    return _page(enrolment, step, form, held), 422 if form.errors else 200


def _form(enrolment: Enrolment, step: Step, held: Profile | None) -> StepForm:
    data = {name: getattr(held, name, None) for name in dir(FORMS[step])} if held else {}
    if held is not None:
        data |= {"may_use": bool(held.story or held.lived), "times": held.cannot_slot_ids}
        data |= {"same_gender": "yes" if held.same_gender else "no" if held.finished_at else None}
    if step is Step.RATHER_NOT:
        data["others"] = [each.other_id for each in rather_not(enrolment)]
    form = FORMS[step](data=data)
    if step is Step.STORY and enrolment.role != ProgrammeRole.MENTOR:
        del form.lived
    if step is Step.TIMES:
        form["times"].choices = choices_of(slot_names(list(slots_for(enrolment))).items())
    if step is Step.RATHER_NOT:
        form["others"].choices = choices_of(first_names_beside(enrolment).items())
    return form


def _put(form: StepForm, refusal: ProfileRefusal) -> None:
    name = ERRORS.get(refusal, next(iter(form)).short_name)
    form[name].errors = [*form[name].errors, sentence_for(refusal)]


def _wants_same(held: Profile | None) -> bool:
    return bool(held and held.same_gender)


def _go_on(enrolment: Enrolment, step: Step) -> Any:
    """Lead to the next question. Once all were seen the profile is finished; a change later leads back to the list."""
    held = profile(enrolment)
    unseen = _unseen(held)
    if unseen is not None:
        following = step_after(step, wants_same_gender=_wants_same(held)) or unseen
        return redirect(url_for("joining.question", enrolment_id=enrolment.id, step=following.value), 303)
    if held is not None and held.finished_at is None:
        return _finish(enrolment)
    flash(_("Saved."), "good")
    return redirect(url_for("joining.about", enrolment_id=enrolment.id), 303)


def _page(enrolment: Enrolment, step: Step, form: StepForm, held: Profile | None) -> str:
    asked = steps_for(wants_same_gender=_wants_same(held))
    return render_template(
        "joining/question.html",
        enrolment=enrolment,
        step=step.value,
        form=form,
        asks=question(step, enrolment.role),
        lead=lead(step, enrolment.role),
        number=asked.index(step) + 1 if step in asked else len(asked),
        total=len(asked),
        pictures=HELP_PICTURES if step is Step.HELP else INTEREST_PICTURES,
        is_mentor=enrolment.role == ProgrammeRole.MENTOR,
    )


@own_bp.route("/joining/<enrolment_id>/done", methods=["GET", "POST"])
@requires(Action.JOINING_OWN, load=enrolment)
def last(enrolment: Enrolment) -> Any:
    """End the profile: nothing more is asked, and everything can still be changed."""
    if request.method == "POST":
        return _finish(enrolment)
    unseen = _unseen(profile(enrolment))
    return render_template("joining/last.html", enrolment=enrolment, unseen=unseen.value if unseen else None)


def _finish(enrolment: Enrolment) -> Any:
    refusal = actions.finish_profile(actor_here().by, enrolment, now=clock.now())
    if refusal is None:
        flash(_("Thank you. We will use this to find you a partner."), "good")
    else:
        flash(sentence_for(refusal), "wait")
    return redirect(_after_the_last(enrolment, refusal), 303)


def _after_the_last(enrolment: Enrolment, refusal: ProfileRefusal | None) -> str:
    """Return where the end leads: home, or to the first question that was not seen."""
    unseen = _unseen(profile(enrolment)) if refusal is ProfileRefusal.NOT_SEEN else None
    if unseen is None:
        return url_for("home.today")
    return url_for("joining.question", enrolment_id=enrolment.id, step=unseen.value)
