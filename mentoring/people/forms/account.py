"""The shape of what is typed to change a password, or to choose one with a one-time code."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from mentoring.people.rules.passwords import LONGEST, SHORTEST


class NewPassword(FlaskForm):
    """A new password, twice."""

    new_password = PasswordField(
        _l("New password"),
        [
            DataRequired(_l("Choose a password.")),
            Length(max=LONGEST, message=_l("That is too long. %(max)d characters are enough.")),
        ],
        description=_l(
            "At least %(least)d characters. Three or four words are easy to keep.", least=SHORTEST
        ),
    )
    again = PasswordField(
        _l("The same again"),
        [EqualTo("new_password", message=_l("The two are not the same. Write both again."))],
    )

    @property
    def chosen(self) -> str:
        """Return the new password."""
        return self.new_password.data or ""


class ChangePasswordForm(NewPassword):
    """The present password, and a new one."""

    password = PasswordField(
        _l("Present password"), [DataRequired(_l("Write your present password.")), Length(max=LONGEST)]
    )


class ResetAskForm(FlaskForm):
    """Whose password was forgotten."""

    email = EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=254)])


class ResetUseForm(NewPassword):
    """A one-time code, whose it is, and the new password."""

    email = EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=254)])
    code = StringField(
        _l("One-time code"),
        [DataRequired(_l("Write the code.")), Length(max=40, message=_l("That is too long for a code."))],
    )
