"""What is stored of schools, accounts, people and sign-in."""

from mentoring.people.models.accounts import Account, Passkey, RecoveryCode, ResetCode
from mentoring.people.models.installation import Installation, Throttle
from mentoring.people.models.people import FamilyTie, StaffMember, StaffRole, Student
from mentoring.people.models.schools import CalendarSpan, School, Site, SupervisedHour
from mentoring.people.models.sessions import KeptForm, SignInReport, SignInSession

__all__ = [
    "Account",
    "CalendarSpan",
    "FamilyTie",
    "Installation",
    "KeptForm",
    "Passkey",
    "RecoveryCode",
    "ResetCode",
    "School",
    "SignInReport",
    "SignInSession",
    "Site",
    "StaffMember",
    "StaffRole",
    "Student",
    "SupervisedHour",
    "Throttle",
]
