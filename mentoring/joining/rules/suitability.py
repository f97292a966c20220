"""Staff's part: a tutor's view, the decision about suitability, and what keeps a student from being paired."""

from datetime import date
from enum import StrEnum

from mentoring.joining.rules.enrolment import State


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
    NOBODY_ASKED = "joining-nobody-asked"
    NOT_ASKED_ABOUT = "joining-not-asked-about"
    DAY_TO_COME = "joining-day-to-come"
    BEFORE_ENROLMENT = "joining-before-enrolment"
    VIEW_MEANWHILE = "joining-view-meanwhile"
    DECIDED_MEANWHILE = "joining-decided-meanwhile"


LINK_DAYS = 14  # how long a tutor's link works
# Nobody is asked, or decided, about a student who said no or stopped: it is over for them.
ASKED_ABOUT = frozenset({State.WAITING, State.IN, State.PAUSED})


def may_be_asked_about(state: State, *, has_left: bool, is_closed: bool) -> bool:
    """Say whether a tutor may be asked, or shown, anything about a student in a programme."""
    return state in ASKED_ABOUT and not has_left and not is_closed


def refusal_of_paper(day: date, *, enrolled_on: date, today: date) -> StaffRefusal | None:
    """Return why an answer on paper is not taken: one from before it was asked is about something else."""
    if day > today:
        return StaffRefusal.DAY_TO_COME
    return StaffRefusal.BEFORE_ENROLMENT if day < enrolled_on else None


def waits_for_decision(verdict: Verdict | None, view: View | None, *, knew_view: bool) -> bool:
    """Say whether somebody must decide about a student who said yes: not yet done, or done before a tutor's doubt.

    knew_view: the newest decision was made knowing the newest view.
    """
    if verdict is None:
        return True
    return verdict is Verdict.YES and is_doubt(view) and not knew_view


def is_doubt(view: View | None) -> bool:
    """Say whether a tutor answered anything but yes: then a person talks with them before anybody decides."""
    return view is not None and view is not View.YES


def refusal_of_words(words: str) -> StaffRefusal | None:
    """Return why a decision is not taken: what keeps a child out, or lets one in, is written down with its reason."""
    return None if words.strip() else StaffRefusal.REASON_WANTED


def wrong_answers(given: list[int | None], right: list[int]) -> list[int]:
    """Return the places (0 is the first) of the check questions that were answered wrongly or not at all."""
    return [place for place, answer in enumerate(right) if place >= len(given) or given[place] != answer]
