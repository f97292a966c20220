"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

from mentoring.meetings.views import check_ins
from mentoring.meetings.views.pages import (
    asks_bp,
    check_ins_bp,
    own_bp,
    register_navigation,
    room_bp,
    staff_bp,
)
from mentoring.meetings.views.waiting import register_waiting

__all__ = [
    "asks_bp",
    "check_ins",
    "check_ins_bp",
    "own_bp",
    "register_navigation",
    "register_waiting",
    "room_bp",
    "staff_bp",
]
