"""What is typed into a setting: a number, or one of a few answers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from mentoring.people.forms.school import VersionField
from mentoring.programme.forms.programmes import REASON
from mentoring.web.fields import trimmed


class NumberForm(FlaskForm):
    """A number, as text: the rules say which are taken. `no_limit` where there may be none."""

    value = StringField(_l("Number"), [Length(max=8)], filters=[trimmed])
    no_limit = BooleanField(_l("No limit"))
    reason = TextAreaField(_l("Why it is right here"), [Optional(), Length(max=REASON)])
    seen = VersionField()


class ChoiceForm(FlaskForm):
    """One of a few answers."""

    value = RadioField(_l("Answer"), validate_choice=False)
    reason = TextAreaField(_l("Why it is right here"), [Optional(), Length(max=REASON)])
    seen = VersionField()
