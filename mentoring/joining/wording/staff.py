"""The words of what staff decide and write down about a student in a programme."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.joining.rules.suitability import BarKind, StaffRefusal, Verdict, View
from mentoring.joining.rules.training import TrainingRefusal, TrainingStanding

VIEWS: Mapping[str, Any] = {
    View.YES: _l("Yes"),
    View.NOT_YET: _l("Not yet"),
    View.TALK: _l("Please talk to me"),
}
VERDICTS: Mapping[str, Any] = {
    Verdict.YES: _l("Yes"),
    Verdict.NOT_YET: _l("Not yet"),
    Verdict.NO: _l("No"),
}
BARS: Mapping[str, Any] = {
    BarKind.SPECIALIST: _l("Specialist help instead"),
    BarKind.NOT_NOW: _l("Not now"),
}
TRAININGS: Mapping[str, Any] = {
    TrainingStanding.DONE: _l("done"),
    TrainingStanding.PART: _l("first part done, the rest follows"),
    TrainingStanding.NOT_BEGUN: _l("not begun"),
    TrainingStanding.SHORT: _l("not all of it yet"),
    TrainingStanding.NO_MODULE: _l("the safety module is missing"),
    TrainingStanding.UNDER_HALF_AN_HOUR: _l("under half an hour"),
    TrainingStanding.EXPIRED: _l("too long ago"),
}
REFUSALS: Mapping[str, Any] = {
    StaffRefusal.REASON_WANTED: _l("Write why. It is kept with the decision."),
    StaffRefusal.WHO_ANSWERED: _l("Write whom you ask, or whose answer it is."),
    StaffRefusal.LINK_OVER: _l("This link no longer works. Please ask for a new one."),
    StaffRefusal.ANSWER_WANTED: _l("Choose one answer."),
    StaffRefusal.WRONG_ANSWERS: _l("Not quite. Look at the words below and try again."),
    StaffRefusal.STALE: _l("The words have changed. Please read them again."),
    StaffRefusal.NOT_IN: _l("Say yes to taking part first."),
    StaffRefusal.NOBODY_ASKED: _l("Tick who is asked about, and name the tutor of each form."),
    StaffRefusal.NOT_ASKED_ABOUT: _l(
        "Nobody is asked about this student now: they do not take part, they left, or the programme is closed."
    ),
    StaffRefusal.DAY_TO_COME: _l("That day is still to come."),
    StaffRefusal.BEFORE_ENROLMENT: _l(
        "That day is before the student came into the programme. Ask the tutor again, about this programme."
    ),
    StaffRefusal.VIEW_MEANWHILE: _l("A tutor has answered meanwhile. Read it first, then decide."),
    StaffRefusal.DECIDED_MEANWHILE: _l("Somebody has decided about this student meanwhile."),
    TrainingRefusal.NOBODY_TICKED: _l("Tick who was there."),
    TrainingRefusal.DAY_TO_COME: _l("That day is still to come."),
    TrainingRefusal.WHO_TAUGHT: _l("Write who taught it."),
    TrainingRefusal.LENGTH: _l("Write how many minutes it took, from 5 to 480."),
    TrainingRefusal.DAY_FULL: _l("With this, one of them would have more than 480 minutes on that day."),
    TrainingRefusal.PART_UNKNOWN: _l("There is no such part."),
    TrainingRefusal.NOT_STARTED: _l("Press Start first."),
    TrainingRefusal.NO_ANSWER: _l("Choose one answer."),
    TrainingRefusal.WRONG_ANSWERS: _l("Not quite. Read it once more. Then try again in a minute."),
    TrainingRefusal.TOO_SOON: _l("Take your time. Read it once more. You can try again in a minute."),
    TrainingRefusal.DONE_ALREADY: _l("You have done this part."),
}


def staff_sentence(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[code])
