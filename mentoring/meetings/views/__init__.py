"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

from mentoring.meetings.views.pages import (
    asks_bp,
    check_ins_bp,
    own_bp,
    register_navigation,
    room_bp,
    staff_bp,
)

__all__ = ["asks_bp", "check_ins_bp", "own_bp", "register_navigation", "room_bp", "staff_bp"]
