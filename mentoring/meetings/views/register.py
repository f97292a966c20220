"""The register of a room on one day: who came, one tap a child; and the same on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching.views.pages import who as who_is_in
from mentoring.meetings.actions.register import take_register
from mentoring.meetings.forms.meetings import ChildRow, RegisterForm
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import attendance_of, meetings_on
from mentoring.meetings.rules.meetings import Came, MeetingState, RegisterRefusal, Shown
from mentoring.meetings.views.pages import (
    day_asked,
    held_here,
    own_here,
    shown_here,
    staff_bp,
    state_words,
    time_words,
    today_here,
    week_crumb,
)
from mentoring.meetings.wording.meetings import refusal_words
from mentoring.programme.models import Place
from mentoring.programme.queries.slots import place

# What a register is taken of. Whoever has a break, or is on hold, is listed below without anything to tap.
TAKEN_OF = frozenset({Shown.PLANNED, Shown.MOVED, Shown.UNWRITTEN, Shown.HELD, Shown.MISSED})

Rows = Mapping[tuple[str, str], ChildRow]  # by meeting and student


@dataclass(frozen=True)
class Sitting:
    """What is in one place on one day, or in all of them, as far as it is the reader's own."""

    school_id: str
    adult_ids: frozenset[str]
    day: date
    place: Place | None
    meetings: Sequence[Meeting]


def sitting(school_id: str) -> Sitting | None:
    """Load the meetings of the day and the place that the address names; None for a place that is not there."""
    there = request.args.get("place", "")
    found = place(school_id, there) if there else None
    if there and found is None:
        return None
    day = day_asked()
    meetings = meetings_on(school_id, day, own=own_here(), place_id=found.id if found else None)
    return Sitting(school_id, frozenset({actor_here().person_id}), day, found, meetings)


@staff_bp.get("/meetings/register")
@requires(Action.MEETING_REGISTER, load=sitting)
def register(held: Sitting) -> Any:
    """Show the register of a room."""
    return _page(held, _fresh_rows(held))


@staff_bp.post("/meetings/register", endpoint="take_register")
@requires(Action.MEETING_REGISTER, load=sitting)
def take(held: Sitting) -> Any:
    """Keep who came. "All came" says so of everybody of whom nothing else was said."""
    form, holds = RegisterForm(), held_here(held.meetings)
    mine = [each for each in held.meetings if shown_here(each, holds) in TAKEN_OF]
    rows = {
        (each.id, member.student_id): ChildRow(request.form, prefix=_prefix(each.id, member.student_id))
        for each in mine
        for member in each.pairing.here
    }
    valid = [row.validate() for row in rows.values()]
    if request.form.get("do") == "all":
        for row in rows.values():
            row.came.data = row.came.data or Came.CAME.value
    came = {key: row.came.data for key, row in rows.items() if row.came.data}
    if not form.validate() or not all(valid):
        return _page(held, rows, form), 422
    refusal = take_register(actor_here().by, mine, came, now=clock.now())
    if refusal is not None:
        _put_errors(form, rows, came, refusal)
        return _page(held, rows, form), 422
    flash(_done(came), "good")
    return redirect(_address(held), 303)


def _put_errors(
    form: RegisterForm, rows: Rows, came: Mapping[tuple[str, str], str], refusal: RegisterRefusal
) -> None:
    lacking = [key for key in rows if key not in came and any(other[0] == key[0] for other in came)]
    if refusal is RegisterRefusal.NOT_EVERYBODY and lacking:
        for key in lacking:
            rows[key].came.errors = [refusal_words(refusal)]
    else:
        form.form_errors = [refusal_words(refusal)]


def _done(came: Mapping[tuple[str, str], str]) -> str:
    there = sum(code == Came.CAME for code in came.values())
    words = ngettext("Saved: %(num)d child came", "Saved: %(num)d children came", there)
    others = len(came) - there
    return f"{words}, {ngettext('%(num)d did not.', '%(num)d did not.', others)}" if others else f"{words}."


def _address(held: Sitting) -> str:
    return url_for("meetings.register", day=held.day.isoformat(), place=held.place.id if held.place else None)


def _prefix(meeting_id: str, student_id: str) -> str:
    return f"{meeting_id}-{student_id}-"


def _fresh_rows(held: Sitting) -> Rows:
    known = attendance_of(held.meetings)
    return {
        (each.id, member.student_id): ChildRow(
            formdata=None,
            prefix=_prefix(each.id, member.student_id),
            data={"came": known[each.id, member.student_id].came}
            if (each.id, member.student_id) in known
            else None,
        )
        for each in held.meetings
        for member in each.pairing.here
    }


class Sheet:
    """A register as one form: its token, the rows of all children, and what is wrong in any of them."""

    def __init__(self, form: RegisterForm, rows: Rows) -> None:
        self.form, self.rows, self.form_errors = form, rows, list(form.form_errors)

    def __iter__(self) -> Iterator[Field]:
        for row in self.rows.values():
            yield from row

    @property
    def errors(self) -> Mapping[str, Any]:
        """Return what is wrong, by the whole name of the field."""
        wrong = {field.name: field.errors for field in self if field.errors}
        return {**wrong, "": self.form_errors} if self.form_errors else wrong


def _page(held: Sitting, rows: Rows, form: RegisterForm | None = None) -> str:
    holds = held_here(held.meetings)
    here = [each for each in held.meetings if shown_here(each, holds) in TAKEN_OF]
    return render_template(
        "meetings/register.html",
        day=held.day,
        place=held.place,
        here=_by_time(here, with_place=held.place is None),
        others=[
            (who_is_in(each.pairing), time_words(each), *state_words(each, holds))
            for each in held.meetings
            if each not in here
        ],
        rows=rows,
        sheet=Sheet(form or RegisterForm(formdata=None), rows),
        action=_address(held),
        paper=url_for(
            "meetings.paper", day=held.day.isoformat(), place=held.place.id if held.place else None
        ),
        is_to_come=held.day > today_here(),
        is_taken=bool(here) and all(each.registered_at for each in here),
        crumbs_here=[week_crumb(held.day)],
    )


def _by_time(meetings: Sequence[Meeting], *, with_place: bool) -> list[tuple[str, list[Meeting]]]:
    """Return meetings under the words of their time, and of their place where the page is about several."""
    found: dict[str, list[Meeting]] = {}
    for each in meetings:
        place_words = each.place.name if with_place and each.place else ""
        found.setdefault(", ".join(filter(None, (time_words(each), place_words))), []).append(each)
    return list(found.items())


@staff_bp.get("/meetings/register/paper")
@requires(Action.MEETING_REGISTER, load=sitting)
def paper(held: Sitting) -> Any:
    """Show the register of a room to print: boxes to tick with a pen."""
    holds = held_here(held.meetings)
    lines = [
        (time_words(each), member.student.name, each.place.name if each.place else "")
        for each in held.meetings
        if each.state != MeetingState.OFF and shown_here(each, holds) in TAKEN_OF
        for member in each.pairing.here
    ]
    return render_template(
        "meetings/paper.html",
        day=held.day,
        place=held.place,
        lines=lines,
        crumbs_here=[week_crumb(held.day), (_("Register"), _address(held))],
    )
