"""What young people type or tap about their meetings. Only the shape is judged: no boundary refuses anything."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mentoring.meetings.wording.young import DID, HELPED, OUTSIDE
from mentoring.people.forms.school import ClockField, DayField
from mentoring.web.fields import choices_of, trimmed

TOO_LONG = _l("That is too long. Please use fewer words.")
A_NUMBER = _l("Write a number, like 30.")
MOST_MINUTES = 24 * 60


class MinutesField(IntegerField):
    """How long something took."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number, or say how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(str(A_NUMBER)) from problem


class WriteUpForm(FlaskForm):
    """What a mentor writes of one meeting."""

    token = HiddenField()
    came = RadioField(_l("Who came?"), [InputRequired(_l("Pick who came."))])
    away = SelectMultipleField(_l("Who was not there?"))
    minutes = MinutesField(
        _l("How many minutes?"), [Optional(), NumberRange(min=1, max=MOST_MINUTES, message=A_NUMBER)]
    )
    did = SelectMultipleField(_l("What did you do?"), choices=choices_of(DID.items()))
    did_words = StringField(_l("Say more"), [Length(max=300, message=TOO_LONG)], filters=[trimmed])
    helped = SelectMultipleField(_l("How did you help?"), choices=choices_of(HELPED.items()))
    for_mentee = StringField(
        _l("One thing for next time"), [Length(max=300, message=TOO_LONG)], filters=[trimmed]
    )
    for_staff = TextAreaField(_l("Anything for the adults?"), [Length(max=1000, message=TOO_LONG)])
    outside = SelectMultipleField(
        _l("Did one of these things happen? Tick it."), choices=choices_of(OUTSIDE.items())
    )
    pass_on = RadioField(
        _l("Is there a worry to pass on?"),
        [Optional()],
        choices=choices_of([("no", _l("No")), ("yes", _l("Yes"))]),
    )
    worry = TextAreaField(_l("Write it here"))


class AnotherDayForm(WriteUpForm):
    """The same of a meeting that was not planned: also when and where."""

    day = DayField(_l("Which day was it?"), [InputRequired(_l("Pick the day."))])
    starts = ClockField(_l("When did it start?"), [InputRequired(_l("Write the time, like 12:40."))])
    place_words = StringField(_l("Where was it?"), [Length(max=120, message=TOO_LONG)], filters=[trimmed])


class FaceForm(FlaskForm):
    """One answer with a face. Its button "skip" goes on without one."""

    face = RadioField(_l("Pick one"))


class AskForm(FlaskForm):
    """What a student asks of staff."""

    token = HiddenField()
    kind = RadioField(_l("What is it about?"), [InputRequired(_l("Pick one."))])
    words = TextAreaField(_l("Tell us more"), [Length(max=500, message=TOO_LONG)])
