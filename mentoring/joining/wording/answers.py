"""A profile as it is read: each question that was answered, with its answer in words."""

from collections.abc import Iterable

from flask_babel import gettext as _

from mentoring.joining.models import Profile
from mentoring.joining.rules.profile import Gender, Help, Interest, Step
from mentoring.joining.wording.profile import GENDERS, HELP, INTERESTS


def answers(held: Profile, slots: dict[str, str]) -> dict[Step, str]:
    """Return what a profile says, by question; questions without an answer are left out. `slots`: names by id."""
    needs = [
        words
        for is_needed, words in (
            (held.step_free, _("no stairs or steps")),
            (held.quiet, _("a quiet place")),
            (held.adult_present, _("an adult in the room")),
        )
        if is_needed
    ]
    said = {
        Step.INTERESTS: _joined(
            [*(str(INTERESTS[Interest(c)]) for c in held.interests), held.interests_words]
        ),
        Step.HELP: _joined([*(str(HELP[Help(c)]) for c in held.help), held.help_words]),
        Step.STORY: _sentences(_been(held), held.story),
        Step.TIMES: _joined(slots[each] for each in held.cannot_slot_ids if each in slots),
        Step.LANGUAGES: held.languages,
        Step.PLACE: _joined(needs),
        Step.SAME_GENDER: _("the same as mine") if held.same_gender else "",
        Step.GENDER: held.gender_words
        if held.gender == Gender.OWN_WORDS
        else str(GENDERS[Gender(held.gender)])
        if held.gender
        else "",
    }
    return {step: words for step, words in said.items() if words}


def _been(held: Profile) -> str:
    if not held.lived:
        return ""
    return _("Been through it: %(what)s", what=_joined(str(HELP[Help(code)]).lower() for code in held.lived))


def _sentences(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word)
