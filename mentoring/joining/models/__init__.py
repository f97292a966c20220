"""What is stored of joining."""

from mentoring.joining.models.enrolments import Enrolment, OwnAnswer
from mentoring.joining.models.profiles import Apart, Profile

__all__ = ["Apart", "Enrolment", "OwnAnswer", "Profile"]
