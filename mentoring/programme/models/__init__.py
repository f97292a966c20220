"""What is stored of programmes."""

from mentoring.programme.models.places import Place, Slot, SlotAdult, SlotPlace
from mentoring.programme.models.programmes import Programme, ProgrammeAdult, ProgrammeSite
from mentoring.programme.models.roles import RoleDescription, RoleDescriptionVersion
from mentoring.programme.models.settings import GapRequest, ProgrammeSetting, ProgrammeSettingChange

__all__ = [
    "GapRequest",
    "Place",
    "Programme",
    "ProgrammeAdult",
    "ProgrammeSetting",
    "ProgrammeSettingChange",
    "ProgrammeSite",
    "RoleDescription",
    "RoleDescriptionVersion",
    "Slot",
    "SlotAdult",
    "SlotPlace",
]
