"""What staff type about one pairing."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from mentoring.matching.rules.asking import Said
from mentoring.matching.wording.pairings import REMATCHES
from mentoring.people.forms.school import DayField, VersionField
from mentoring.web.fields import choices_of

REASON = 500  # characters


class WhyForm(FlaskForm):
    """What is done with a reason alone: a break, drawing back."""

    reason = TextAreaField(
        _l("Why"), [DataRequired(_l("Write why. Only staff read it.")), Length(max=REASON)]
    )


class SaidForm(FlaskForm):
    """What a student said in person."""

    answer = RadioField(
        _l("They said"),
        [InputRequired(_l("Choose what they said."))],
        choices=choices_of([(Said.YES.value, _l("Yes")), (Said.NO.value, _l("No thanks"))]),
    )


class NoticeForm(FlaskForm):
    """The last day."""

    last_day = DayField(_l("Last day"), [InputRequired(_l("Choose the last day."))])


class RematchForm(FlaskForm):
    """Whether the students may be paired again."""

    rematch = RadioField(
        _l("May they be paired again?"),
        [InputRequired(_l("Choose one answer."))],
        choices=choices_of(REMATCHES.items()),
    )


class CloseForm(RematchForm):
    """A closing that nobody planned."""

    reason = TextAreaField(
        _l("Why"), [DataRequired(_l("Write why. Only staff read it.")), Length(max=REASON)]
    )


class WhereForm(FlaskForm):
    """When, where, and which adult is near."""

    slot = SelectField(_l("Time in the week"), [InputRequired(_l("Choose a time."))])
    place = SelectField(_l("Place"), [InputRequired(_l("Choose a place."))])
    adult = SelectField(_l("Adult who is near"), [InputRequired(_l("Choose an adult."))])
    seen = VersionField()
