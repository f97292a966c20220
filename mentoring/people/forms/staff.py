"""The shape of what is typed about staff."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Email, Length

from mentoring.web.fields import trimmed


class StaffForm(FlaskForm):
    """A staff member's name."""

    title = StringField(
        _l("Title"),
        [Length(max=20)],
        filters=[trimmed],
        description=_l("As students say it: Mr, Mrs, Ms, Mx, Dr, or empty."),
    )
    first_name = StringField(
        _l("First name"), [DataRequired(_l("Write the first name.")), Length(max=80)], filters=[trimmed]
    )
    last_name = StringField(
        _l("Last name"), [DataRequired(_l("Write the last name.")), Length(max=80)], filters=[trimmed]
    )


class NewStaffForm(StaffForm):
    """A new staff member, with the e-mail that they sign in with."""

    email = EmailField(
        _l("E-mail"),
        [
            DataRequired(_l("Write the e-mail address.")),
            Email(_l("Write an e-mail address like name@school.example.")),
            Length(max=254),
        ],
        filters=[trimmed],
        description=_l("They sign in with this. Only the school's own addresses, please."),
    )
    roles = SelectMultipleField(_l("Roles"), description=_l("One person may hold several."))


class RolesForm(FlaskForm):
    """The roles that one staff member holds."""

    roles = SelectMultipleField(_l("Roles"), description=_l("One person may hold several."))
