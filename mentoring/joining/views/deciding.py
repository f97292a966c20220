"""Decisions about a student: suitability, help of another kind, a lead's "not now", and settling a consent."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import consent as consents
from mentoring.joining.actions import decisions as actions
from mentoring.joining.forms.rounds import show_anew
from mentoring.joining.forms.staff import DecideForm, ReasonForm
from mentoring.joining.models import Enrolment, PairingBar
from mentoring.joining.queries import decisions as queries
from mentoring.joining.queries.decisions import turn_that_counts
from mentoring.joining.queries.enrolments import enrolment, enrolments_of
from mentoring.joining.rules.suitability import BarKind, Verdict
from mentoring.joining.views.enrolment import page
from mentoring.joining.views.pages import staff_bp
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.views.identity import school_here


def _back(enrolment: Enrolment, words: str) -> Any:
    flash(words, "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)


@staff_bp.post("/enrolments/<enrolment_id>/decide")
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def decide(enrolment: Enrolment) -> Any:
    """Decide about suitability."""
    form = DecideForm()
    if not form.validate():
        return page(enrolment, decide_form=form), 422
    refusal = actions.decide(
        actor_here().by,
        enrolment,
        Verdict(form.verdict.data),
        form.reasons.data,
        knew=form.knew.data,
        now=clock.now(),
    )
    if refusal is not None:
        form.verdict.errors = [staff_sentence(refusal)]
        show_anew(
            form.knew, turn_that_counts(enrolment)
        )  # it is on this page, and read before the next press
        return page(enrolment, decide_form=form), 422
    return _back(enrolment, _("Decided."))


@staff_bp.post("/enrolments/<enrolment_id>/specialist")
@requires(Action.SPECIALIST_DECIDE, load=enrolment)
def decide_specialist(enrolment: Enrolment) -> Any:
    """Decide that a student gets help of another kind, not a peer in its place."""
    return _bar(enrolment, BarKind.SPECIALIST, "specialist_form")


@staff_bp.post("/enrolments/<enrolment_id>/not-now")
@requires(Action.BAR_CHANGE, load=enrolment)
def decide_not_now(enrolment: Enrolment) -> Any:
    """Let the lead say "not now"."""
    return _bar(enrolment, BarKind.NOT_NOW, "not_now_form")


def _bar(enrolment: Enrolment, kind: BarKind, name: str) -> Any:
    return _with_reason(
        enrolment,
        name,
        lambda reason: actions.bar_from_pairing(
            actor_here().by, enrolment.student, kind, reason, now=clock.now()
        ),
        _("Saved. Everybody but the lead and deputies reads “cannot be paired”."),
    )


def _with_reason(enrolment: Enrolment, name: str, act: Callable[[str], Any], words: str) -> Any:
    form = ReasonForm(prefix=f"{name}-")
    if not form.validate():
        return page(enrolment, **{name: form}), 422
    act(form.reason.data)
    return _back(enrolment, words)


@staff_bp.post("/pairing-bars/<bar_id>/end")
@requires(Action.BAR_CHANGE, load=queries.bar)
def lift_bar(bar: PairingBar) -> Any:
    """Let a student be paired again."""
    (enrolment, *_rest) = enrolments_of(bar.school_id, bar.student_id)
    return _with_reason(
        enrolment,
        "lift_form",
        lambda reason: actions.lift_bar(actor_here().by, bar, reason, now=clock.now()),
        _("Saved. This no longer keeps them from being paired."),
    )


@staff_bp.post("/enrolments/<enrolment_id>/settle")
@requires(Action.CONSENT_SETTLE, load=enrolment)
def settle_consent(enrolment: Enrolment) -> Any:
    """Settle a consent where asking could put a child at risk."""
    today = clock.today(school_here().zone)
    return _with_reason(
        enrolment,
        "settle_form",
        lambda reason: consents.settle_consent(
            actor_here().by, enrolment, reason, today=today, now=clock.now()
        ),
        _("Settled. Others see “consent: settled”, and no more."),
    )
