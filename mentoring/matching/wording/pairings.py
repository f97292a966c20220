"""The words for pairings: their states, the steps of their life, why something was not done."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.joining.rules.readiness import Hold
from mentoring.matching.rules.life import Cause, Closing, Happening, PairingRefusal, Rematch, State

STATES: Mapping[State, Any] = {
    State.PROPOSED: _l("not asked yet"),
    State.ASKED_MENTOR: _l("the mentor is asked"),
    State.ASKED_MENTEE: _l("the mentee is asked"),
    State.AGREED: _l("everybody said yes"),
    State.READY: _l("ready to meet"),
    State.ACTIVE: _l("meeting"),
    State.ON_BREAK: _l("having a break"),
    State.ENDING: _l("coming to its end"),
    State.CLOSED: _l("closed"),
    State.DECLINED: _l("said no thanks"),
    State.WITHDRAWN: _l("withdrawn"),
    State.EXPIRED: _l("nobody answered"),
}
STATE_TONES: Mapping[State, str] = {
    State.PROPOSED: "wait",
    State.ASKED_MENTOR: "info",
    State.ASKED_MENTEE: "info",
    State.AGREED: "good",
    State.READY: "good",
    State.ACTIVE: "good",
    State.ON_BREAK: "wait",
    State.ENDING: "wait",
}
GROUP_NAMES: Mapping[str, Any] = {
    "": _l("All that are not over"),
    "asked": _l("being asked"),
    "running": _l("agreed and planned, until their end"),
    "over": _l("over"),
}
ON_HOLD = _l("on hold, ask the lead")
CAUSES: Mapping[str, Any] = {
    Cause.STAFF: _l("Break, by staff"),
    Cause.STUDENT_PAUSED: _l("Break: %(name)s wanted one"),
    Cause.STUDENT_STOPPED: _l("Break: %(name)s stopped"),
    Cause.CONSENT: _l("Break: a carer's consent for %(name)s was taken back, or refused"),
    Cause.CANNOT_BE_PAIRED: _l("Break: cannot be paired"),
}
WITHDRAWN: Mapping[str, Any] = {
    "": _l("Withdrawn"),
    Cause.STUDENT_PAUSED: _l("Withdrawn: %(name)s wanted a break"),
    Cause.STUDENT_STOPPED: _l("Withdrawn: %(name)s stopped"),
    Cause.CONSENT: _l("Withdrawn: a carer's consent for %(name)s was taken back, or refused"),
    Cause.CANNOT_BE_PAIRED: _l("Withdrawn: cannot be paired"),
}
CLOSINGS: Mapping[str, Any] = {
    Closing.PLANNED: _l("Closed, as planned"),
    Closing.UNPLANNED: _l("Closed, not planned"),
    Closing.SAFETY: _l("Closed for safety"),
}
CLOSED = _l("Closed")  # what everybody but lead and deputies reads, whatever it was that nobody planned
REMATCHES: Mapping[str, Any] = {
    Rematch.YES: _l("Yes, they may be paired again"),
    Rematch.NO: _l("No, not for now"),
    Rematch.LATER: _l("We decide that later"),
}
ANSWERED_YES, ANSWERED_NO = _l("%(name)s said yes"), _l("%(name)s said no thanks")
STEPS: Mapping[str, Any] = {
    "proposed": _l("Proposed"),
    "put-together": _l("Put together on the board by staff"),
    Happening.ASK: _l("The mentor's side was asked"),
    Happening.MENTORS_YES: _l("The mentor's side said yes"),
    Happening.MENTEES_YES: _l("The mentee's side said yes"),
    Happening.NO: _l("Said no thanks"),
    Happening.EXPIRE: _l("Nobody answered, so the question is over"),
    Happening.CONFIRM: _l("Confirmed: all was still green, and the first meetings are planned"),
    Happening.MEET: _l("Met for the first time"),
    Happening.RESUME: _l("Goes on after the break"),
    Happening.GIVE_NOTICE: _l("The last day was set"),
    Happening.TAKE_NOTICE_BACK: _l("Goes on: the last day was taken back"),
    "told": _l("Told in person"),
    "left": _l("Goes on without %(name)s"),
    "changed": _l("Meets at another time, in another place, or with another adult near"),
}
HELD_STEP = _l("Having a break")
REFUSALS: Mapping[str, Any] = {
    PairingRefusal.NOT_FROM_HERE: _l("That cannot be done now. Somebody may have changed it meanwhile."),
    PairingRefusal.STALE: _l("Somebody changed this meanwhile. Look at it again."),
    PairingRefusal.REASON_WANTED: _l("Write why. Only staff read it."),
    PairingRefusal.NOT_ALL_GREEN: _l("Something is in the way."),
    PairingRefusal.NO_MEETING: _l("No meeting can be planned at its time and place. Change when and where."),
    PairingRefusal.ON_HOLD: _l("On hold, ask the lead."),
    PairingRefusal.ON_BREAK: _l("Having a break, talk with them."),
    PairingRefusal.ANSWERED: _l("That was answered already."),
    PairingRefusal.OPENED: _l("A mentor has seen the question. Withdraw it with a reason instead."),
    PairingRefusal.NOTICE_TOO_SHORT: _l("That is too soon. The programme asks for more notice."),
    PairingRefusal.DAY_WANTED: _l("Choose the last day."),
    PairingRefusal.NOT_RUNNING: _l("The programme is not open."),
    PairingRefusal.NOT_ASKED: _l("Nobody in it is being asked now."),
    PairingRefusal.NOBODY_TICKED: _l("Tick pairings first."),
    PairingRefusal.TOO_FEW: _l("Without this student too few would remain. Close the pairing instead."),
    PairingRefusal.WHERE_UNKNOWN: _l(
        "Choose a place and an adult of that time. The week of the programme shows which belong together."
    ),
    PairingRefusal.ANSWER_WANTED: _l("Choose what they said."),
}
LEFT_SCHOOL = _l("has left the school")


def refusal_sentence(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[code])


def state_words(state: str, reads: Hold | None) -> tuple[str, str]:
    """Return where a pairing stands, in words and with its tone, as somebody reads it.

    reads: how the reader may know of a hold. Whoever may not know of it reads of it what is read of any break.
    """
    if reads is Hold.HOLD:
        return str(ON_HOLD), "stop"
    shown = State.ON_BREAK if reads is Hold.BREAK else State(state)
    return str(STATES[shown]), STATE_TONES.get(shown, "plain")
