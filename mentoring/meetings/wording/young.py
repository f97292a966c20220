"""What young people read of meetings, at a reading age of nine: who came, what was done, faces, asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.meetings.rules.asks import AskAnswer, AskKind
from mentoring.meetings.rules.faces import Face, Step
from mentoring.meetings.rules.write_ups import Did, Helped, Outside, WhoCame, WriteUpRefusal

DID: Mapping[Did, Any] = {
    Did.TALKED: _l("We talked"),
    Did.SCHOOLWORK: _l("School work"),
    Did.READ: _l("We read"),
    Did.PLAYED: _l("We played a game"),
    Did.MADE: _l("We made something"),
    Did.PLANNED: _l("We made a plan"),
    Did.OUT_AND_ABOUT: _l("We went for a walk in school"),
    Did.ELSE: _l("Something else"),
}
HELPED: Mapping[Helped, Any] = {
    Helped.EMOTIONAL: _l("I listened and cheered them on"),
    Helped.INSTRUMENTAL: _l("I helped them do something"),
    Helped.INFORMATIONAL: _l("I told or showed them something new"),
    Helped.APPRAISAL: _l("I told them what they do well"),
}
OUTSIDE: Mapping[Outside, Any] = {
    Outside.ONLINE: _l("We wrote or played online"),
    Outside.MET_OUTSIDE: _l("We met out of school"),
    Outside.ALONE: _l("We were alone with no adult near"),
    Outside.LIFT: _l("One of us got a lift"),
    Outside.GIFT: _l("One of us gave a gift"),
    Outside.SECRET: _l("We have a secret"),
}
WRITE_UP_REFUSALS: Mapping[WriteUpRefusal, Any] = {
    WriteUpRefusal.DAY_TO_COME: _l("That is still to come. Which day was it?"),
    WriteUpRefusal.LONG_AGO: _l("That is too long ago. Which day was it?"),
}


def who_came(names: str, *, is_group: bool) -> list[tuple[WhoCame, str]]:
    """Return the answers to "who came?", by the name of the other side."""
    both = _("We met") if is_group else _("We both came")
    return [
        (WhoCame.BOTH, both),
        (WhoCame.MENTEE_AWAY, _("%(name)s did not come", name=names)),
        (WhoCame.MENTOR_AWAY, _("I could not come")),
        (WhoCame.CALLED_OFF, _("It was called off")),
    ]


# The three questions after a meeting. %(name)s is who mentors; the first is also the title of its page.
QUESTIONS: Mapping[Step, Any] = {
    Step.HOW: _l("How was it with %(name)s?"),
    Step.HEARD: _l("Did %(name)s listen to you?"),
    Step.AGAIN: _l("Do you want to meet again?"),
}
FACES: Mapping[Step, Mapping[Face, Any]] = {
    Step.HOW: {
        Face.GREAT: _l("Really good"),
        Face.GOOD: _l("Good"),
        Face.OK: _l("OK"),
        Face.POOR: _l("Not so good"),
        Face.BAD: _l("Bad"),
    },
    Step.HEARD: {Face.GOOD: _l("Yes"), Face.OK: _l("A bit"), Face.BAD: _l("No")},
    Step.AGAIN: {Face.GOOD: _l("Yes"), Face.OK: _l("I don't know"), Face.BAD: _l("No")},
}

ASKS: Mapping[AskKind, Any] = {
    AskKind.HELP: _l("I need help with what to do"),
    AskKind.DAY: _l("The day or the time"),
    AskKind.PLACE: _l("The place"),
    AskKind.WHAT_WE_DO: _l("What we do"),
    AskKind.MENTOR: _l("My mentor"),
    AskKind.ADULT: _l("I want to talk with an adult"),
    AskKind.BREAK: _l("I want a break"),
    AskKind.STOP: _l("I want to stop"),
}
# What comes of it, as the student reads it. The adult's name stands before it.
ASK_ANSWERS: Mapping[AskAnswer, Any] = {
    AskAnswer.TALKED: _l("We have talked about it."),
    AskAnswer.CHANGED: _l("I have changed it for you."),
    AskAnswer.WILL_TALK: _l("I will come and talk with you."),
    AskAnswer.CANNOT: _l("I can't change it. Here is why."),
}


def listed(names: Sequence[str]) -> str:
    """Return "Leo, Mia and Sam"."""
    return str(format_list(list(names), locale=get_locale()))


def question(step: Step, name: str) -> str:
    """Return a question about a meeting with this mentor."""
    return str(QUESTIONS[step]) % {"name": name}
