"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

from mentoring.meetings.views import answering, check_ins, feelings, rooms, wishes, writing
from mentoring.meetings.views.pages import (
    asks_bp,
    check_ins_bp,
    own_bp,
    register_navigation,
    room_bp,
    staff_bp,
)
from mentoring.meetings.views.waiting import register_waiting
from mentoring.meetings.views.young_waiting import register_young_waiting

__all__ = [
    "answering",
    "asks_bp",
    "check_ins",
    "check_ins_bp",
    "feelings",
    "own_bp",
    "register_navigation",
    "register_waiting",
    "register_young_waiting",
    "room_bp",
    "rooms",
    "staff_bp",
    "wishes",
    "writing",
]
