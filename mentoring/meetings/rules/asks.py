"""What young people ask of staff, by role, and what staff can answer."""

from collections.abc import Sequence
from enum import StrEnum

from mentoring.programme.rules.kinds import ProgrammeRole


class AskKind(StrEnum):
    """What somebody asks for. Stored."""

    HELP = "help"
    DAY = "day"
    PLACE = "place"
    WHAT_WE_DO = "what-we-do"
    MENTOR = "mentor"
    ADULT = "adult"
    BREAK = "break"
    STOP = "stop"


class AskAnswer(StrEnum):
    """What staff did about it, as the student reads it. Stored."""

    TALKED = "talked"
    CHANGED = "changed"
    WILL_TALK = "will-talk"
    CANNOT = "cannot"


class AskRefusal(StrEnum):
    """Why an answer was not taken."""

    ANSWERED = "ask-answered"
    WORDS_WANTED = "ask-words-wanted"


LEAVING = frozenset({AskKind.BREAK, AskKind.STOP})  # said on the page that pauses at once


def kinds_for(role: ProgrammeRole) -> Sequence[AskKind]:
    """Return what a student can ask for in words; a break and a stop are buttons of their own."""
    if role is ProgrammeRole.MENTOR:
        return (AskKind.HELP, AskKind.DAY, AskKind.PLACE, AskKind.ADULT)
    return (AskKind.DAY, AskKind.PLACE, AskKind.WHAT_WE_DO, AskKind.MENTOR, AskKind.ADULT)


def refusal_to_answer(*, is_answered: bool, answer: AskAnswer, words: str) -> AskRefusal | None:
    """Return why an answer cannot be taken, or None. A no needs its reason: a child is told why."""
    if is_answered:
        return AskRefusal.ANSWERED
    if answer is AskAnswer.CANNOT and not words.strip():
        return AskRefusal.WORDS_WANTED
    return None
