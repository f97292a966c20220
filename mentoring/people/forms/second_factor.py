"""The shape of what is typed to prove a second time who one is."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length


class CodeForm(FlaskForm):
    """A code of the authenticator app, or a recovery code."""

    next = HiddenField()
    code = StringField(
        _l("Code"),
        [DataRequired(_l("Write the code.")), Length(max=40, message=_l("That is too long for a code."))],
        description=_l("The six digits that your app shows now, or one of your recovery codes."),
    )


class NewAppForm(FlaskForm):
    """The first code of a new authenticator app, with the app's secret sealed beside it."""

    next = HiddenField()
    pending = HiddenField()
    code = StringField(
        _l("Code from the app"),
        [DataRequired(_l("Write the code.")), Length(max=40, message=_l("That is too long for a code."))],
        description=_l("The six digits that your app shows now."),
    )


class OnwardForm(FlaskForm):
    """A button, and where to go afterwards."""

    next = HiddenField()
