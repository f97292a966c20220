"""The shape of what is typed about students."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from mentoring.web.fields import trimmed


class StudentForm(FlaskForm):
    """The least that pairing and signing in need."""

    first_name = StringField(
        _l("First name"), [DataRequired(_l("Write the first name.")), Length(max=80)], filters=[trimmed]
    )
    last_name = StringField(
        _l("Last name"), [DataRequired(_l("Write the last name.")), Length(max=80)], filters=[trimmed]
    )
    year = SelectField(_l("Year"), [DataRequired(_l("Choose the year."))])
    form = StringField(
        _l("Form or class"), [Length(max=20)], filters=[trimmed], description=_l("For example 7B.")
    )
    site_id = SelectField(_l("Site"), [DataRequired(_l("Choose the site."))])


class FamilyTieForm(FlaskForm):
    """A staff member who is a relative or carer of the student."""

    staff_id = SelectField(_l("Staff member"), [DataRequired(_l("Choose a person."))])
