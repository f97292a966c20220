"""The answers that the form offers. None of them is ever required."""

from enum import StrEnum
from typing import TypeVar

Answer = TypeVar("Answer", bound=StrEnum)


class WhoNeedsHelp(StrEnum):
    """Who needs help?"""

    ME = "me"
    STUDENT = "student"
    UNSURE = "unsure"


class DoneBy(StrEnum):
    """Did someone do this?"""

    STUDENT = "student"
    ADULT = "adult"
    HEAD = "head"
    HOME = "home"
    ONLINE = "online"  # someone else, or online
    NOBODY = "nobody"
    UNSAID = "unsaid"


class SafeNow(StrEnum):
    """Are they safe now?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Names(StrEnum):
    """For which answer a concern names a student or a member of staff."""

    NEEDS_HELP = "needs-help"
    DID_IT = "did-it"


def understood(typed: str | None, answers: type[Answer]) -> Answer | None:
    """Return the answer that was sent, or None: an unknown one counts as skipped, so that nothing is refused."""
    return answers(typed) if typed in frozenset(answers) else None
