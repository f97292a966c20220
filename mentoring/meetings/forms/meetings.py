"""What is typed about a meeting, about adults who are away, and in a register."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from mentoring.meetings.wording.meetings import CAME, OFF_CHOICES
from mentoring.people.forms.school import ClockField, DayField, VersionField
from mentoring.web.fields import choices_of

NOBODY = "nobody"  # stands in


class MoveForm(FlaskForm):
    """Another day, time, place or adult for one meeting."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("From"), [InputRequired(_l("When does it start?"))])
    ends = ClockField(_l("To"), [InputRequired(_l("When does it end?"))])
    place = SelectField(_l("Place"), [InputRequired(_l("Choose a place."))])
    adult = SelectField(_l("Adult near"), [InputRequired(_l("Choose an adult."))])
    seen = VersionField()


class OffForm(FlaskForm):
    """Why meetings do not go ahead."""

    why = RadioField(
        _l("Why"),
        [InputRequired(_l("Choose why. Only staff read it."))],
        choices=choices_of(OFF_CHOICES),
        description=_l("Only staff read it. Students read that their meetings are having a break."),
    )


class AwayForm(FlaskForm):
    """Who stands in for somebody who is away on a day."""

    day = DayField(_l("Away on"), [InputRequired(_l("Choose a day."))])
    stand_in = RadioField(
        _l("Who stands in"), [InputRequired(_l("Choose who stands in, or that nobody does."))]
    )


class RegisterForm(FlaskForm):
    """The token of a register."""


class ChildRow(Form):
    """What a register says of one child."""

    came = RadioField(_l("Did they come?"), [Optional()], choices=choices_of(CAME.items()))
