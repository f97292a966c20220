"""The pages of joining: a student's own, and those of staff."""

from mentoring.joining.views import enrolment, inviting, own, profile, readiness
from mentoring.joining.views.pages import own_bp, register_navigation, staff_bp

__all__ = [
    "enrolment",
    "inviting",
    "own",
    "own_bp",
    "profile",
    "readiness",
    "register_navigation",
    "staff_bp",
]
