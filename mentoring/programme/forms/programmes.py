"""What is typed about a programme itself, its adults, and a smaller gap."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from mentoring.people.forms.school import DayField, VersionField
from mentoring.web.fields import trimmed

REASON = 500  # characters


class DetailsForm(FlaskForm):
    """Name, dates, sites and adults in charge. `short_because` is asked for when there are few weeks."""

    name = StringField(
        _l("Name of the programme"),
        [DataRequired(_l("What is it called? For example: Buddies.")), Length(max=120)],
        filters=[trimmed],
        description=_l("As students will say it."),
    )
    starts = DayField(_l("First day"), [InputRequired(_l("What is the first day?"))])
    ends = DayField(_l("Last day"), [InputRequired(_l("What is the last day?"))])
    sites = SelectMultipleField(_l("Where it runs"), [InputRequired(_l("Choose at least one site."))])
    in_charge = SelectMultipleField(
        _l("In charge"),
        [InputRequired(_l("Name at least one adult who is in charge."))],
        description=_l("Whom students, staff and carers ask about it."),
    )
    short_because = TextAreaField(
        _l("Why it is right with fewer than nine weeks"), [Optional(), Length(max=REASON)]
    )
    seen = VersionField()


class AskGapForm(FlaskForm):
    """What a coordinator asks of the head."""

    years = IntegerField(
        _l("How many school years ahead, at least"),
        [InputRequired(_l("Write a whole number, such as 1."))],
        description=_l("For example 1, if a mentor may be one year ahead."),
    )
    reason = TextAreaField(
        _l("Why it is needed here"),
        [DataRequired(_l("Write why. It is kept with the decision.")), Length(max=REASON)],
        description=_l("No names of students, please. The head reads this, and it stays in the history."),
    )


class DecideGapForm(FlaskForm):
    """The head's words with a decision; the button says which."""

    words = TextAreaField(
        _l("Why you decide so"),
        [DataRequired(_l("Write why. It is kept with the decision.")), Length(max=REASON)],
        description=_l("The coordinator reads this."),
    )
