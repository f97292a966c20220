"""The questions of the profile, one form each. Nothing is required: every question can be skipped."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from mentoring.joining.rules.profile import Gender, Step
from mentoring.joining.wording.profile import GENDERS, HELP, INTERESTS
from mentoring.web.fields import choices_of, trimmed

TOO_LONG = _l("That is too long. Please use fewer words.")


class StepForm(FlaskForm):
    """One question."""

    def given(self) -> dict[str, Any]:
        """Return the answer by field; nothing typed is an empty text."""
        return {name: value if value is not None else "" for name, value in self.data.items()}


class InterestsForm(StepForm):
    """What do you like?"""

    interests = SelectMultipleField(_l("What do you like?"), choices=choices_of(INTERESTS.items()))
    interests_words = StringField(
        _l("Something else"), [Length(max=200, message=TOO_LONG)], filters=[trimmed]
    )


class HelpForm(StepForm):
    """What do you want help with, or what can you help with?"""

    help = SelectMultipleField(_l("What would help you?"), choices=choices_of(HELP.items()))
    help_words = StringField(_l("Something else"), [Length(max=200, message=TOO_LONG)], filters=[trimmed])
    help_may_be_told = BooleanField(_l("My partner may see this"))


class StoryForm(StepForm):
    """What have you been through yourself? Topics to tick are for mentors."""

    lived = SelectMultipleField(_l("I have been through this myself"), choices=choices_of(HELP.items()))
    story = TextAreaField(_l("In your own words"), [Length(max=500, message=TOO_LONG)])
    may_use = BooleanField(_l("You may use this to find me a partner"))


class TimesForm(StepForm):
    """When can you not come?"""

    times = SelectMultipleField(_l("I can't come at these times"))


class LanguagesForm(StepForm):
    """Which languages do you speak?"""

    languages = StringField(
        _l("The languages I speak"), [Length(max=120, message=TOO_LONG)], filters=[trimmed]
    )


class PlaceForm(StepForm):
    """What do you need from a place?"""

    step_free = BooleanField(_l("No stairs or steps"))
    quiet = BooleanField(_l("A quiet place"))
    adult_present = BooleanField(_l("An adult in the room"))


class SameGenderForm(StepForm):
    """Do you want a partner of your own gender?"""

    same_gender = RadioField(
        _l("What would you like?"),
        [Optional()],
        choices=choices_of([("no", _l("I don't mind")), ("yes", _l("Someone of my own gender"))]),
    )

    def given(self) -> dict[str, Any]:
        """Return whether it matters."""
        return {"same_gender": self.same_gender.data == "yes"}


class GenderForm(StepForm):
    """How do you describe yourself?"""

    gender = RadioField(_l("I am"), [Optional()], choices=choices_of(GENDERS.items()))
    gender_words = StringField(
        GENDERS[Gender.OWN_WORDS], [Length(max=60, message=TOO_LONG)], filters=[trimmed]
    )


class RatherNotForm(StepForm):
    """With whom would you rather not be?"""

    others = SelectMultipleField(_l("I would rather not be with"))


FORMS: dict[Step, type[StepForm]] = {
    Step.INTERESTS: InterestsForm,
    Step.HELP: HelpForm,
    Step.STORY: StoryForm,
    Step.TIMES: TimesForm,
    Step.LANGUAGES: LanguagesForm,
    Step.PLACE: PlaceForm,
    Step.SAME_GENDER: SameGenderForm,
    Step.GENDER: GenderForm,
    Step.RATHER_NOT: RatherNotForm,
}
