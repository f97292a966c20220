"""What the page of a pairing shows of its meetings and of all that came of them; and when each meets next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from mentoring.access.guard import actor_here
from mentoring.access.policy import Action, may
from mentoring.matching.models import Pairing
from mentoring.matching.queries.holds import Held
from mentoring.matching.views.pages import (
    Section,
    holds_here,
    people_here,
    register_next_meetings,
    register_section,
    settings_of_one,
)
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.asks import asks_in
from mentoring.meetings.queries.check_ins import last_of_each, of_pairing
from mentoring.meetings.queries.faces import faces_of
from mentoring.meetings.queries.frame import frame_of, past_of
from mentoring.meetings.queries.meetings import TO_COME, held_meetings, meetings_with_places, next_meetings
from mentoring.meetings.queries.missed import Missed, missed_in
from mentoring.meetings.queries.write_ups import write_ups_of
from mentoring.meetings.rules.due import Ask, Due, How, Stage, too_few
from mentoring.meetings.rules.meetings import MeetingState, goes_ahead
from mentoring.meetings.views.pages import names_of_near, state_words, time_words, today_here
from mentoring.meetings.wording import check_ins as wording
from mentoring.meetings.wording import staff as words
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.views.shared import times_here
from mentoring.web.dates import day as day_words
from mentoring.web.dates import moment
from mentoring.web.waiting import once

MOST_COMING, MOST_PAST = 3, 12  # meetings that are listed
SHOWN = 20  # write-ups, faces and asks, the newest


def register_sections(app: Flask) -> None:
    """Put them on the page of a pairing, and the next meeting into the list of pairings."""
    for makes in (meetings_section, write_ups_section, faces_section, asks_section, check_ins_section):
        register_section(app, makes)
    register_next_meetings(app, next_meeting_words)


# Meetings


def meetings_section(pairing: Pairing) -> Section | None:
    """Return the meetings of a pairing for its page: the next ones, and the last so far; None where there is none."""
    places = {each.id: place for each, place in _meetings_here(pairing)}
    found = [each for each, _place in _meetings_here(pairing)]
    if not found:
        return None
    today = today_here()
    held = held_meetings(found, reader_id=actor_here().person_id, holds=holds_here())
    coming = [each for each in found if each.day >= today and each.state in TO_COME]
    past = [each for each in reversed(found) if each not in coming]
    counted = [each for each in found if each.state == MeetingState.HELD]
    nearest = min(coming, key=lambda each: each.starts_at, default=None)
    return Section(
        _("Meetings"),
        "meetings/_pairing_section.html",
        {
            "coming": [_line(each, places[each.id], held) for each in coming[:MOST_COMING]],
            "more": max(len(coming) - MOST_COMING, 0),
            "past": [_line(each, places[each.id], held) for each in past[:MOST_PAST]],
            "held": len(counted),
        },
        next_meeting=_words(nearest) if nearest is not None and _is_shown_as_next(nearest, held) else "",
    )


def _meetings_here(pairing: Pairing) -> Sequence[tuple[Meeting, str]]:
    """Return a pairing's meetings, each with where it is, read once a page."""
    return once(f"meetings of {pairing.id}", lambda: meetings_with_places(pairing))


def _is_shown_as_next(meeting: Meeting, held: Mapping[str, Held]) -> bool:
    """Say whether a meeting is named as the next: one that is off is; one in a break or a hold is not."""
    return meeting.state == MeetingState.OFF or goes_ahead(
        meeting.state, meeting.pairing.state, is_held=meeting.id in held
    )


@dataclass(frozen=True)
class MeetingLine:
    """One meeting in words: its day and page, when and where, who is near, and how it stands, with its tone."""

    day: str
    url: str
    when_and_where: str
    near: str
    state: str
    tone: str


def _line(meeting: Meeting, place: str, held: Mapping[str, Held]) -> MeetingLine:
    people = people_here()
    return MeetingLine(
        day_words(meeting.day),
        url_for("meetings.meeting", meeting_id=meeting.id),
        ", ".join(filter(None, (time_words(meeting), place))),
        names_of_near(people.get(meeting.adult_id or ""), people.get(meeting.stand_in_id or "")),
        *state_words(meeting, held),
    )


def next_meeting_words(school_id: str, pairing_ids: Collection[str]) -> Mapping[str, str]:
    """Return in words when each of these pairings meets next, for staff; those that do not meet are left out.

    Whoever is on hold or has a break is left out too: no meeting of theirs shows as going ahead.
    """
    found = next_meetings(school_id, pairing_ids, today_here())
    holds = held_meetings(list(found.values()), reader_id=None)
    return {key: _words(each) for key, each in found.items() if _is_shown_as_next(each, holds)}


def _words(meeting: Meeting) -> str:
    when = f"{day_words(meeting.day)}, {clock_words(meeting.starts)}"
    return _("%(when)s (off)", when=when) if meeting.state == MeetingState.OFF else when


# What young people wrote and said


def write_ups_section(pairing: Pairing) -> Section | None:
    """Return the section of a pairing's write-ups, or None for whoever may not read them."""
    if not may(actor_here(), Action.MEETING_SEE, pairing):
        return None
    sees_notes = may(actor_here(), Action.NOTE_SEE, pairing)
    found = [
        (f"{moment(each.starts_at)}: {each.first_name} {each.last_name}", each)
        for each in write_ups_of(pairing, most=SHOWN)
    ]
    said = ("WRITE_UP", "DID", "HELPED", "MISSED_BY")
    return _section("write_ups", said, write_ups=found, sees_notes=sees_notes)


def faces_section(pairing: Pairing) -> Section | None:
    """Return the section of how the meetings were for the mentees, or None for whoever may not read it."""
    if not may(actor_here(), Action.FACES_SEE, pairing):
        return None
    found = []
    for each in faces_of(pairing, most=SHOWN):
        when = moment(each.starts_at)
        summary = f"{when}: {each.first_name} {each.last_name}, {words.HOW[each.how]}"
        found.append((summary, {"said": each, "when": when}))
    return _section("faces", ("FACES", "HOW", "HEARD", "AGAIN"), faces=found)


def asks_section(pairing: Pairing) -> Section | None:
    """Return the section of what the students asked, or None for whoever may not read it."""
    if not may(actor_here(), Action.ASK_SEE, pairing):
        return None
    return _section("asks", ("ASKS",), asks=asks_in(pairing, most=SHOWN))


def _section(name: str, said: Sequence[str], **context: Any) -> Section:
    """Return one of these sections. said: which words it needs: translated here, and not in each line again."""
    plain = {key: {code: str(each) for code, each in getattr(words, key).items()} for key in said}
    return Section(str(words.SECTIONS[name]), f"meetings/_pairing_{name}.html", {**context, "words": plain})


# Check-ins


@dataclass(frozen=True)
class SideRow:
    """One side: the next check-in, where it stands, and the last in words."""

    name: str
    url: str
    due: Due | None
    stage: Stage | None
    last: str


@dataclass(frozen=True)
class Asked:
    """What missed meetings ask for, and the button that says that it was done."""

    sentence: str
    label: str
    url: str
    hidden: Mapping[str, str]


def check_ins_section(pairing: Pairing) -> Section | None:
    """Return the section about check-ins, to somebody who may read it; None before the pair has met."""
    if pairing.met_at is None or not may(actor_here(), Action.CHECK_IN_RECORD, pairing):
        return None
    school_id = actor_here().school_id
    settings = settings_of_one(pairing.programme)
    frame = frame_of(school_id, held=[pairing.programme], settings=settings, times=times_here(school_id))
    due = {each.member_id: each for each in of_pairing(frame, pairing)}
    newest: Mapping[str, tuple[date, How] | None] = {each.student_id: each.last for each in due.values()}
    if len(due) < len(pairing.here):  # as in a break: then nothing is due, but what was said stays
        newest = last_of_each(pairing)
    rows = []
    for member in pairing.here:
        side, last = due.get(member.id), newest.get(member.student_id)
        rows.append(
            SideRow(
                member.student.name,
                url_for("check_ins.check_in", member_id=member.id),
                side.due if side else None,
                side.stage if side else None,
                f"{day_words(last[0])}: {str(wording.HOW[last[1]]).lower()}" if last else _("none yet"),
            )
        )
    meetings = [each for each, _place in _meetings_here(pairing)]
    held = [each for each in meetings if each.state == MeetingState.HELD]
    last_held = max((each.day for each in held), default=date.min)
    was_missed = any(each.state == MeetingState.MISSED and each.day > last_held for each in meetings)
    found = missed_in(frame, pairing) if was_missed else None
    pasts = [past_of(frame, each) for each in held]
    few = bool(due) and too_few(
        next(iter(frame.times.values()), None), pasts, frame.day_of(pairing.met_at), frame.today
    )
    context = {"rows": rows, "asks": asks_of(pairing, found) if found else [], "has_few": few}
    return Section(_("Check-ins"), "meetings/_pairing_check_ins.html", context)


def asks_of(pairing: Pairing, found: Missed) -> list[Asked]:
    """Return what missed meetings ask for, with the button for each."""
    names = wording.both([each.student.first_name for each in pairing.here if each.role == found.waits])
    return [asked(found, what, names) for what in found.asks]


def asked(found: Missed, what: Ask, names: str) -> Asked:
    """Return one thing that missed meetings ask for. names: of whom to tell."""
    url = url_for("check_ins.see_to", pairing_id=found.pairing_id)
    hidden = {"what": what.value, "up_to": found.up_to.isoformat()}
    number = len(found.row)
    if what is Ask.TELL:
        sentence = wording.missed_in_words(number, names)
        return Asked(sentence, _("I have told %(names)s", names=names), url, hidden)
    sentence = _("%(num)s meetings missed in a row. Talk with both, and decide how it goes on.", num=number)
    return Asked(sentence, _("We have reviewed it"), url, hidden)
