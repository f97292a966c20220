"""What staff type about a student in a programme: views, decisions, consents, training; and what a tutor answers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from mentoring.joining.wording.letter import AUTHORITIES, HOWS, SAID_CHOICES
from mentoring.joining.wording.staff import VERDICTS, VIEWS
from mentoring.people.forms.school import DayField, VersionField
from mentoring.web.fields import choices_of, trimmed

REASON = 1000  # characters


class AskTutorForm(FlaskForm):
    """Whom a link is for."""

    who = StringField(
        _l("Tutor or head of year"),
        [DataRequired(_l("Write whom you ask.")), Length(max=80)],
        filters=[trimmed],
    )


class PaperViewForm(FlaskForm):
    """A tutor's answer, written down from paper."""

    answer = RadioField(
        _l("Your view"), [InputRequired(_l("Choose one answer."))], choices=choices_of(VIEWS.items())
    )
    words = TextAreaField(_l("Why, in a line or two"), [Optional(), Length(max=300)])
    who = StringField(
        _l("Whose answer"),
        [DataRequired(_l("Write whose answer it is.")), Length(max=80)],
        filters=[trimmed],
    )
    day = DayField(_l("On which day"), [InputRequired(_l("On which day?"))])


class DecideForm(FlaskForm):
    """Suitability, with reasons."""

    verdict = RadioField(
        _l("Suitable?"), [InputRequired(_l("Choose one answer."))], choices=choices_of(VERDICTS.items())
    )
    reasons = TextAreaField(
        _l("Why"), [DataRequired(_l("Write why. It is kept with the decision.")), Length(max=REASON)]
    )
    knew = VersionField()


class ReasonForm(FlaskForm):
    """A decision that is only its reason."""

    reason = TextAreaField(
        _l("Why"), [DataRequired(_l("Write why. It is kept with the decision.")), Length(max=REASON)]
    )


class ConsentForm(FlaskForm):
    """One reply, for one student or for a whole class."""

    said = RadioField(
        _l("What it says"),
        [InputRequired(_l("Choose what it says."))],
        choices=choices_of(SAID_CHOICES.items()),
    )
    who = StringField(
        _l("Who says it"),
        [Length(max=80)],
        filters=[trimmed],
        description=_l("As on the form. For a whole class: “as signed on each form”."),
    )
    authority = SelectField(_l("On what authority"), choices=choices_of(AUTHORITIES.items()))
    how = RadioField(
        _l("How it came"), [InputRequired(_l("Choose how it came."))], choices=choices_of(HOWS.items())
    )
    day = DayField(_l("Dated"), [InputRequired(_l("Which day is on it?"))])
    until = DayField(
        _l("A “no” can come back until"), [Optional()], description=_l("Only for a letter that went home.")
    )
    letter = SelectField(_l("Version of the letter"))


class LetterForm(FlaskForm):
    """The school's own words to carers."""

    words = TextAreaField(_l("The letter"), [DataRequired(_l("Write the letter.")), Length(max=6000)])
    seen = VersionField()


class TrainingForm(FlaskForm):
    """What a group was taught."""

    day = DayField(_l("On which day"), [InputRequired(_l("On which day?"))])
    minutes = IntegerField(
        _l("Minutes"),
        [InputRequired(_l("Write how many minutes it took."))],
    )
    taught_by = StringField(
        _l("Taught by"), [DataRequired(_l("Write who taught it.")), Length(max=80)], filters=[trimmed]
    )
    module = BooleanField(
        _l("The whole safety module, with its questions, was gone through"),
        description=_l("For mentors. Without it no mentor is ready."),
    )


class PartnerForm(FlaskForm):
    """What a mentee needs of a mentor."""

    experience = BooleanField(
        _l("An experienced mentor would be better for this child"),
        description=_l("One whose earlier pairing came to its planned end. It is a wish, not a condition."),
    )
    language = StringField(
        _l("A language that the mentor must speak"),
        [Optional(), Length(max=80)],
        description=_l(
            "Only if this child needs it. Nobody else is suggested then. Of several, with commas, one is enough."
        ),
        filters=[trimmed],
        render_kw={"autocomplete": "off", "maxlength": 80},
    )
    friends = SelectMultipleField(
        _l("Would like to be in a group with"),
        description=_l(
            "Only what the child told you. It is a wish, and counts for those who may be in one group."
        ),
    )
