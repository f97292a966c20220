"""Ending a pairing: its last day, closing it, for safety too, and what was decided about a new partner."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching.actions import ending as actions
from mentoring.matching.forms.pairings import CloseForm, NoticeForm, RematchForm
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import pairing
from mentoring.matching.rules.life import Closing, PairingRefusal
from mentoring.matching.views.pages import staff_bp
from mentoring.matching.views.pairing import back, page, rematch_of
from mentoring.matching.wording.pairings import refusal_sentence
from mentoring.people.views.identity import school_here

OF_THE_DAY = frozenset({PairingRefusal.NOTICE_TOO_SHORT, PairingRefusal.DAY_WANTED})


def _today() -> date:
    return clock.today(school_here().zone)


@staff_bp.post("/pairings/<pairing_id>/notice")
@requires(Action.PAIRING_CHANGE, load=pairing)
def give_notice(pairing: Pairing) -> Any:
    """Set the last day."""
    form = NoticeForm()
    if not form.validate():
        return page(pairing, notice_form=form), 422
    refusal = actions.give_notice(
        actor_here().by, pairing, form.last_day.data, today=_today(), now=clock.now()
    )
    if refusal in OF_THE_DAY:
        form.last_day.errors = [refusal_sentence(refusal)]
        return page(pairing, notice_form=form), 422
    return back(pairing, refusal, _("The last day is set. Tell both in person, today."))


@staff_bp.post("/pairings/<pairing_id>/notice/take-back")
@requires(Action.PAIRING_CHANGE, load=pairing)
def take_notice_back(pairing: Pairing) -> Any:
    """Let a pairing go on that had its last day."""
    refusal = actions.take_notice_back(actor_here().by, pairing, now=clock.now())
    return back(pairing, refusal, _("They go on. Tell both in person, today."))


@staff_bp.post("/pairings/<pairing_id>/close-as-planned")
@requires(Action.PAIRING_CHANGE, load=pairing)
def close_as_planned(pairing: Pairing) -> Any:
    """Close a pairing whose last day is there."""
    form = RematchForm(prefix="planned-")
    if not form.validate():
        return page(pairing, planned_form=form), 422
    refusal = actions.close(
        actor_here().by, pairing, Closing.PLANNED, rematch_of(form), today=_today(), now=clock.now()
    )
    return back(pairing, refusal, _("Closed."))


@staff_bp.post("/pairings/<pairing_id>/close")
@requires(Action.PAIRING_CHANGE, load=pairing)
def close(pairing: Pairing) -> Any:
    """Close a pairing that was not planned to end now."""
    return _close(pairing, Closing.UNPLANNED, "close")


@staff_bp.post("/pairings/<pairing_id>/close-for-safety")
@requires(Action.PAIRING_CLOSE_FOR_SAFETY, load=pairing)
def close_for_safety(pairing: Pairing) -> Any:
    """Close a pairing for safety. Everybody but lead and deputies reads "closed"."""
    return _close(pairing, Closing.SAFETY, "safety")


def _close(pairing: Pairing, closing: Closing, name: str) -> Any:
    form = CloseForm(prefix=f"{name}-")
    if not form.validate():
        return page(pairing, **{f"{name}_form": form}), 422
    refusal = actions.close(
        actor_here().by, pairing, closing, rematch_of(form), form.reason.data, today=_today(), now=clock.now()
    )
    return back(
        pairing, refusal, _("Closed. Tell both in person, today: until then they read that it is a break.")
    )


@staff_bp.post("/pairings/<pairing_id>/rematch")
@requires(Action.PAIRING_CHANGE, load=pairing)
def decide_rematch(pairing: Pairing) -> Any:
    """Decide after the closing whether they may be paired again."""
    form = RematchForm(prefix="after-")
    if not form.validate():
        return page(pairing, rematch_form=form), 422
    refusal = actions.decide_rematch(actor_here().by, pairing, rematch_of(form), now=clock.now())
    return back(pairing, refusal, _("Saved."))
