"""What is stored of meetings."""

from mentoring.meetings.models.asks import Ask, BoundaryNote
from mentoring.meetings.models.check_ins import CheckIn, SeenTo
from mentoring.meetings.models.logs import Attendance, Faces, WriteUp
from mentoring.meetings.models.meetings import Absence, Meeting
from mentoring.meetings.models.rooms import RoomSession

__all__ = [
    "Absence",
    "Ask",
    "Attendance",
    "BoundaryNote",
    "CheckIn",
    "Faces",
    "Meeting",
    "RoomSession",
    "SeenTo",
    "WriteUp",
]
