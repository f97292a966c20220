"""The week's meetings, one day at a time, by time or by room; and ticked ones called off or put on again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, can, requires
from mentoring.access.policy import Action
from mentoring.matching.views.pages import who as who_is_in
from mentoring.meetings.actions.changing import call_off, put_on_again
from mentoring.meetings.forms.meetings import OffForm
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.absences import absences_from
from mentoring.meetings.queries.meetings import counts_by_day, meetings_by_id, meetings_on
from mentoring.meetings.rules.meetings import MeetingState, Off
from mentoring.meetings.views.pages import (
    day_asked,
    held_here,
    near_words,
    own_here,
    staff_bp,
    state_words,
    time_words,
    today_here,
)
from mentoring.meetings.wording.meetings import refusal_words
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import is_exam_week, is_school_day
from mentoring.programme.queries.programmes import programme_names
from mentoring.web.undo import flash_with_undo

WEEK = timedelta(days=7)
BY_TIME, BY_ROOM = "time", "room"


@dataclass(frozen=True)
class Line:
    """One meeting as a row of the page."""

    meeting: Meeting
    who: str
    when: str
    where: str
    near: str
    words: str
    tone: str


@dataclass(frozen=True)
class Part:
    """Meetings under one heading: a time, or a room with its register."""

    title: str
    lines: Sequence[Line]
    place_id: str | None


@staff_bp.get("/meetings")
@requires(Action.MEETING_LIST)
def overview() -> Any:
    """Show the meetings of a day, and the days around it."""
    return _page()


def _page(off_form: OffForm | None = None, ticked: Sequence[str] = (), day: date | None = None) -> str:
    day = day or day_asked()
    school_id, own = actor_here().school_id, own_here()
    wanted = request.args.get("programme", "")
    choices = programme_names(school_id, on_duty=own)
    chosen = wanted if wanted in choices else None
    by = BY_ROOM if request.args.get("by") == BY_ROOM else BY_TIME
    monday = day - timedelta(days=day.weekday())
    counts = counts_by_day(school_id, monday, monday + timedelta(days=6), own=own, programme_id=chosen)
    found = meetings_on(school_id, day, own=own, programme_id=chosen)
    kept = {"programme": chosen, "by": by if by != BY_TIME else None}
    return render_template(
        "meetings/overview.html",
        day=day,
        today=today_here(),
        days=_days(monday, day, counts, kept),
        before=url_for("meetings.overview", day=(day - WEEK).isoformat(), **kept),
        after=url_for("meetings.overview", day=(day + WEEK).isoformat(), **kept),
        kept=kept,
        parts=_parts(found, by),
        by=by,
        programmes=choices,
        chosen=chosen,
        closed="" if found else _closed(school_id, day),
        away=absences_from(school_id, day, until=day),
        off_form=off_form or OffForm(formdata=None),
        ticked=set(ticked),
        may_change=any(can("meeting:change", each) for each in found),
    )


def _days(
    monday: date, day: date, counts: Any, kept: dict[str, str | None]
) -> list[tuple[date, int, str, bool]]:
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        (each, counts.get(each, 0), url_for("meetings.overview", day=each.isoformat(), **kept), each == day)
        for each in days
        if each.weekday() < SATURDAY or counts.get(each) or each == day
    ]


SATURDAY = 5


def _parts(found: Sequence[Meeting], by: str) -> list[Part]:
    held, no_place = held_here(found), _("no place")
    times: dict[tuple[time, time], str] = {}  # a school has few, and hundreds of meetings
    groups: dict[tuple[str, str | None], list[Line]] = {}
    for each in found:
        where = each.place.name if each.place else no_place
        slot = each.starts, each.ends
        if slot not in times:
            times[slot] = time_words(each)
        people = who_is_in(each.pairing)
        line = Line(each, people, times[slot], where, near_words(each), *state_words(each, held))
        key = (where, each.place_id) if by == BY_ROOM else (line.when, None)
        groups.setdefault(key, []).append(line)
    ordered = sorted(groups.items()) if by == BY_ROOM else groups.items()
    return [Part(title, lines, place_id) for (title, place_id), lines in ordered]


def _closed(school_id: str, day: date) -> str:
    """Return why there is nothing on a day, if that is so at every site."""
    times = school_times(school_id).values()
    if not any(is_school_day(each, day) for each in times):
        return _("There is no school on this day.")
    return _("This is an exam week. Nobody meets.") if all(is_exam_week(each, day) for each in times) else ""


# Ticked meetings


@dataclass(frozen=True)
class Ticked:
    """The meetings that were ticked, as one record: they are somebody's own if each of them is."""

    school_id: str
    adult_ids: frozenset[str]
    meetings: Sequence[Meeting]


def ticked(school_id: str) -> Ticked | None:
    """Load the meetings that the form names; None where one of them is not there."""
    wanted = set(request.form.getlist("meeting"))
    found = meetings_by_id(school_id, wanted)
    if len(found) != len(wanted):
        return None
    adults = [each.adult_ids for each in found] or [frozenset({actor_here().person_id})]
    return Ticked(school_id, frozenset.intersection(*adults), found)


@staff_bp.post("/meetings/off")
@requires(Action.MEETING_CHANGE, load=ticked)
def call_ticked_off(chosen: Ticked) -> Any:
    """Call the ticked meetings off."""
    form = OffForm()
    if not chosen.meetings:
        flash(_("Tick the meetings first."), "wait")
        return redirect(_day_of(chosen), 303)
    if not form.validate():
        return _page(form, [each.id for each in chosen.meetings], chosen.meetings[0].day), 422
    to_come = [each.id for each in chosen.meetings if each.state == MeetingState.PLANNED]
    refusal = call_off(actor_here().by, chosen.meetings, Off(form.why.data), now=clock.now())
    if refusal is not None:
        flash(refusal_words(refusal), "wait")
        return redirect(_day_of(chosen), 303)
    words = ngettext("%(num)d meeting is off.", "%(num)d meetings are off.", len(to_come))
    flash_with_undo(words, url=url_for("meetings.put_ticked_on"), hidden={"meetings": " ".join(to_come)})
    return redirect(_day_of(chosen), 303)


def put_off(school_id: str) -> Ticked | None:
    """Load the meetings that were just called off, by the ids of the undo."""
    found = meetings_by_id(school_id, set(request.form.get("meetings", "").split()))
    adults = [each.adult_ids for each in found]
    return Ticked(school_id, frozenset.intersection(*adults), found) if adults else None


@staff_bp.post("/meetings/on")
@requires(Action.MEETING_CHANGE, load=put_off)
def put_ticked_on(chosen: Ticked) -> Any:
    """Put meetings on again that were called off."""
    left = put_on_again(actor_here().by, chosen.meetings, now=clock.now())
    for each in chosen.meetings:
        if each.id in left:
            flash(f"{who_is_in(each.pairing)}: {refusal_words(left[each.id])}", "wait")
    if len(left) < len(chosen.meetings):
        done = len(chosen.meetings) - len(left)
        flash(ngettext("%(num)d meeting is on again.", "%(num)d meetings are on again.", done), "good")
    return redirect(_day_of(chosen), 303)


def _day_of(chosen: Ticked) -> str:
    day = chosen.meetings[0].day if chosen.meetings else day_asked()
    return url_for("meetings.overview", day=day.isoformat())
