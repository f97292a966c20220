"""One pairing, for staff: who, where it stands, its life so far, and what may be done next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, can, requires
from mentoring.access.policy import Action
from mentoring.joining.rules.enrolment import How
from mentoring.joining.rules.readiness import Hold
from mentoring.joining.views.pages import year_labels
from mentoring.matching.actions import asking, breaking
from mentoring.matching.forms.pairings import CloseForm, NoticeForm, RematchForm, SaidForm, WhyForm
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.queries.holds import Held
from mentoring.matching.queries.pairings import member, pairing, steps_of
from mentoring.matching.rules.asking import Said, is_asked
from mentoring.matching.rules.life import (
    ASKED,
    COMING,
    RUNNING,
    Cause,
    Closing,
    Happening,
    PairingRefusal,
    Rematch,
    State,
    happenings_from,
)
from mentoring.matching.views.overview import confirmed_page, lack_words
from mentoring.matching.views.pages import (
    Section,
    held_here,
    people_here,
    reads,
    sections_of,
    settings_of_one,
    slot_words,
    staff_bp,
    who,
)
from mentoring.matching.wording.pairings import (
    ANSWERED_NO,
    ANSWERED_YES,
    CAUSES,
    CLOSED,
    CLOSINGS,
    HELD_STEP,
    REMATCHES,
    STEPS,
    WITHDRAWN,
    refusal_sentence,
    state_words,
)
from mentoring.people.models import StaffMember
from mentoring.people.views.identity import school_here
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code
from mentoring.raising.queries.holds import holds_since


@staff_bp.get("/pairings/<pairing_id>", endpoint="pairing")
@requires(Action.PAIRING_SEE, load=pairing)
def show(pairing: Pairing) -> Any:
    """Show one pairing."""
    return page(pairing)


def page(pairing: Pairing, **forms: Any) -> str:
    """Return the page of a pairing, with `forms` in the places of fresh ones."""
    held = held_here([pairing])
    known = reads(pairing, held)
    # Whoever may not know of a hold finds what is found in any break.
    state = State.ON_BREAK if known is Hold.BREAK else State(pairing.state)
    may = {each.value for each in happenings_from(state)}
    people, today = people_here(), clock.today(school_here().zone)
    held_at = _held_at(pairing) if pairing.id in held else None
    steps, sections = steps_of(pairing), sections_of(pairing)
    told = max((each.at for each in steps if each.happening == "told"), default=None)
    to_tell = pairing.tell_since or (
        held_at if held_at is not None and (told is None or told < held_at) else None
    )
    return render_template(
        "matching/pairing.html",
        pairing=pairing,
        who=who(pairing),
        state=state_words(pairing.state, known),
        is_held=known is Hold.HOLD,
        to_tell=to_tell,
        may=may,
        sides=_sides(pairing),
        labels=year_labels(),
        slot=slot_words(pairing.slot),
        next=_next_meeting(pairing, sections, held),
        timeline=_timeline(pairing, steps, people, held_at if known is Hold.BREAK else None),
        sections=sections,
        today=today,
        is_last_day=pairing.ends_on is not None and today >= pairing.ends_on,
        can_back_out=state in (State.PROPOSED, State.ASKED_MENTOR)
        and not any(each.opened_at or each.answer for each in pairing.here),
        weeks=settings_of_one(pairing.programme)[pairing.programme_id].number(Code.CLOSING_NOTICE),
        rematch=REMATCHES.get(pairing.rematch),
        is_group=len(pairing.here) > PAIR,
        is_coming=state in COMING,
        **{**_fresh_forms(pairing, may), **forms},
    )


PAIR = 2  # students in the smallest pairing


def _held_at(pairing: Pairing) -> datetime | None:
    since = holds_since(pairing.school_id)
    people = {*pairing.student_ids, pairing.adult_id}
    return max((at for person, at in since.items() if person in people), default=None)


def _next_meeting(pairing: Pairing, sections: Sequence[Section], held: Mapping[str, Held]) -> str:
    if pairing.state not in RUNNING or pairing.id in held:
        return ""
    return next((each.next_meeting for each in sections if each.next_meeting), "")


def _sides(pairing: Pairing) -> list[tuple[str, list[tuple[PairingMember, bool, bool]]]]:
    """Return both sides, each with its students: who is being asked now, and who may still say no to staff."""
    state = State(pairing.state)
    return [
        (
            title,
            [
                (
                    each,
                    each.left_at is None and is_asked(state, asking.voice_of(each)),
                    each.left_at is None and each.answer == Said.YES and state in (*ASKED, State.AGREED),
                )
                for each in pairing.members
                if each.role == role
            ],
        )
        for role, title in ((ProgrammeRole.MENTOR, _("Mentor")), (ProgrammeRole.MENTEE, _("Mentee")))
    ]


@dataclass(frozen=True)
class Line:
    """One line of the timeline: what, when, by whom, and the reason that staff gave."""

    words: str
    at: datetime
    by: str
    reason: str


def _timeline(
    pairing: Pairing, steps: Sequence[PairingStep], people: dict[str, StaffMember], held_at: datetime | None
) -> list[Line]:
    """Return a pairing's life so far, the newest first, as whoever asks may read it."""
    names = {each.student_id: each.student.name for each in pairing.members}
    lines = [_line(each, names, people) for each in steps]
    if held_at is not None:  # nobody's name and no cause, as in a break that a rule makes
        lines.append(Line(str(HELD_STEP), held_at, "", ""))
    lines.reverse()  # of one second, the later step is first too
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _line(step: PairingStep, names: dict[str, str], people: dict[str, StaffMember]) -> Line:
    name = names.get(step.student_id or "", "")
    by = people[step.by_id].full_name if step.by_id in people else names.get(step.by_id or "", "")
    if step.happening == Happening.CLOSE and step.code != Closing.PLANNED:
        # Whether it was for safety is for lead and deputies; others read the same of each.
        if can("pairing:close-for-safety", step) or step.by_id == actor_here().person_id:
            return Line(str(CLOSINGS[step.code]), step.at, by, step.words)
        return Line(str(CLOSED), step.at, "", "")
    if step.happening == Happening.CLOSE:
        words = CLOSINGS[step.code]
    elif step.happening == Happening.BREAK:
        words = CAUSES[step.code or Cause.STAFF]
    elif step.happening == Happening.WITHDRAW:
        words = WITHDRAWN[step.code]
    elif step.code in (Said.YES, Said.NO):
        words = ANSWERED_YES if step.code == Said.YES else ANSWERED_NO
    else:
        words = STEPS[step.happening]
    return Line(
        str(words) % {"name": name} if "%(name)s" in str(words) else str(words), step.at, by, step.words
    )


def _fresh_forms(pairing: Pairing, may: Collection[str]) -> dict[str, Any]:
    """Return a form for each thing that may happen next, and no others."""
    found: dict[str, Any] = {"in_the_way": []}
    if Happening.BREAK in may:
        found["break_form"] = WhyForm(formdata=None, prefix="break-")
    if Happening.WITHDRAW in may:
        found["withdraw_form"] = WhyForm(formdata=None, prefix="withdraw-")
    if Happening.GIVE_NOTICE in may:
        found["notice_form"] = NoticeForm(formdata=None)
    if Happening.TAKE_NOTICE_BACK in may:
        found["planned_form"] = RematchForm(formdata=None, prefix="planned-")
    if Happening.CLOSE in may:
        found["close_form"] = CloseForm(formdata=None, prefix="close-")
    if Happening.CLOSE in may and can("pairing:close-for-safety", pairing):
        found["safety_form"] = CloseForm(formdata=None, prefix="safety-")
    if pairing.state == State.CLOSED:
        found["rematch_form"] = RematchForm(formdata=None, prefix="after-")
    return found


def back(pairing: Pairing, refusal: PairingRefusal | None, words: str) -> Any:
    """Go back to the page of a pairing, and say what was done or why it was not."""
    flash(refusal_sentence(refusal) if refusal else words, "wait" if refusal else "good")
    return redirect(url_for("pairings.pairing", pairing_id=pairing.id), 303)


@staff_bp.post("/pairings/<pairing_id>/ask")
@requires(Action.PAIRING_CHANGE, load=pairing)
def ask(pairing: Pairing) -> Any:
    """Ask the mentors."""
    refusal = asking.ask(actor_here().by, pairing, now=clock.now())
    return back(pairing, refusal, _("The mentor's side is asked on their own page."))


@staff_bp.post("/pairings/<pairing_id>/back-out")
@requires(Action.PAIRING_CHANGE, load=pairing)
def back_out(pairing: Pairing) -> Any:
    """Take an approval back that nobody has seen."""
    refusal = asking.back_out(actor_here().by, pairing, now=clock.now())
    return back(pairing, refusal, _("Taken back. Nobody had seen the question."))


@staff_bp.post("/pairing-members/<member_id>/answer")
@requires(Action.PAIRING_CHANGE, load=member)
def record_answer(member: PairingMember) -> Any:
    """Write down what a student said in person."""
    form, pairing = SaidForm(), member.pairing
    if not form.validate():
        return back(pairing, PairingRefusal.ANSWER_WANTED, "")
    refusal = asking.answer(actor_here().by, member, Said(form.answer.data), How.IN_PERSON, now=clock.now())
    return back(pairing, refusal, _("Written down."))


@staff_bp.post("/pairing-members/<member_id>/let-go")
@requires(Action.PAIRING_CHANGE, load=member)
def let_go(member: PairingMember) -> Any:
    """Let a group go on without one of its students."""
    refusal = breaking.let_go(actor_here().by, member, now=clock.now())
    return back(member.pairing, refusal, _("The group goes on without %(name)s.", name=member.student.name))


@staff_bp.post("/pairings/<pairing_id>/confirm")
@requires(Action.PAIRING_CHANGE, load=pairing)
def confirm(pairing: Pairing) -> Any:
    """Confirm one pairing, if all is still green."""
    left = asking.confirm(actor_here().by, [pairing], now=clock.now())
    if left:
        return confirmed_page(0, left)
    return back(pairing, None, _("Confirmed. The first meetings are planned."))


@staff_bp.post("/pairings/<pairing_id>/withdraw")
@requires(Action.PAIRING_CHANGE, load=pairing)
def withdraw(pairing: Pairing) -> Any:
    """Draw a pairing back that has not met."""
    form = WhyForm(prefix="withdraw-")
    if not form.validate():
        return page(pairing, withdraw_form=form), 422
    refusal = asking.withdraw(actor_here().by, pairing, form.reason.data, now=clock.now())
    return back(pairing, refusal, _("Withdrawn. They read: “We are still looking.”"))


@staff_bp.post("/pairings/<pairing_id>/break")
@requires(Action.PAIRING_BREAK, load=pairing)
def take_break(pairing: Pairing) -> Any:
    """Let a pairing have a break."""
    form = WhyForm(prefix="break-")
    if not form.validate():
        return page(pairing, break_form=form), 422
    refusal = breaking.take_break(actor_here().by, pairing, form.reason.data, now=clock.now())
    return back(pairing, refusal, _("They have a break. Tell both in person, today."))


@staff_bp.post("/pairings/<pairing_id>/resume")
@requires(Action.PAIRING_BREAK, load=pairing)
def resume(pairing: Pairing) -> Any:
    """Let a pairing go on after a break."""
    refusal = breaking.resume(actor_here().by, pairing, now=clock.now())
    if isinstance(refusal, list):
        return page(pairing, in_the_way=[lack_words(lack) for lack in refusal]), 422
    return back(pairing, refusal, _("They go on."))


@staff_bp.post("/pairings/<pairing_id>/told")
@requires(Action.PAIRING_BREAK, load=pairing)
def note_told(pairing: Pairing) -> Any:
    """Note that somebody told both in person."""
    breaking.note_told(actor_here().by, pairing, now=clock.now())
    return back(pairing, None, _("Noted. It is off Today."))


def rematch_of(form: RematchForm) -> Rematch:
    """Return what was decided about a new partner."""
    return Rematch(form.rematch.data)
