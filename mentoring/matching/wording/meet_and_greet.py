"""The sentences of the meet-and-greet."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.matching.rules.meet_and_greet import MeetRefusal

REFUSALS: dict[MeetRefusal, Any] = {
    MeetRefusal.WHERE_UNKNOWN: _l("That time or place is gone. Choose another one."),
    MeetRefusal.DAY_PAST: _l("That day is over. Choose one that is still to come."),
    MeetRefusal.NOT_ON_THAT_DAY: _l("That time is on another day of the week, or in the other week."),
    MeetRefusal.NO_SCHOOL: _l("That is no school day, or an exam week. Choose another day."),
    MeetRefusal.OUTSIDE_PROGRAMME: _l("The programme does not run on that day."),
    MeetRefusal.NOBODY_COMES: _l("Nobody would come. Somebody must be ready and ticked."),
    MeetRefusal.STALE: _l("Somebody else changed who comes meanwhile. Nothing of yours was saved."),
    MeetRefusal.TOO_MANY: _l("Up to three can be chosen."),
    MeetRefusal.NOT_ON_CARD: _l("One of these is not on the card."),
    MeetRefusal.NO_NUMBER: _l("Write the numbers in the boxes, such as 3 7 12, or 0 for nobody."),
    MeetRefusal.NOT_YET: _l("The meet-and-greet has not begun yet."),
    MeetRefusal.CHOSEN: _l("You have chosen already."),
}


def meet_sentence(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[MeetRefusal(code)])
