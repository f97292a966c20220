"""The sentences of the desk, of its mail, and of what the writer of a worry may see."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.people.queries import schools
from mentoring.raising.rules.circles import Circle, ExclusionCause
from mentoring.raising.rules.routing import RouteCause
from mentoring.safeguarding.rules import Outcome, Refusal, Standing, StepCode
from mentoring.web.addresses import absolute

DESK = "/desk"  # a mail is written outside of any request, where url_for knows no host

ALERT_SUBJECT = _l("There is something for you to read")

STANDINGS: dict[Standing, Any] = {
    Standing.SENT: _l("Nobody has taken it yet"),
    Standing.READ: _l("Open"),
    Standing.FINISHED: _l("Finished"),
}

TONES: dict[Standing, str] = {Standing.SENT: "stop", Standing.READ: "wait", Standing.FINISHED: "plain"}

# For readers of nine, and for adults who told something.
STATES: dict[Standing, Any] = {
    Standing.SENT: _l("Sent."),
    Standing.READ: _l("An adult has read it."),
    Standing.FINISHED: _l("Finished for now: if it happens again, or you remember more, tell us."),
}

CIRCLES: dict[Circle, Any] = {
    Circle.LEAD_TEAM: _l("lead and deputies"),
    Circle.HEAD_TEAM: _l("head and stand-in"),
    Circle.CHAIR: _l("chair"),
}

ROUTES: dict[RouteCause, Any] = {
    RouteCause.FIRST: _l("Sent to: %(circle)s."),
    RouteCause.NAMED: _l(
        "Sent also to: %(circle)s, because a name of somebody who works here is in the words."
    ),
    RouteCause.TOO_FEW: _l("Sent also to: %(circle)s, because fewer than two people could read it."),
    RouteCause.CLOCK: _l("Added by the clock: %(circle)s, because nobody had taken it."),
    RouteCause.SHARED: _l("Shared with: %(circle)s."),
}

EXCLUSION_CAUSES: dict[ExclusionCause, Any] = {
    ExclusionCause.MAY_HAVE_DONE_IT: _l("by the writer's answer, this person may have done it"),
    ExclusionCause.RULED_OUT: _l("the writer does not want this person to see it"),
    ExclusionCause.FAMILY: _l("a relative or carer of the writer"),
    ExclusionCause.SURNAME: _l("a name like theirs is in the words"),
}

ALERTS: dict[StepCode, Any] = {
    StepCode.AT_ONCE: _l("Alerted at once"),
    StepCode.AGAIN: _l("Alerted again"),
    StepCode.WIDER: _l("Alerted a third time"),
}
ALERTED_THAT_DAY = _l("Alerted again in the morning")

OUTCOMES: dict[Outcome, Any] = {
    Outcome.HANDLED_HERE: _l("Dealt with in school"),
    Outcome.PASSED_OUTSIDE: _l("Passed on outside the school"),
    Outcome.NOTHING_FOUND: _l("Looked into, and nothing more is needed"),
    Outcome.NO_WORRY: _l("Not a concern: a test, or sent by mistake"),
}

WHO_NEEDS_HELP = _l("Who needs help?")
DID_SOMEONE = _l("Did someone do this?")
SAFE_NOW = _l("Are they safe now?")

REFUSALS: dict[Refusal, Any] = {
    Refusal.NOT_ACKNOWLEDGED: _l(
        "Press “I have this. I will see to it” first, so that everyone knows who has it."
    ),
    Refusal.FINISHED_ALREADY: _l("It is finished already."),
    Refusal.NOT_FINISHED: _l("It is open already."),
    Refusal.SAID_ALREADY: _l("That answer was given already. It is shown below."),
    Refusal.NOBODY_TO_ADD: _l(
        "There is nobody to share it with: lead and deputies are kept out, or read it already."
    ),
    Refusal.NOT_TO_BE_RELEASED: _l("This person stays out: the writer said so, or they are family."),
    Refusal.HOLD_ENDED_ALREADY: _l("This person is not on hold any more."),
}

DOES_NOT_OPEN = _l(
    "These words cannot be opened. The key they were sealed with is missing: tell your administrator."
)
NO_SUCH_WORDS = _l("We can't find those words. Check them, or tell an adult.")


def sentence_for(code: Refusal) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[code])


def alert_name(code: str | None) -> str:
    """Return what an alert is called: one of the first three, or one of a later morning."""
    return str(ALERTS[StepCode(code)]) if code in frozenset(StepCode) else str(ALERTED_THAT_DAY)


def route_sentence(circle: Circle, cause: RouteCause) -> str:
    """Return to whom a concern went, and why they read it."""
    return str(ROUTES[cause]) % {"circle": CIRCLES[circle]}


def outcome_name(code: str) -> str:
    """Return how a concern ended, in words."""
    return str(OUTCOMES[Outcome(code)])


def circle_names(circles: Collection[Circle]) -> str:
    """Return the names of circles, joined, in their own order."""
    return ", ".join(str(CIRCLES[circle]) for circle in Circle if circle in circles)


def alert_mail(facts: dict[str, Any]) -> str:
    """Return the text of an alert: no child, no kind, no word of what was written."""
    school = schools.school(facts["school"])
    return _(
        "There is something for you to read at %(school)s.\n\n"
        "Sign in:\n%(address)s\n\n"
        "This mail says no more on purpose. Please do not answer it.",
        school=school.name if school else "",
        address=absolute(DESK),
    )
