"""What staff type when they invite students, and when a student answers in person."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from mentoring.joining.wording import ANSWERS_STAFF, REFERRALS
from mentoring.people.forms.school import DayField
from mentoring.programme.wording import ROLES
from mentoring.web.fields import choices_of, trimmed


class InviteForm(FlaskForm):
    """Which programme, which role, and who thought of them."""

    programme = SelectField(_l("Programme"), [InputRequired(_l("Choose a programme."))])
    role = RadioField(
        _l("As"), [InputRequired(_l("Choose mentor or mentee."))], choices=choices_of(ROLES.items())
    )
    came = RadioField(
        _l("Who thought of them?"),
        [InputRequired(_l("Say who thought of them."))],
        choices=choices_of(REFERRALS.items()),
    )
    who = StringField(
        _l("Their name"),
        [Length(max=80)],
        filters=[trimmed],
        description=_l("For a tutor's or a carer's paper."),
    )
    day = DayField(_l("On which day"), [InputRequired(_l("Which day was that?"))])


class AnswerForm(FlaskForm):
    """What a student said in person, and on which day."""

    answer = RadioField(
        _l("They said"),
        [InputRequired(_l("Choose what they said."))],
        choices=choices_of(ANSWERS_STAFF.items()),
    )
    day = DayField(_l("On which day"), [InputRequired(_l("On which day did they say it?"))])
