"""Staff's part: a tutor's view, the decision about suitability, and what keeps a student from being paired."""

from enum import StrEnum


class View(StrEnum):
    """What a tutor or head of year answers."""

    YES = "yes"
    NOT_YET = "not-yet"
    TALK = "talk"


class Verdict(StrEnum):
    """What the coordinator decides."""

    YES = "yes"
    NOT_YET = "not-yet"
    NO = "no"


class BarKind(StrEnum):
    """Why a student cannot be paired for now. Only the lead and deputies ever read which."""

    SPECIALIST = "specialist-help-instead"
    NOT_NOW = "not-now"


class StaffRefusal(StrEnum):
    """Why something that staff did was not taken."""

    REASON_WANTED = "joining-reason-wanted"
    WHO_ANSWERED = "joining-who-answered"
    LINK_OVER = "joining-link-over"
    ANSWER_WANTED = "joining-answer-wanted"
    WRONG_ANSWERS = "joining-wrong-answers"
    STALE = "joining-stale"
    NOT_IN = "joining-not-in"


LINK_DAYS = 14  # how long a tutor's link works


def refusal_of_words(words: str) -> StaffRefusal | None:
    """Return why a decision is not taken: what keeps a child out, or lets one in, is written down with its reason."""
    return None if words.strip() else StaffRefusal.REASON_WANTED


def wrong_answers(given: list[int | None], right: list[int]) -> list[int]:
    """Return the places (0 is the first) of the check questions that were answered wrongly or not at all."""
    return [place for place, answer in enumerate(right) if place >= len(given) or given[place] != answer]
