"""What is stored of joining."""

from mentoring.joining.models.consent import ConsentEntry, ConsentLetter
from mentoring.joining.models.decisions import PairingBar, Signature, Suitability, TutorLink, TutorView
from mentoring.joining.models.enrolments import Enrolment, OwnAnswer
from mentoring.joining.models.profiles import Apart, Profile
from mentoring.joining.models.training import CoursePart, Training

__all__ = [
    "Apart",
    "ConsentEntry",
    "ConsentLetter",
    "CoursePart",
    "Enrolment",
    "OwnAnswer",
    "PairingBar",
    "Profile",
    "Signature",
    "Suitability",
    "Training",
    "TutorLink",
    "TutorView",
]
