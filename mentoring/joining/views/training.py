"""Training of a whole group written down on one page: who was there, how long, when, and who taught it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import training as actions
from mentoring.joining.actions.training import Recorded, Taught
from mentoring.joining.forms.staff import TrainingForm
from mentoring.joining.models import Training
from mentoring.joining.queries.enrolments import enrolment, enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.joining.queries.training import training as training_record
from mentoring.joining.queries.training import wanted_in
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.training import TrainingRefusal
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb, year_labels
from mentoring.joining.wording.staff import TRAININGS, staff_sentence
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import ProgrammeRole

FIELDS = {
    TrainingRefusal.DAY_TO_COME: "day",
    TrainingRefusal.LENGTH: "minutes",
    TrainingRefusal.DAY_FULL: "minutes",
    TrainingRefusal.WHO_TAUGHT: "taught_by",
    TrainingRefusal.NOBODY_TICKED: "day",
}
HERE = frozenset({State.IN, State.PAUSED, State.WAITING})


@staff_bp.route("/programmes/<programme_id>/training", methods=["GET", "POST"])
@requires(Action.TRAINING_RECORD, load=programmes.programme)
def training(programme: Programme) -> Any:
    """Write down who of the mentors, or of the mentees, was taught what."""
    role = ProgrammeRole.MENTEE if request.args.get("role") == "mentee" else ProgrammeRole.MENTOR
    enrolled = [each for each in enrolments(programme, role=role) if each.state in HERE]
    ticked = request.form.getlist("enrolment") or request.args.getlist("enrolment")
    form = TrainingForm(data={"day": clock.today(school_here().zone)})
    if form.validate_on_submit():
        chosen = [each for each in enrolled if each.id in set(ticked)]
        taught = Taught(form.day.data, form.minutes.data, form.taught_by.data, bool(form.module.data))
        today = clock.today(school_here().zone)
        made = actions.record_training(actor_here().by, chosen, taught, today=today, now=clock.now())
        if isinstance(made, Recorded):
            flash(_told(made), "good" if made.new else "wait")
            return redirect(url_for("enrolments.training", programme_id=programme.id, role=role.value), 303)
        form[FIELDS[made]].errors = [staff_sentence(made)]
    wanted = wanted_in(programme)
    needed = wanted.training if role is ProgrammeRole.MENTOR else wanted.preparation
    return render_template(
        "joining/training.html",
        programme=programme,
        role=role,
        standings=standings(programme, enrolled, reader_id=actor_here().person_id),
        form=form,
        ticked=set(ticked),
        labels=year_labels(),
        words=TRAININGS,
        crumbs_here=crumbs(programme, students_crumb(programme)),
        minutes_hint=_("A mentor needs %(num)s before the first meeting.", num=needed)
        if role is ProgrammeRole.MENTOR
        else _("A mentee needs %(num)s before the first meeting.", num=needed),
    ), 422 if form.errors else 200


@staff_bp.post("/trainings/<training_id>/strike")
@requires(Action.TRAINING_RECORD, load=training_record)
def strike_training(training: Training) -> Any:
    """Strike out a training that was written down by mistake; lead back to the page of the student it was on."""
    if training.part:
        abort(404)  # a part of the course was not written down by anybody
    actions.strike_training(actor_here().by, training, now=clock.now())
    flash(_("It is struck out, and counts no more."), "good")
    seen_on = enrolment(training.school_id, request.form.get("enrolment", ""))
    if seen_on is None or seen_on.student_id != training.student_id:
        return redirect(url_for("programmes.overview"), 303)
    return redirect(url_for("enrolments.enrolment", enrolment_id=seen_on.id), 303)


def _told(made: Recorded) -> str:
    """Return for how many it was saved, and for how many it was there already."""
    saved = ngettext("Saved for %(num)d student.", "Saved for %(num)d students.", made.new)
    known = ngettext(
        "For %(num)d student it was written down already.",
        "For %(num)d students it was written down already.",
        made.known,
    )
    return " ".join(words for words, count in ((saved, made.new), (known, made.known)) if count)
