"""The list of pairings for staff, and what is done for many of them in one press."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.audit.trail import By
from mentoring.joining.wording import MISSING
from mentoring.matching.actions import asking as actions
from mentoring.matching.actions.asking import NotConfirmed
from mentoring.matching.models import Pairing
from mentoring.matching.queries.gates import Lack
from mentoring.matching.queries.lists import (
    GROUPS,
    agreed_ids,
    pairing_page,
    programmes_with_pairings,
    waiting,
)
from mentoring.matching.queries.pairings import pairings_by_ids
from mentoring.matching.rules.life import PairingRefusal, State
from mentoring.matching.views.pages import (
    held_here,
    next_meetings,
    own_only,
    slot_words,
    staff_bp,
)
from mentoring.matching.wording.pairings import GROUP_NAMES, LEFT_SCHOOL, STATES, refusal_sentence
from mentoring.web.undo import flash_with_undo

AT_ONCE = 200  # pairings in one press
MOST_UNDONE = 100  # ids that fit into the message that offers to undo
Does = Callable[..., PairingRefusal | None]


@staff_bp.get("/pairings")
@requires(Action.PAIRING_LIST)
def overview() -> Any:
    """Show the school's pairings, a page at a time: a supervisor's own, everybody else's all."""
    return _list(name="")


@staff_bp.post("/pairings/find")
@requires(Action.PAIRING_LIST)
def find() -> Any:
    """Show the pairings of somebody. Posted, so that names stay out of addresses."""
    return _list(name=request.form.get("name", "")[:80])


def _list(*, name: str) -> Any:
    school_id, mine = actor_here().school_id, own_only()
    held_programmes = programmes_with_pairings(school_id, staff_id=mine)
    programme_id, states = _narrowed()["programme"], _narrowed()["state"]
    found = pairing_page(
        school_id,
        page=request.args.get("page", 1, type=int),
        programme_id=programme_id,
        states=states,
        name=name,
        staff_id=mine,
    )
    held = held_here(found.pairings)
    counts = Counter(
        each.state
        for each in waiting(school_id, [State.PROPOSED, State.AGREED])
        if programme_id in ("", each.programme_id)
    )
    return render_template(
        "matching/pairings.html",
        found=found,
        held=held,
        next=next_meetings(school_id, found.pairings, held),
        slot_words=slot_words,
        name=name,
        programme_id=programme_id,
        states=states,
        programmes=held_programmes,
        state_names=[*GROUP_NAMES.items(), *((each.value, STATES[each]) for each in State)],
        is_any=bool(held_programmes),
        not_asked=counts[State.PROPOSED],
        agreed=counts[State.AGREED],
    )


def _narrowed() -> dict[str, str]:
    """Return how the list is narrowed: what it knows, and nothing else of an address."""
    programme_id, states = request.values.get("programme", ""), request.values.get("state", "")
    return {
        "programme": programme_id if programme_id.isalnum() and len(programme_id) <= 26 else "",
        "state": states if states in (*GROUPS, *State) else "",
    }


def _back() -> Any:
    kept = {name: value for name, value in _narrowed().items() if value}
    return redirect(url_for("pairings.overview", **kept), 303)


@staff_bp.post("/pairings/do")
@requires(Action.PAIRING_CHANGE)
def do_for_ticked() -> Any:
    """Ask, write down a yes said in person, confirm, or take an approval back, for all that are ticked."""
    wanted = request.form.get("do", "")
    if wanted == "confirm-green":
        return _confirmed(agreed_ids(actor_here().school_id, _narrowed()["programme"])[:AT_ONCE])
    if wanted == "ask-all":
        held = waiting(actor_here().school_id, [State.PROPOSED])
        ids = [each.id for each in held if _narrowed()["programme"] in ("", each.programme_id)]
    else:
        ids = [each for sent in request.form.getlist("pairing") for each in sent.split(",")]
    chosen = pairings_by_ids(actor_here().school_id, ids[:AT_ONCE]) if ids else []
    if not chosen:
        flash(refusal_sentence(PairingRefusal.NOBODY_TICKED), "wait")
        return _back()
    if wanted in ("ask", "ask-all"):
        _say_asked(_done(chosen, actions.ask))
    elif wanted == "yes":
        done = _done(chosen, actions.record_yes)
        if done:
            flash(
                ngettext("%(num)d yes is written down.", "%(num)d are written down as a yes.", len(done)),
                "good",
            )
    elif wanted == "back-out":
        done = _done(chosen, actions.back_out)
        if done:
            flash(ngettext("%(num)d is taken back.", "%(num)d are taken back.", len(done)), "good")
    return _back()


def _done(chosen: Sequence[Pairing], does: Does) -> list[Pairing]:
    """Do it for each of them, and say of how many it was not done and why; return the others."""
    by: By = actor_here().by
    refusals: Counter[PairingRefusal] = Counter()
    done = []
    for each in chosen:
        refusal = does(by, each, now=clock.now())
        if refusal is None:
            done.append(each)
        else:
            refusals[refusal] += 1
    for refusal, number in refusals.items():
        words = ngettext("Not done for %(num)d pairing:", "Not done for %(num)d pairings:", number)
        flash(f"{words} {refusal_sentence(refusal)}", "wait")
    return done


def _say_asked(done: Sequence[Pairing]) -> None:
    if not done:
        return
    words = ngettext(
        "The mentor's side of %(num)d pairing is asked on their own page.",
        "The mentor's side of %(num)d pairings is asked on their own page.",
        len(done),
    )
    if len(done) > MOST_UNDONE:
        flash(words, "good")
        return
    hidden = {"do": "back-out", "pairing": ",".join(each.id for each in done)}
    flash_with_undo(words, url=url_for("pairings.do_for_ticked"), hidden=hidden)


def _confirmed(ids: Sequence[str]) -> Any:
    chosen = pairings_by_ids(actor_here().school_id, ids)
    if not chosen:
        flash(_("There is nothing to confirm."), "wait")
        return _back()
    left = actions.confirm(actor_here().by, chosen, now=clock.now())
    return confirmed_page(len(chosen) - len(left), left)


def confirmed_page(done: int, left: Sequence[NotConfirmed]) -> Any:
    """Return the page that says how many were confirmed, and of the others why not."""
    if not left:
        flash(
            ngettext(
                "%(num)d pairing is confirmed. Its first meetings are planned.",
                "%(num)d pairings are confirmed. Their first meetings are planned.",
                done,
            ),
            "good",
        )
        return _back()
    return render_template("matching/confirmed.html", done=done, left=left, why=why_not)


def why_not(each: NotConfirmed) -> list[str]:
    """Return in words why a pairing was not confirmed."""
    return [lack_words(lack) for lack in each.lacks] or [refusal_sentence(each.refusal)]


def lack_words(lack: Lack) -> str:
    """Return in words what is in the way of a pairing: "Leo Brandt: waiting for consent"."""
    words = str(MISSING[lack.code] if lack.code is not None else LEFT_SCHOOL)
    return f"{lack.student.name}: {words}" if lack.student is not None else words
