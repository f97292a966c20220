"""What check-ins, missed meetings and silence read like, for staff."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.meetings.rules.due import CheckInRefusal, Due, How, Outcome, Past, Stage, Why
from mentoring.web.dates import written_day

HOW: Mapping[How, Any] = {
    How.FINE: _l("Fine"),
    How.LOOK_AGAIN: _l("Look again"),
    How.PASS_ON: _l("Pass on"),
}

REFUSALS: Mapping[CheckInRefusal, Any] = {
    CheckInRefusal.IN_THE_FUTURE: _l("That day is still to come. Write it down once you have talked."),
    CheckInRefusal.BEFORE_THEY_MET: _l("They had not met yet on that day."),
    CheckInRefusal.HOW_WANTED: _l("Choose how it is going."),
    CheckInRefusal.NOT_IN_IT: _l("This pairing has ended, or the student is not in it any more."),
}

STAGES: Mapping[Stage, tuple[Any, str]] = {  # words and tone
    Stage.OVERDUE: (_l("overdue"), "stop"),
    Stage.DUE: (_l("due now"), "wait"),
    Stage.COMING: (_l("coming"), "info"),
    Stage.LATER: (_l("later"), "plain"),
}

OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.HELD: _l("met"),
    Outcome.MISSED: _l("missed"),
    Outcome.EXCUSED: _l("excused"),
    Outcome.UNKNOWN: _l("nothing written yet"),
}


def short_day(day: date) -> str:
    """Return a day in a list of days: "3 June"."""
    return written_day(day, "d MMM")


def check_in_name(due: Due) -> str:
    """Return what kind of check-in is due, for a list."""
    if due.why is Why.FIRST:
        return _("first check-in")
    return _("looking again") if due.why is Why.LOOK_AGAIN else _("next check-in")


def check_in_with(why: Why, names: str) -> str:
    """Return what *Today* says of a check-in that is overdue. The first ones are due within 14 days (BBBS)."""
    if why is Why.FIRST:
        return _("First check-in with %(names)s", names=names)
    if why is Why.LOOK_AGAIN:
        return _("Look again how it is going for %(names)s", names=names)
    return _("Check-in with %(names)s", names=names)


def both(names: Sequence[str]) -> str:
    """Return names as one reads them: "Leo", "Leo and Amara", "Leo, Sam and Amara"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


def lately_in_words(meetings: Sequence[Past]) -> str:
    """Return how the last meetings went, by their days: no score, no share."""
    if not meetings:
        return _("No meetings in the last six weeks.")
    said = []
    for outcome, words in OUTCOMES.items():
        days = [short_day(each.day) for each in meetings if each.outcome is outcome]
        if days:
            said.append(f"{words}: {', '.join(days)}")
    line = "; ".join(said)
    return f"{line[:1].upper()}{line[1:]}."


def missed_in_words(number: int, waited: str) -> str:
    """Return what *Today* says of meetings missed in a row, and whom to tell."""
    if number == 2:
        return _("Two meetings missed in a row. Tell %(names)s in person today.", names=waited)
    return _("%(num)s meetings missed in a row. Tell %(names)s in person today.", num=number, names=waited)
