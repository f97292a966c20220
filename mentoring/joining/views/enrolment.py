"""One student in one programme, for staff: how far they are, what they said, and what can be recorded."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.joining.actions import enrolments as actions
from mentoring.joining.forms.enrolments import AnswerForm
from mentoring.joining.forms.staff import (
    AskTutorForm,
    DecideForm,
    PaperViewForm,
    PartnerForm,
    ReasonForm,
)
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.consent import consents
from mentoring.joining.queries.decisions import bars, decisions, signatures, turn_that_counts, views_of
from mentoring.joining.queries.enrolments import could_be_friends, own_answers
from mentoring.joining.queries.enrolments import enrolment as one
from mentoring.joining.queries.profiles import apart_from, profile, slots_for
from mentoring.joining.queries.readiness import Standing, standing_of
from mentoring.joining.queries.training import holding, trainings
from mentoring.joining.rules.enrolment import Answer, Came, How, State, answers_open
from mentoring.joining.rules.readiness import MOVE_OF
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb, year_labels
from mentoring.joining.views.profile import slot_names
from mentoring.joining.views.readiness import Cells
from mentoring.joining.views.waiting import TALKS, task_of
from mentoring.joining.wording import ANSWERS, ANSWERS_STAFF, CAME, HOWS, MISSING, MOVES, sentence_for
from mentoring.joining.wording.answers import answers
from mentoring.joining.wording.course import course
from mentoring.joining.wording.letter import AUTHORITIES, SAID, STANDINGS
from mentoring.joining.wording.letter import HOWS as CONSENT_HOWS
from mentoring.joining.wording.profile import SHORT
from mentoring.joining.wording.staff import BARS, TRAININGS, VERDICTS, VIEWS
from mentoring.people.views.identity import school_here
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.web.fields import choices_of


@staff_bp.get("/enrolments/<enrolment_id>")
@requires(Action.ENROLMENT_SEE, load=one)
def enrolment(enrolment: Enrolment) -> Any:
    """Show one student in one programme."""
    return page(enrolment)


def page(enrolment: Enrolment, **forms: Any) -> str:
    """Return the page of one student in one programme, with `forms` in the places of fresh ones."""
    standing = standing_of(enrolment, reader_id=actor_here().person_id)
    held = profile(enrolment)
    said = answers(held, slot_names(list(slots_for(enrolment)))) if held else {}
    sees_apart = may(actor_here(), Action.APART_SEE, enrolment)
    return render_template(
        "joining/enrolment.html",
        enrolment=enrolment,
        student=enrolment.student,
        programme=enrolment.programme,
        crumbs_here=crumbs(enrolment.programme, students_crumb(enrolment.programme)),
        standing=standing,
        people=people_by_id(enrolment.school_id),
        labels=year_labels(),
        missing=[(MISSING[code], MOVES[MOVE_OF[code]]) for code in standing.missing],
        came=CAME[Came(enrolment.came)],
        said=[(SHORT[step], words) for step, words in said.items()],
        story_may_be_used=bool(held and (held.story or held.lived)),
        apart=apart_from(enrolment.school_id, enrolment.student_id) if sees_apart else None,
        own_answers=[
            (ANSWERS[Answer(each.answer)], HOWS[How(each.how)], each) for each in own_answers(enrolment)
        ],
        **_staff_part(enrolment, standing),
        **{**_fresh_forms(enrolment), **forms},
    )


def _staff_part(enrolment: Enrolment, standing: Standing) -> dict[str, Any]:
    """Return what staff decided and wrote down; causes only for those who may read them."""
    actor = actor_here()
    role = ProgrammeRole(enrolment.role)
    sees_bars = may(actor, Action.BAR_SEE, enrolment)
    everything = trainings(enrolment.school_id, enrolment.student_id, role)
    held = holding(everything)
    return {
        "sees_bars": sees_bars,
        "bars": bars(enrolment.school_id, enrolment.student_id) if sees_bars else [],
        "bar_names": BARS,
        "views": views_of(enrolment),
        "view_names": VIEWS,
        "decisions": decisions(enrolment),
        "verdict_names": VERDICTS,
        "signatures": signatures(enrolment),
        "how_names": HOWS,
        "consents": consents(enrolment),
        "said_names": SAID,
        "authority_names": AUTHORITIES,
        "consent_hows": CONSENT_HOWS,
        "consent_words": STANDINGS[standing.facts.consent],
        "sees_reasons": may(actor, Action.CONSENT_SETTLE, enrolment),
        "trainings": [(each, each in held) for each in everything if each.strikes_id is None],
        "part_names": {part.code: part.title for part in course(role)},
        "training_words": TRAININGS[standing.training.standing],
        "cells": Cells()(standing),
        "to_talk": task_of(standing) in TALKS,
    }


def _fresh_forms(enrolment: Enrolment) -> dict[str, Any]:
    today = clock.today(school_here().zone)
    reasons = {
        name: ReasonForm(formdata=None, prefix=f"{name}-")
        for name in ("specialist_form", "not_now_form", "settle_form", "lift_form")
    }
    return {
        "answer_form": answer_form(enrolment),
        "ask_form": AskTutorForm(formdata=None),
        "view_form": PaperViewForm(formdata=None, prefix="view-", data={"day": today}),
        "decide_form": DecideForm(formdata=None, data={"knew": turn_that_counts(enrolment)}),
        "partner_form": partner_form(enrolment),
        **reasons,
    }


def partner_form(enrolment: Enrolment, *, sent: bool = False) -> PartnerForm:
    """Return the form for what a mentee needs; with whom they would like to be is asked where there are groups."""
    data = {
        "experience": enrolment.needs_experience,
        "language": enrolment.needs_language,
        "friends": enrolment.friends,
    }
    form = PartnerForm(data=data) if sent else PartnerForm(formdata=None, data=data)
    others = could_be_friends(enrolment)
    if others:
        form.friends.choices = choices_of((each.id, each.student.name) for each in others)
    else:
        del form.friends
    return form


def answer_form(enrolment: Enrolment, *, sent: bool = False) -> AnswerForm | None:
    """Return the form for what a student says in person; None where there is nothing to say."""
    open_now = answers_open(State(enrolment.state), How.IN_PERSON)
    if not open_now and not sent:
        return None
    today = clock.today(school_here().zone)
    form = AnswerForm() if sent else AnswerForm(formdata=None, data={"day": today})
    form.answer.choices = choices_of((each.value, ANSWERS_STAFF[each]) for each in open_now)
    return form


@staff_bp.post("/enrolments/<enrolment_id>/talked")
@requires(Action.ENROLMENT_CHANGE, load=one)
def note_talk(enrolment: Enrolment) -> Any:
    """Note that somebody talked with the student."""
    actions.note_talk(actor_here().by, enrolment, now=clock.now())
    flash(_("Noted. It is off Today."), "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)


@staff_bp.post("/enrolments/<enrolment_id>/partner")
@requires(Action.ENROLMENT_CHANGE, load=one)
def say_partner(enrolment: Enrolment) -> Any:
    """Note what a mentee needs of a mentor."""
    if enrolment.role != ProgrammeRole.MENTEE:
        abort(404)  # a wish for a mentor is a mentee's
    form = partner_form(enrolment, sent=True)
    if not form.validate():
        return page(enrolment, partner_form=form), 422
    actions.say_partner(
        actor_here().by,
        enrolment,
        experience=bool(form.experience.data),
        language=form.language.data or "",
        friends=form.friends.data or () if form.friends else (),
        now=clock.now(),
    )
    flash(_("Saved. It counts from the next suggestion on."), "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)


@staff_bp.post("/enrolments/<enrolment_id>/answer")
@requires(Action.ENROLMENT_CHANGE, load=one)
def record_answer(enrolment: Enrolment) -> Any:
    """Write down what a student said in person."""
    form = answer_form(enrolment, sent=True)
    assert form is not None
    if not form.validate():
        return page(enrolment, answer_form=form), 422
    refusal = actions.answer(
        actor_here().by,
        enrolment,
        Answer(form.answer.data),
        How.IN_PERSON,
        day=form.day.data,
        today=clock.today(school_here().zone),
        now=clock.now(),
    )
    if refusal is not None:
        form.day.errors = [sentence_for(refusal)]
        return page(enrolment, answer_form=form), 422
    flash(_("Saved."), "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)
