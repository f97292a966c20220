"""A meeting was held: what that makes of it and of its pairing, whoever says so (a register, a write-up)."""

from datetime import datetime

from mentoring.audit.trail import By
from mentoring.matching.actions.life import move
from mentoring.matching.rules.life import Happening, State
from mentoring.meetings.models import Meeting
from mentoring.meetings.rules.meetings import MeetingState


def note_held(by: By, meeting: Meeting, now: datetime) -> None:
    """Let a meeting count as held. The first one brings its pairing to life. The caller has locked the pairing."""
    meeting.state, meeting.why = MeetingState.HELD, ""
    pairing = meeting.pairing
    if pairing.met_at is None:
        pairing.met_at = meeting.starts_at
    if pairing.state == State.READY:
        move(by, pairing, Happening.MEET, now=now)
