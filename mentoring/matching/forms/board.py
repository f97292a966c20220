"""What is typed on the board's pages. Every form carries the version of the board that it was made from."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from mentoring.matching.engine.codes import Criterion
from mentoring.matching.wording.board import CRITERIA, MEANINGS, WEIGHTS
from mentoring.people.forms.school import VersionField
from mentoring.web.fields import choices_of, trimmed

ID = "[0-9A-Z]{26}"
REASON = 500  # characters
THIS_TIME, ALWAYS = "this-time", "always"


class SeenForm(FlaskForm):
    """A button of the board: only the version that was shown."""

    seen = VersionField()


class PairForm(SeenForm):
    """A button about one pair: mentor and mentee, by enrolment."""

    pair = StringField(validators=[InputRequired(), Regexp(f"^{ID}-{ID}$")])


class ApproveForm(SeenForm):
    """Which pairs are approved: the ticked ones, or all."""

    pair = SelectMultipleField(validate_choice=False)
    which = StringField()


class SwapForm(SeenForm):
    """Another mentor for a mentee."""

    mentor = RadioField(_l("Mentor"), [InputRequired(_l("Choose a mentor."))], validate_choice=False)


class AskForm(FlaskForm):
    """A question about the board. It changes nothing, so it is sent by GET."""

    class Meta(FlaskForm.Meta):
        """No token: nothing is changed."""

        csrf = False


class TwoForm(AskForm):
    """A mentor and a mentee whom somebody points at, by enrolment."""

    mentor = SelectField(_l("Mentor"), [InputRequired(_l("Choose a mentor."))])
    mentee = SelectField(_l("Mentee"), [InputRequired(_l("Choose a mentee."))])


class PutTogetherForm(SeenForm):
    """Why two are put together though another arrangement is better."""

    reason = TextAreaField(
        _l("Why these two"),
        [DataRequired(_l("Write why. Staff read it with the pairing.")), Length(max=REASON)],
    )


class NotTheseTwoForm(SeenForm):
    """Whether two people are put aside this time, or never paired."""

    how = RadioField(
        _l("For how long?"),
        [InputRequired(_l("Choose for how long."))],
        choices=choices_of(
            [
                (THIS_TIME, _l("This time: leave them out of the next suggestion")),
                (ALWAYS, _l("Always: never pair these two")),
            ]
        ),
    )
    reason = TextAreaField(_l("Why"), [Optional(), Length(max=REASON)])


class WeightsForm(SeenForm):
    """How much each criterion matters here. `looked`: the choices whose effect was shown, which so can be saved."""

    looked = HiddenField()

    @property
    def digest(self) -> str:
        """Return these choices as one code."""
        return ".".join(str(self[criterion.value].data) for criterion in Criterion)


for _criterion in Criterion:
    setattr(
        WeightsForm,
        _criterion.value,
        RadioField(
            CRITERIA[_criterion],
            [InputRequired(_l("Choose how much it matters."))],
            choices=choices_of(WEIGHTS.items()),
            description=MEANINGS[_criterion],
        ),
    )


class ByHandForm(FlaskForm):
    """Who is in one pairing, and when and where they meet."""

    mentors = SelectMultipleField(_l("Mentors"), validate_choice=False)
    mentees = SelectMultipleField(_l("Mentees"), validate_choice=False)
    where = SelectField(_l("When and where they meet"), validate_choice=False)


class KeepApartForm(FlaskForm):
    """Two students who are not to be paired, by user name or by name."""

    one = StringField(
        _l("One student"),
        [InputRequired(_l("Write a user name, or the first and last name."))],
        description=_l("User name, or first and last name"),
        render_kw={"autocomplete": "off", "maxlength": 161},
        filters=[trimmed],
    )
    other = StringField(
        _l("The other student"),
        [InputRequired(_l("Write a user name, or the first and last name."))],
        render_kw={"autocomplete": "off", "maxlength": 161},
        filters=[trimmed],
    )
    reason = TextAreaField(
        _l("Why"),
        [
            InputRequired(_l("Write why. Only the safeguarding lead and deputies read it.")),
            Length(max=REASON),
        ],
    )
