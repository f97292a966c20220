"""The shape of what is typed to set a school up for the first time."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from mentoring.people.forms.staff import StaffForm
from mentoring.people.rules.passwords import LONGEST, SHORTEST
from mentoring.web.fields import small_letters, trimmed


class CodeForm(FlaskForm):
    """The one-time code that the start printed."""

    code = StringField(
        _l("Set-up code"),
        [DataRequired(_l("Write the code.")), Length(max=40, message=_l("That is too long for the code."))],
        filters=[trimmed],
    )


class NewSchoolForm(FlaskForm):
    """Which school it is."""

    name = StringField(
        _l("Name of your school"),
        [DataRequired(_l("Write your school's name.")), Length(max=120)],
        filters=[trimmed],
    )
    country = RadioField(
        _l("Country"),
        [InputRequired(_l("Choose a country."))],
        description=_l("It decides the titles, the school years and the numbers to call."),
    )


class SchoolCodeForm(FlaskForm):
    """What people type for the school, and the zone that its clocks show."""

    code_of_school = StringField(
        _l("School code"),
        [DataRequired(_l("Write a short code.")), Length(max=20)],
        filters=[small_letters],
    )
    zone = SelectField(_l("Time zone"), [InputRequired(_l("Choose a time zone."))])


class FirstPersonForm(StaffForm):
    """The first account, and what else that person does here."""

    email = EmailField(
        _l("E-mail"),
        [
            DataRequired(_l("Write your e-mail address.")),
            Email(_l("Write an e-mail address like name@school.example.")),
            Length(max=254),
        ],
        description=_l("You sign in with this."),
    )
    new_password = PasswordField(
        _l("Password"),
        [
            DataRequired(_l("Choose a password.")),
            Length(max=LONGEST, message=_l("That is too long. %(max)d characters are enough.")),
        ],
        description=_l(
            "At least %(least)d characters. Three or four words are easy to keep.", least=SHORTEST
        ),
    )
    roles = SelectMultipleField(_l("What else are you here?"))
