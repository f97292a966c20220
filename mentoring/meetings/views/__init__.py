"""The pages of meetings: for staff, for the young people, and for a tablet in the room."""

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
from mentoring.meetings.views.sections import register_young_sections
from mentoring.meetings.views.young_waiting import register_young_waiting

__all__ = [
    "asks_bp",
    "check_ins_bp",
    "own_bp",
    "register_navigation",
    "register_young_sections",
    "register_young_waiting",
    "room_bp",
    "staff_bp",
]
