"""The sentences of a room's tablet."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.meetings.rules.meetings import RegisterRefusal

REFUSALS: dict[RegisterRefusal, Any] = {
    RegisterRefusal.DAY_TO_COME: _l("That meeting is on another day now. Its register is taken then."),
    RegisterRefusal.OVER: _l("That register was taken on another day, so it is not changed any more."),
    RegisterRefusal.NOT_EVERYBODY: _l("Somebody came into the list just now. Please look at it once more."),
    RegisterRefusal.NOBODY: _l("Those meetings do not go ahead any more."),
}


def refusal_sentence(refusal: RegisterRefusal) -> str:
    """Return why a register was not taken."""
    return str(REFUSALS[refusal])
