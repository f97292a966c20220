"""The sentences of joining: states, answers, what is missing and whose move it is, refusals."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.joining.rules.enrolment import Answer, Came, How, Refusal, State
from mentoring.joining.rules.profile import ProfileRefusal
from mentoring.joining.rules.readiness import Gate, Missing, Move, Soon

STATES: dict[State, Any] = {
    State.WAITING: _l("asked, no answer yet"),
    State.IN: _l("taking part"),
    State.DECLINED: _l("said no thanks"),
    State.PAUSED: _l("paused"),
    State.STOPPED: _l("stopped"),
}
STATE_TONES: dict[State, str] = {
    State.WAITING: "wait",
    State.IN: "good",
    State.DECLINED: "plain",
    State.PAUSED: "wait",
    State.STOPPED: "plain",
}
CAME: dict[Came, Any] = {
    Came.OWN: _l("asked to join from their own page"),
    Came.STAFF: _l("invited by staff"),
    Came.TUTOR: _l("put forward by a tutor, on paper"),
    Came.CARER: _l("put forward by a carer, on paper"),
}
REFERRALS: dict[Came, Any] = {
    Came.STAFF: _l("I or another member of staff"),
    Came.TUTOR: _l("A tutor or head of year, on paper"),
    Came.CARER: _l("A parent or carer, on paper"),
}
ANSWERS: dict[Answer, Any] = {
    Answer.YES: _l("said yes"),
    Answer.NO: _l("said no thanks"),
    Answer.PAUSE: _l("paused"),
    Answer.STOP: _l("stopped"),
    Answer.BACK: _l("came back"),
}
ANSWERS_STAFF: dict[Answer, Any] = {
    Answer.YES: _l("Yes, they want to take part"),
    Answer.NO: _l("No thanks"),
    Answer.PAUSE: _l("They want a break"),
    Answer.STOP: _l("They want to stop"),
    Answer.BACK: _l("They want to go on"),
}
HOWS: dict[How, Any] = {
    How.OWN_SIGN_IN: _l("on their own page"),
    How.IN_PERSON: _l("in person"),
}
GATES: dict[Gate, Any] = {
    Gate.OWN_YES: _l("Own yes"),
    Gate.PROFILE: _l("Profile"),
    Gate.TUTOR: _l("Tutor's view"),
    Gate.SUITABILITY: _l("Suitability"),
    Gate.CONSENT: _l("Consent"),
    Gate.AGREEMENT: _l("Agreement"),
    Gate.TRAINING: _l("Training"),
    Gate.PAIRING: _l("Free to pair"),
}
MISSING: dict[Missing, Any] = {
    Missing.OWN_YES: _l("has not said yes yet"),
    Missing.SAID_NO: _l("said no thanks"),
    Missing.STOPPED: _l("stopped"),
    Missing.PROFILE: _l("profile not done"),
    Missing.TUTOR_NOT_ASKED: _l("tutor not asked"),
    Missing.TUTOR: _l("waiting for the tutor"),
    Missing.TUTOR_TALK: _l("talk with the tutor, then decide"),
    Missing.SUITABILITY: _l("not decided"),
    Missing.NOT_YET: _l("decided: not yet"),
    Missing.UNSUITABLE: _l("decided: no"),
    Missing.CONSENT: _l("waiting for consent"),
    Missing.CONSENT_TIME: _l("a “no” may still come back"),
    Missing.CONSENT_REFUSED: _l("consent refused"),
    Missing.CONSENT_WITHDRAWN: _l("consent withdrawn"),
    Missing.AGREEMENT: _l("not signed"),
    Missing.AGREEMENT_OVERDUE: _l("to sign again, overdue"),
    Missing.TRAINING: _l("not begun"),
    Missing.TRAINING_SHORT: _l("not finished"),
    Missing.MODULE: _l("safety module missing"),
    Missing.PREPARATION_UNDER: _l("under half an hour"),
    Missing.TRAINING_EXPIRED: _l("expired"),
    Missing.CANNOT_BE_PAIRED: _l("cannot be paired"),
    Missing.ON_HOLD: _l("on hold, ask the lead"),
    Missing.PAUSED: _l("having a break, talk with them"),
    Missing.ON_BREAK: _l("having a break, talk with them"),
}
SOON: dict[Soon, Any] = {
    Soon.AGREEMENT_AGAIN: _l("to sign again"),
    Soon.PREPARATION_PART: _l("second part to follow"),
}
MOVES: dict[Move, Any] = {
    Move.STUDENT: _l("the student"),
    Move.COORDINATOR: _l("the coordinator"),
    Move.TUTOR: _l("the tutor"),
    Move.CARER: _l("the carer"),
    Move.LEAD: _l("the lead"),
    Move.NOBODY: _l("nobody"),
}
SENTENCES: dict[str, Any] = {
    Refusal.NOT_OPEN: _l("That programme is not open now."),
    Refusal.NOT_FOR_THEM: _l("That is not open to your year or your site."),
    Refusal.THERE_ALREADY: _l("You are in this already."),
    Refusal.NOT_NOW: _l("That can't be said now. Somebody may have answered already."),
    Refusal.STAFF_ALONE: _l("An adult helps you to come back. Talk with them first."),
    Refusal.WHO_WANTED: _l("Write whose paper it is."),
    Refusal.DAY_TO_COME: _l("That day is still to come."),
    ProfileRefusal.STORY_WITHOUT_LEAVE: _l("Tick the box if we may use this. Or take your words out."),
    ProfileRefusal.STRANGER: _l("One of those names is not here any more. Please look again."),
    ProfileRefusal.NOT_OPEN: _l("You can't change this now. Ask an adult."),
    ProfileRefusal.NOT_SEEN: _l("There is one more thing that we ask. You can skip it."),
}


def sentence_for(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(SENTENCES[code])


def state_name(state: str) -> str:
    """Return what a state is called."""
    return str(STATES[State(state)])


def state_tone(state: str) -> str:
    """Return the tone in which a state is shown."""
    return STATE_TONES[State(state)]
