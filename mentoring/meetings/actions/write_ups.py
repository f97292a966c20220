"""What happens when a mentor writes up a meeting. It is kept whatever is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.life import lock
from mentoring.matching.models import Pairing
from mentoring.matching.queries.holds import held_pairings
from mentoring.meetings.actions.holding import note_held
from mentoring.meetings.models import Attendance, BoundaryNote, Meeting, WriteUp
from mentoring.meetings.queries.meetings import attendance_of
from mentoring.meetings.queries.own import meeting_at, minutes_of, was_off
from mentoring.meetings.queries.write_ups import (
    note_of,
    notes_of,
    notes_since,
    write_up_with_token,
    write_ups_by,
)
from mentoring.meetings.rules.boundary_notes import Kind, Met, NoteAnswer, alerts_lead, kinds_of, term_began
from mentoring.meetings.rules.meetings import Came, MeetingState, Source
from mentoring.meetings.rules.write_ups import (
    WHY,
    Did,
    Helped,
    Outside,
    WhoCame,
    WriteUpRefusal,
    refusal_of_day,
    state_after,
)
from mentoring.people.models import Student
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import SchoolTime, moment_of, wall_time_of
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code

USUAL = 30  # minutes, where neither a plan nor the mentor says how long


@dataclass(frozen=True)
class Typed:
    """What a mentor said of one meeting. `away`: the mentees of a group who were not there."""

    token: str
    came: WhoCame
    minutes: int | None = None
    did: Collection[Did] = ()
    did_words: str = ""
    helped: Collection[Helped] = ()
    outside: Collection[Outside] = ()
    for_mentee: str = ""
    for_staff: str = ""
    passes_on: bool = False
    away: Collection[str] = ()


@dataclass(frozen=True)
class AnotherDay:
    """When and where of a meeting that was not planned."""

    day: date
    starts: time
    place_words: str = ""


@dataclass(frozen=True)
class Written:
    """A write-up that was kept, and the boundary note that it made, if it made one."""

    write_up: WriteUp
    note: BoundaryNote | None


def write_up_meeting(by: By, meeting: Meeting, typed: Typed, *, now: datetime) -> Written:
    """Keep what the mentor who asks wrote of a meeting that has begun; the same form twice is one."""
    lock(meeting.pairing)
    db.session.refresh(meeting, ["state", "why", "registered_at", "version"])
    if (done := _done_already(by, meeting.pairing, typed)) is not None:
        return done
    return _write_up(by, meeting, typed, "", now)


def write_up_another_day(
    by: By, pairing: Pairing, student: Student, when: AnotherDay, typed: Typed, *, now: datetime
) -> Written | WriteUpRefusal:
    """Keep what was written of a meeting that nobody had planned; or say that the day is still to come."""
    lock(pairing)
    if (done := _done_already(by, pairing, typed)) is not None:
        return done
    times = school_time(pairing.school_id, student.site_id)
    local = wall_time_of(times, now)
    has_begun = datetime.combine(when.day, when.starts) <= local.replace(tzinfo=None)
    if (refusal := refusal_of_day(when.day, local.date(), has_begun=has_begun)) is not None:
        return refusal
    meeting = meeting_at(pairing, when.day, when.starts)
    if meeting is None:
        meeting = _add_meeting(by, pairing, student.site_id, when, typed, times, now)
    return _write_up(by, meeting, typed, when.place_words, now)


def _done_already(by: By, pairing: Pairing, typed: Typed) -> Written | None:
    found = write_up_with_token(pairing.school_id, _token(by, typed))
    return Written(found, note_of(found)) if found is not None else None


def _token(by: By, typed: Typed) -> str:
    # Whose form it was is in it, so that nobody's token stands in the way of another's write-up.
    return ids.token_hash(f"{by.person_id}:{typed.token or ids.new_token()}")


def _add_meeting(
    by: By,
    pairing: Pairing,
    site_id: str,
    when: AnotherDay,
    typed: Typed,
    times: SchoolTime,
    now: datetime,
) -> Meeting:
    length = typed.minutes or USUAL
    met = Met(when.day, when.starts, length, length, was_planned=False, was_off=False)
    made = Meeting(
        school_id=pairing.school_id,
        id=ids.new_id(),
        pairing_id=pairing.id,
        programme_id=pairing.programme_id,
        site_id=site_id,
        adult_id=None,
        day=when.day,
        starts=when.starts,
        ends=met.ends,
        starts_at=moment_of(times, when.day, when.starts),
        state=MeetingState.PLANNED,
        is_planned=False,
        made_at=now,
        made_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _write_up(by: By, meeting: Meeting, typed: Typed, place_words: str, now: datetime) -> Written:
    mentor_id = str(by.person_id)
    held = held_pairings([meeting.pairing], reader_id=None).get(meeting.pairing_id)
    off = was_off(meeting, held)
    before = write_ups_by(meeting.school_id, mentor_id, [meeting.id]).get(meeting.id, [])
    written = WriteUp(
        school_id=meeting.school_id,
        id=ids.new_id(),
        meeting_id=meeting.id,
        student_id=mentor_id,
        token=_token(by, typed),
        at=now,
        happened=typed.came is WhoCame.BOTH,
        missed_by="" if typed.came is WhoCame.BOTH else typed.came.value,
        minutes=(typed.minutes or minutes_of(meeting)) if typed.came is WhoCame.BOTH else None,
        did=[each.value for each in Did if each in typed.did],
        did_words=typed.did_words.strip(),
        helped=[each.value for each in Helped if each in typed.helped],
        outside=[each.value for each in Outside if each in typed.outside],
        for_mentee=typed.for_mentee.strip(),
        for_staff=typed.for_staff.strip(),
        place_words=place_words.strip(),
        passes_on=typed.passes_on,
    )
    db.session.add(written)
    db.session.flush()
    trail.record(
        events.WRITTEN_UP,
        now,
        school_id=meeting.school_id,
        by=by,
        subject_id=meeting.id,
        happened=int(written.happened),
    )
    _note_what_became(by, meeting, typed, now)
    return Written(written, _note_if_outside(by, meeting, written, typed, before, off, now))


def _note_what_became(by: By, meeting: Meeting, typed: Typed, now: datetime) -> None:
    has_register = meeting.registered_at is not None
    before = MeetingState(meeting.state)
    after = state_after(before, typed.came, has_register=has_register)
    if after is MeetingState.HELD and before is not MeetingState.HELD:
        note_held(by, meeting, now)
    elif after is not before or (after is MeetingState.MISSED and not has_register):
        meeting.state, meeting.why = after, WHY[typed.came]
    if not has_register:
        _note_attendance(by, meeting, typed, now)
    db.session.flush()


def _note_attendance(by: By, meeting: Meeting, typed: Typed, now: datetime) -> None:
    known = attendance_of([meeting])
    for student_id, came in _who_came(by, meeting, typed).items():
        held = known.get((meeting.id, student_id))
        if held is None:
            held = Attendance(
                school_id=meeting.school_id, id=ids.new_id(), meeting_id=meeting.id, student_id=student_id
            )
            db.session.add(held)
        elif held.source == Source.REGISTER:
            continue
        held.came, held.source, held.at, held.by_id = came, Source.WRITE_UP, now, by.person_id


def _who_came(by: By, meeting: Meeting, typed: Typed) -> dict[str, Came]:
    """Return who came as this mentor says it; of another mentor it says nothing."""
    mine = str(by.person_id)
    mentees = [each.student_id for each in meeting.pairing.here if each.role == ProgrammeRole.MENTEE]
    if typed.came is WhoCame.BOTH:
        there = {each: Came.AWAY if each in typed.away else Came.CAME for each in mentees}
        return {mine: Came.CAME, **there}
    if typed.came is WhoCame.MENTEE_AWAY:
        return {mine: Came.CAME, **dict.fromkeys(mentees, Came.AWAY)}
    return {mine: Came.AWAY} if typed.came is WhoCame.MENTOR_AWAY else {}


def _note_if_outside(
    by: By,
    meeting: Meeting,
    written: WriteUp,
    typed: Typed,
    before: Collection[WriteUp],
    off: bool,
    now: datetime,
) -> BoundaryNote | None:
    times = school_time(meeting.school_id, meeting.site_id)
    met = None
    if written.happened:
        met = Met(
            meeting.day,
            meeting.starts,
            written.minutes or USUAL,
            settings_of(meeting.pairing.programme).number(Code.MEETING_LONGEST),
            was_planned=meeting.is_planned,
            was_off=off,
        )
    noted = {kind for each in notes_of(before).values() for kind in each.kinds}
    kinds = [kind for kind in kinds_of(met, typed.outside, times) if kind not in noted]
    return _make_note(by, meeting, written, kinds, times, now) if kinds else None


def _make_note(
    by: By, meeting: Meeting, written: WriteUp, kinds: list[Kind], times: SchoolTime, now: datetime
) -> BoundaryNote:
    today = wall_time_of(times, now).date()
    since = moment_of(times, term_began(times, today), time())
    before = notes_since(meeting.school_id, written.student_id, since)
    made = BoundaryNote(
        school_id=meeting.school_id,
        id=ids.new_id(),
        write_up_id=written.id,
        pairing_id=meeting.pairing_id,
        mentor_id=written.student_id,
        kinds=[each.value for each in kinds],
        made_at=now,
        is_alert=alerts_lead(kinds, notes_before=before),
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.BOUNDARY_NOTE_MADE,
        now,
        school_id=meeting.school_id,
        by=by,
        subject_id=written.student_id,
        kinds=" ".join(made.kinds),
    )
    return made


def answer_note(by: By, note: BoundaryNote, answer: NoteAnswer, *, is_lead: bool, now: datetime) -> bool:
    """Note what was done about a boundary note; return whether anything is new.

    The first answer stands. What the lead must see stays on their list until they, or a deputy, have answered too.
    """
    db.session.refresh(note, ["answered_at", "lead_seen_at", "version"])
    is_first, is_seen = note.answered_at is None, is_lead and note.lead_seen_at is None
    if not (is_first or is_seen):
        return False
    if is_first:
        note.answered_at, note.answered_by, note.answer = now, by.person_id, answer
    if is_seen:
        note.lead_seen_at, note.lead_seen_by = now, by.person_id
    db.session.flush()
    trail.record(
        events.BOUNDARY_NOTE_ANSWERED,
        now,
        school_id=note.school_id,
        by=by,
        subject_id=note.mentor_id,
        answer=answer.value,
    )
    return True
