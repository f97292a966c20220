"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

from mentoring.meetings.views import (
    absences,
    answering,
    check_ins,
    feelings,
    meeting,
    register,
    rooms,
    week,
    wishes,
    writing,
)
from mentoring.meetings.views.pages import (
    asks_bp,
    check_ins_bp,
    own_bp,
    register_navigation,
    room_bp,
    staff_bp,
)
from mentoring.meetings.views.sections import register_sections
from mentoring.meetings.views.today import register_today
from mentoring.meetings.views.waiting import register_waiting
from mentoring.meetings.views.young_waiting import register_young_waiting

__all__ = [
    "absences",
    "answering",
    "asks_bp",
    "check_ins",
    "check_ins_bp",
    "feelings",
    "meeting",
    "own_bp",
    "register",
    "register_navigation",
    "register_sections",
    "register_today",
    "register_waiting",
    "register_young_waiting",
    "room_bp",
    "rooms",
    "staff_bp",
    "week",
    "wishes",
    "writing",
]
