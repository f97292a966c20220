"""The sentences of programmes: kinds, what is missing, and why something was not taken."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.programme.rules.dates import DatesRefusal
from mentoring.programme.rules.gap import GapRefusal, GapState
from mentoring.programme.rules.kinds import (
    DetailsRefusal,
    Kind,
    Missing,
    ProgrammeRole,
    Status,
    StatusRefusal,
)
from mentoring.programme.rules.roles import TextRefusal
from mentoring.programme.rules.slots import PlaceRefusal, SlotProblem, SlotRefusal

KINDS: dict[Kind, Any] = {
    Kind.ONE_TO_ONE: _l("One-to-one mentoring"),
    Kind.GROUP: _l("Group mentoring"),
    Kind.TUTORING: _l("Peer tutoring"),
    Kind.TRANSITION: _l("Transition or peer leadership"),
    Kind.CIRCLE: _l("Support circle"),
    Kind.DROP_IN: _l("Drop-in"),
}
KIND_SENTENCES: dict[Kind, Any] = {
    Kind.ONE_TO_ONE: _l("One older student meets one younger student, most weeks, for a year."),
    Kind.GROUP: _l("Two older students lead a group of up to ten younger ones."),
    Kind.TUTORING: _l("An older student helps a younger one with one subject."),
    Kind.TRANSITION: _l("Older students look after small groups of those who are new to the school."),
    Kind.CIRCLE: _l("A few students of any year stand around one who needs it for a while."),
    Kind.DROP_IN: _l("Trained students are in one place at a set time. Whoever wants to comes by."),
}
STATUSES: dict[Status, Any] = {
    Status.DRAFT: _l("Draft"),
    Status.OPEN: _l("Open"),
    Status.CLOSED: _l("Closed"),
}
STATUS_TONES: dict[Status, str] = {Status.DRAFT: "wait", Status.OPEN: "good", Status.CLOSED: "plain"}
MOVED: dict[Status, Any] = {
    Status.DRAFT: _l("%(name)s is a draft again."),
    Status.OPEN: _l("%(name)s is open."),
    Status.CLOSED: _l("%(name)s is closed."),
}
ROLES: dict[ProgrammeRole, Any] = {
    ProgrammeRole.MENTOR: _l("Mentor"),
    ProgrammeRole.MENTEE: _l("Mentee"),
}
GAP_STATES: dict[GapState, Any] = {
    GapState.WAITING: _l("waiting for the head"),
    GapState.ALLOWED: _l("allowed"),
    GapState.DECLINED: _l("declined"),
    GapState.WITHDRAWN: _l("taken back"),
}
PROBLEMS: dict[SlotProblem, Any] = {
    SlotProblem.OUTSIDE_SUPERVISED_HOURS: _l("Outside the supervised hours now"),
    SlotProblem.NO_PLACE: _l("No approved place"),
    SlotProblem.NO_ADULT: _l("Nobody on duty"),
}

# By the code itself, because one place asks for several kinds of them.
SENTENCES: dict[str, Any] = {
    DetailsRefusal.NAME_TAKEN: _l("Another programme has this name. Add the year or the term to it."),
    DetailsRefusal.SITE_UNKNOWN: _l("Choose at least one site."),
    DetailsRefusal.SITE_HAS_SLOTS: _l(
        "There are times in the week at a site that you took away. Remove those times first, on the week's page."
    ),
    DetailsRefusal.NOT_A_COORDINATOR: _l("Only coordinators can be in charge of a programme."),
    DetailsRefusal.STALE: _l("Somebody changed this meanwhile."),
    DatesRefusal.ENDS_BEFORE_IT_STARTS: _l("The last day is before the first. Look at the two dates again."),
    DatesRefusal.TOO_LONG: _l("That is longer than two years. Look at the two dates again."),
    DatesRefusal.SHORT_WITHOUT_REASON: _l(
        "That leaves fewer than nine weeks of school to meet in. Short programmes help little, and an early end can "
        "hurt. Choose other dates, or write below why it is right here."
    ),
    Missing.NO_SITE: _l("Choose a site where it runs."),
    Missing.NO_SLOT: _l("Add a time in the week when pairs can meet."),
    Missing.NO_SAFE_SLOT: _l(
        "Give at least one time an approved place and an adult on duty, within the supervised hours."
    ),
    Missing.NOBODY_IN_CHARGE: _l("Name an adult who is in charge of it."),
    Missing.OVER_ALREADY: _l("Its last day has passed. Give it dates that are still to come."),
    StatusRefusal.NOT_FROM_HERE: _l("That cannot be done with this programme now."),
    SlotRefusal.ENDS_BEFORE_IT_STARTS: _l("It ends before it starts. Look at the two times again."),
    SlotRefusal.NOT_A_SCHOOL_DAY: _l("There is no school on one of those days at this site."),
    SlotRefusal.WEEK_WITHOUT_A_CYCLE: _l("Every week is the same at this site, so there is no week A or B."),
    SlotRefusal.OUTSIDE_SUPERVISED_HOURS: _l(
        "No adult is on duty all of that time on one of those days. Pairs meet only within the site's supervised "
        "hours, so choose a time inside them, or change the hours under School."
    ),
    SlotRefusal.SHORTER_THAN_A_MEETING: _l("That is shorter than the shortest meeting of this programme."),
    SlotRefusal.SITE_NOT_IN_PROGRAMME: _l("Choose a site where the programme runs."),
    SlotRefusal.PLACE_ELSEWHERE: _l("One of those places is at another site, or was removed."),
    SlotRefusal.PLACE_NOT_APPROVED: _l("One of those places is not approved for meetings yet."),
    SlotRefusal.ADULT_TWICE: _l("Nobody can stand in for themselves. Name each person once."),
    SlotRefusal.ADULT_UNKNOWN: _l("Only supervisors and coordinators can be on duty."),
    SlotRefusal.THERE_ALREADY: _l("This time is in the week already. Change that one instead."),
    PlaceRefusal.NAME_TAKEN: _l("There is a place of this name at the site already."),
    PlaceRefusal.CAPACITY: _l("Write how many pairs fit, from 1 to 60."),
    GapRefusal.NOT_SMALLER: _l("That is no smaller gap than you can set yourself."),
    GapRefusal.ASKED_ALREADY: _l("The head has been asked already. Wait for the answer, or take it back."),
    GapRefusal.ALLOWED_ALREADY: _l(
        "The head has allowed a smaller gap for this programme. That is done once."
    ),
    GapRefusal.REASON_WANTED: _l("Write why. It is kept with the decision."),
    GapRefusal.DECIDED_ALREADY: _l("This was decided already."),
    GapRefusal.OWN_REQUEST: _l("Nobody decides about their own request. Ask the other person who may."),
    TextRefusal.EMPTY_BLOCK: _l("Every part needs words. Write what is missing."),
    TextRefusal.QUESTION_UNFINISHED: _l(
        "Each check question needs its question, three different answers, the right one marked, and why."
    ),
    TextRefusal.NOTHING_CHANGED: _l("Nothing was changed, so no new version was made."),
    TextRefusal.KIND_WANTED: _l("Say which kind of edit this is."),
}


def sentence_for(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(SENTENCES[code])


def kind_name(kind: str) -> str:
    """Return what a kind of programme is called."""
    return str(KINDS[Kind(kind)])


def status_name(status: str) -> str:
    """Return what a programme's status is called."""
    return str(STATUSES[Status(status)])


def status_tone(status: str) -> str:
    """Return the tone in which a status is shown."""
    return STATUS_TONES[Status(status)]


def role_in_programme(role: str) -> str:
    """Return what a role in a programme is called."""
    return str(ROLES[ProgrammeRole(role)])
