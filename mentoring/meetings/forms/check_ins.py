"""What is typed about check-ins: one child's, and those of a round."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from mentoring.joining.forms.rounds import PartForm
from mentoring.meetings.wording.check_ins import HOW
from mentoring.people.forms.school import DayField
from mentoring.web.fields import choices_of

WORDS = 500  # letters
TOKEN = [
    InputRequired(_l("Open the page again.")),
    Regexp(r"[\w-]{20,64}", message=_l("Open the page again.")),
]


class CheckInForm(FlaskForm):
    """One check-in."""

    how = RadioField(
        _l("How is it going?"),
        [InputRequired(_l("Choose how it is going."))],
        choices=choices_of(HOW.items()),
    )
    words = TextAreaField(_l("What next"), [Optional(), Length(max=WORDS)])
    day = DayField(_l("On which day"), [InputRequired(_l("On which day?"))])
    token = HiddenField(validators=TOKEN)


class RoundForm(FlaskForm):
    """What all check-ins of a round share."""

    day = DayField(_l("On which day"), [InputRequired(_l("On which day?"))])
    token = HiddenField(validators=TOKEN)


class RoundRow(PartForm):
    """A check-in with one child, among others."""

    how = RadioField(_l("How is it going?"), [Optional()], choices=choices_of(HOW.items()))
    words = TextAreaField(_l("What next"), [Optional(), Length(max=WORDS)])


class SeenToForm(FlaskForm):
    """What was seen to, up to which meeting. Both are hidden."""

    what = HiddenField(validators=[InputRequired()])
    up_to = DayField(validators=[InputRequired()])
