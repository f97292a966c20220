"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

# Fixed paths before those with an id, so that "register" is no meeting.
from mentoring.meetings.views import absences, meeting, register, rooms, week
from mentoring.meetings.views import answering as answering
from mentoring.meetings.views import feelings as feelings
from mentoring.meetings.views import wishes as wishes
from mentoring.meetings.views import writing as writing
from mentoring.meetings.views.pages import (
    asks_bp,
    check_ins_bp,
    own_bp,
    register_navigation,
    room_bp,
    staff_bp,
)
from mentoring.meetings.views.section import next_meeting_words, pairing_section
from mentoring.meetings.views.today import register_today
from mentoring.meetings.views.young_waiting import register_young_waiting

__all__ = [
    "absences",
    "asks_bp",
    "check_ins_bp",
    "meeting",
    "next_meeting_words",
    "own_bp",
    "pairing_section",
    "register",
    "register_navigation",
    "register_today",
    "register_young_waiting",
    "room_bp",
    "rooms",
    "staff_bp",
    "week",
]
