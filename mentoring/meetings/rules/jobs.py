"""The one thing that a student does after a meeting, and whose turn it is. Pure."""

from datetime import datetime
from enum import StrEnum

from mentoring.meetings.rules.meetings import Came, MeetingState


class Job(StrEnum):
    """What a student does after a meeting: a mentor writes it up, a mentee says how it was.

    After a meet-and-greet both choose whom they would like to meet again.
    """

    WRITE_UP = "write-up"
    FACES = "faces"
    CHOOSE = "choose"


class Turn(StrEnum):
    """Where a student stands with it. What is over for any reason reads the same, so that it tells nobody why."""

    LATER = "later"
    NOW = "now"
    DONE = "done"


def job_for(role: str) -> Job:
    """Return the job of a mentor or a mentee."""
    return Job.WRITE_UP if role == "mentor" else Job.FACES


def turn_of(state: str, starts_at: datetime, came: str | None, *, is_done: bool, now: datetime) -> Turn:
    """Return where a student stands with their job at one meeting.

    state: of the meeting. came: what is known of this student, if anything. There is nothing to do where the meeting
    was missed or is off, or the student was not there.
    """
    if is_done or state in (MeetingState.MISSED, MeetingState.OFF) or came in (Came.AWAY, Came.EXCUSED):
        return Turn.DONE
    if state == MeetingState.PLANNED and now < starts_at:
        return Turn.LATER
    return Turn.NOW
