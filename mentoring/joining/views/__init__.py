"""The pages of joining: a student's own, and those of staff."""

from mentoring.joining.views import (
    agreeing,
    consent,
    course,
    deciding,
    enrolment,
    inviting,
    own,
    profile,
    readiness,
    rounds,
    training,
    tutor,
    tutors,
)
from mentoring.joining.views.pages import own_bp, register_navigation, staff_bp
from mentoring.joining.views.waiting import register_waiting

__all__ = [
    "agreeing",
    "consent",
    "course",
    "deciding",
    "enrolment",
    "inviting",
    "own",
    "own_bp",
    "profile",
    "readiness",
    "register_navigation",
    "register_waiting",
    "rounds",
    "staff_bp",
    "training",
    "tutor",
    "tutors",
]
