"""What staff read of write-ups, faces, asks and boundary notes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.meetings.rules.asks import AskAnswer, AskKind, AskRefusal
from mentoring.meetings.rules.boundary_notes import Kind, NoteAnswer
from mentoring.meetings.rules.faces import Face
from mentoring.meetings.rules.write_ups import Did, Helped

ASKS: Mapping[AskKind, Any] = {
    AskKind.HELP: _l("asks for help"),
    AskKind.DAY: _l("wants to change the day or time"),
    AskKind.PLACE: _l("wants to change the place"),
    AskKind.WHAT_WE_DO: _l("wants to change what they do"),
    AskKind.MENTOR: _l("wants to change something about the mentor"),
    AskKind.ADULT: _l("wants to talk with an adult"),
    AskKind.BREAK: _l("wants a break: it has begun, talk with them"),
    AskKind.STOP: _l("wants to stop: it has stopped, talk with them"),
}
ASK_ANSWERS: Mapping[AskAnswer, Any] = {
    AskAnswer.TALKED: _l("I have talked with them"),
    AskAnswer.CHANGED: _l("I have changed it"),
    AskAnswer.WILL_TALK: _l("I will talk with them soon"),
    AskAnswer.CANNOT: _l("It cannot be changed"),
}
ASK_REFUSALS: Mapping[AskRefusal, Any] = {
    AskRefusal.ANSWERED: _l("Somebody has answered this already."),
    AskRefusal.WORDS_WANTED: _l("Say why, in words that they understand."),
}
NOTES: Mapping[Kind, Any] = {
    Kind.NOT_PLANNED: _l("met when nothing was planned"),
    Kind.OUTSIDE_HOURS: _l("met outside the supervised hours"),
    Kind.TOO_LONG: _l("met for longer than the programme allows"),
    Kind.IN_A_BREAK: _l("met though the meeting was off"),
    Kind.ONLINE: _l("contact online or by messages"),
    Kind.MET_OUTSIDE: _l("met out of school"),
    Kind.ALONE: _l("alone without an adult near"),
    Kind.LIFT: _l("a lift"),
    Kind.GIFT: _l("a gift"),
    Kind.SECRET: _l("a secret"),
}
NOTE_ANSWERS: Mapping[NoteAnswer, Any] = {
    NoteAnswer.TALKED: _l("I have talked with them"),
    NoteAnswer.NO_NEED: _l("No need"),
    NoteAnswer.PASSED_ON: _l("Pass on to the lead"),
}
NOTE_ANSWERED: Mapping[NoteAnswer, Any] = {
    NoteAnswer.TALKED: _l("talked with them"),
    NoteAnswer.NO_NEED: _l("saw no need to talk"),
    NoteAnswer.PASSED_ON: _l("passed it on to the lead"),
}
HELPED: Mapping[Helped, Any] = {
    Helped.EMOTIONAL: _l("emotional: listened, cheered on"),
    Helped.INSTRUMENTAL: _l("instrumental: helped to do something"),
    Helped.INFORMATIONAL: _l("informational: told or showed something"),
    Helped.APPRAISAL: _l("appraisal: said what goes well"),
}
DID: Mapping[Did, Any] = {
    Did.TALKED: _l("talked"),
    Did.SCHOOLWORK: _l("school work"),
    Did.READ: _l("read"),
    Did.PLAYED: _l("played a game"),
    Did.MADE: _l("made something"),
    Did.PLANNED: _l("made a plan"),
    Did.OUT_AND_ABOUT: _l("went for a walk in school"),
    Did.ELSE: _l("something else"),
}
MISSED_BY: Mapping[str, Any] = {
    "mentee": _l("the mentee did not come"),
    "mentor": _l("the mentor could not come"),
    "off": _l("it was called off"),
}
# What a write-up and what a mentee said tell, in the order in which it stands there.
WRITE_UP: Mapping[str, Any] = {
    "how-long": _l("How long"),
    "did": _l("What they did"),
    "helped": _l("Kinds of help"),
    "not-said": _l("not said"),
    "for-mentee": _l("For next time. The mentee can read this."),
    "for-staff": _l("For staff alone."),
}
FACES: Mapping[str, Any] = {
    "how": _l("How it was"),
    "heard": _l("Listened to"),
    "again": _l("Wants to meet again"),
}
# How it was; whether they were listened to; whether to meet again. Without an answer: skipped.
HOW: Mapping[str, Any] = {
    Face.GREAT: _l("really good"),
    Face.GOOD: _l("good"),
    Face.OK: _l("OK"),
    Face.POOR: _l("not so good"),
    Face.BAD: _l("bad"),
    "": _l("skipped"),
}
HEARD: Mapping[str, Any] = {
    Face.GOOD: _l("yes"),
    Face.OK: _l("a bit"),
    Face.BAD: _l("no"),
    "": _l("skipped"),
}
AGAIN: Mapping[str, Any] = {
    Face.GOOD: _l("yes"),
    Face.OK: _l("does not know"),
    Face.BAD: _l("no"),
    "": _l("skipped"),
}
SECTIONS: Mapping[str, Any] = {
    "write_ups": _l("Write-ups"),
    "faces": _l("How it was for the mentee"),
    "asks": _l("What they asked"),
}
