"""What is typed about places and the times of the week."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from mentoring.people.forms.school import WEEKDAYS, ClockField, VersionField
from mentoring.web.fields import choices_of, trimmed


class PlaceForm(FlaskForm):
    """A place where pairs meet."""

    site = RadioField(_l("Site"), [InputRequired(_l("Choose a site."))])
    name = StringField(
        _l("Name"),
        [DataRequired(_l("What is it called? For example: Library.")), Length(max=80)],
        filters=[trimmed],
    )
    capacity = IntegerField(
        _l("How many pairs fit"), [InputRequired(_l("Write how many pairs fit, from 1 to 60."))]
    )
    step_free = BooleanField(_l("Step-free"), description=_l("Somebody who uses a wheelchair gets in alone."))
    quiet = BooleanField(_l("Quiet"), description=_l("For those whom noise wears out."))
    approved = BooleanField(
        _l("Approved for meetings"),
        description=_l(
            "An adult can look in at any time, and it has been checked. Only then pairs may meet there."
        ),
    )
    seen = VersionField()


class SlotForm(FlaskForm):
    """A time in the week, without its weekdays."""

    site = RadioField(_l("Site"), [InputRequired(_l("Choose a site."))])
    week = RadioField(
        _l("In which weeks"),
        [Optional()],
        choices=choices_of([("", _l("Every week")), ("A", _l("Week A")), ("B", _l("Week B"))]),
        default="",
    )
    starts = ClockField(_l("From"), [InputRequired(_l("When does it start?"))])
    ends = ClockField(_l("To"), [InputRequired(_l("When does it end?"))])
    places = SelectMultipleField(
        _l("Places"),
        description=_l("Only approved places are listed. Pairs can be shared out over several."),
    )
    on_duty = SelectMultipleField(
        _l("Adults on duty"), description=_l("They are near, and can look in. At least one.")
    )
    stand_ins = SelectMultipleField(
        _l("Stand-ins"), description=_l("Asked when one of them is away. Never one of those on duty.")
    )
    years = SelectMultipleField(
        _l("Suits these year groups"), description=_l("None ticked means that it suits every year.")
    )
    seen = VersionField()


class AddSlotForm(SlotForm):
    """A time on one or more weekdays."""

    weekdays = SelectMultipleField(
        _l("Days"), [InputRequired(_l("Choose at least one day."))], choices=choices_of(WEEKDAYS)
    )


class ChangeSlotForm(SlotForm):
    """A time on its one weekday."""

    weekday = RadioField(_l("Day"), [InputRequired(_l("Choose a day."))], choices=choices_of(WEEKDAYS))
