"""The shape of what is typed about a school: itself, its sites, its supervised hours and its dates."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from mentoring.people.queries.school_times import KINDS
from mentoring.web.fields import choices_of, small_letters, trimmed

WEEKDAYS = [
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
]


class ClockField(TimeField):
    """A wall time."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a time, or say how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("Write a time like 12:40.")) from problem


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a date, or say how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("Choose a day, or write it like 2027-02-15.")) from problem


class VersionField(IntegerField):
    """The version of the record that the page showed, hidden; 0 when it was not sent or is no number."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdecimal() else 0

    def show(self, version: int) -> None:
        """Put in the version that the page shows now, in place of the one that was sent."""
        self.raw_data, self.data = None, version


class SchoolForm(FlaskForm):
    """What the school says about itself."""

    name = StringField(
        _l("Name of the school"),
        [DataRequired(_l("Write the school's name.")), Length(max=120)],
        filters=[trimmed],
    )
    code_of_school = StringField(  # a name that ends in "code" would count as a secret and never be kept
        _l("School code"),
        [DataRequired(_l("Write a short code.")), Length(max=20)],
        description=_l("Students type it to sign in, so short is kind: small letters, digits, hyphens."),
        filters=[small_letters],
    )
    country = RadioField(_l("Country"), [InputRequired(_l("Choose a country."))])
    zone = SelectField(_l("Time zone"), [InputRequired(_l("Choose a time zone."))])
    outside_name = StringField(_l("Who it is"), [Optional(), Length(max=120)], filters=[trimmed])
    outside_number = StringField(_l("Phone number"), [Optional(), Length(max=60)], filters=[trimmed])
    second_factor_for_all_staff = BooleanField(
        _l("Ask all staff for a second factor"),
        description=_l("Those who read concerns are always asked. With this, everybody who works here is."),
    )
    seen = VersionField()


class SiteForm(FlaskForm):
    """A site's name, day and cycle."""

    name = StringField(
        _l("Name of the site"),
        [DataRequired(_l("Write the site's name.")), Length(max=120)],
        filters=[trimmed],
    )
    day_starts = ClockField(_l("The school day starts"), [InputRequired(_l("When does the day start?"))])
    day_ends = ClockField(_l("The school day ends"), [InputRequired(_l("When does the day end?"))])
    weekdays = SelectMultipleField(_l("School days"), choices=choices_of(WEEKDAYS))
    cycle_weeks = RadioField(
        _l("Timetable"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(
            [("1", _l("The same every week")), ("2", _l("Two weeks in turn: week A and week B"))]
        ),
    )
    cycle_anchor = DayField(
        _l("A day in a week A"),
        [Optional()],
        description=_l(
            "Only for two weeks in turn. Left empty, the first week of the first term is week A. A week without "
            "school, such as half term, does not count."
        ),
    )
    seen = VersionField()


class HoursForm(FlaskForm):
    """Supervised hours on one or more weekdays. `seen` are the ids of the rows that are changed."""

    label = StringField(
        _l("What"),
        [DataRequired(_l("What is it called? For example: Lunch.")), Length(max=60)],
        filters=[trimmed],
        description=_l("For example: Lunch, Tutor time, Breakfast club."),
    )
    starts = ClockField(_l("From"), [InputRequired(_l("When does it start?"))])
    ends = ClockField(_l("To"), [InputRequired(_l("When does it end?"))])
    weekdays = SelectMultipleField(
        _l("On"), [InputRequired(_l("Choose at least one day."))], choices=choices_of(WEEKDAYS)
    )
    week = RadioField(
        _l("In"),
        [Optional()],
        choices=choices_of([("", _l("Every week")), ("A", _l("Week A")), ("B", _l("Week B"))]),
        default="",
        validate_choice=False,
    )
    seen = HiddenField(default="")

    def validate_week(self, field: Any) -> None:
        """Take a week that there is, and no answer as every week."""
        if field.data not in (None, "", "A", "B"):
            raise ValidationError(_("Choose one."))


class RestoreHoursForm(FlaskForm):
    """Supervised hours that were removed a moment ago, as the Undo button sends them."""

    label = StringField(validators=[DataRequired(), Length(max=60)])
    starts = ClockField(validators=[InputRequired()])
    ends = ClockField(validators=[InputRequired()])
    weekdays = StringField(validators=[Regexp(r"[0-6]{1,7}\Z")])
    week = StringField(validators=[Regexp(r"[AB]?\Z")])


class DatesForm(FlaskForm):
    """A term, a holiday or an exam week."""

    kind = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(zip(KINDS, (_l("Term"), _l("Holiday"), _l("Exam weeks")), strict=True)),
    )
    name = StringField(
        _l("Name"),
        [DataRequired(_l("What is it called? For example: Spring term.")), Length(max=80)],
        filters=[trimmed],
    )
    first_day = DayField(_l("First day"), [InputRequired(_l("What is the first day?"))])
    last_day = DayField(_l("Last day"), [InputRequired(_l("What is the last day?"))])
    seen = VersionField()
