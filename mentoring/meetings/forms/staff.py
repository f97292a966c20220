"""What staff type about what young people asked."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from mentoring.meetings.wording.staff import ASK_ANSWERS
from mentoring.web.fields import choices_of


class AnswerForm(FlaskForm):
    """What was done, and words that the student reads."""

    answer = RadioField(
        _l("What did you do?"),
        [InputRequired(_l("Choose what you did."))],
        choices=choices_of(ASK_ANSWERS.items()),
    )
    words = TextAreaField(
        _l("Words for the student"),
        [Length(max=500, message=_l("That is too long. Please use fewer words."))],
        description=_l("They read it on their own page, with your name."),
    )
