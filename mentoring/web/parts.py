"""The page of parts, for whoever makes pages: every part in every state. Only while developing."""

from typing import Any

from flask import Blueprint, Flask, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired

from mentoring.access.guard import public

bp = Blueprint("parts", __name__)

PICTURES = (
    "sun moon star boat car train house tree flower apple cat dog fish bird ball key".split()  # noqa: SIM905
)


class SampleForm(FlaskForm):
    """One field of each kind."""

    name = StringField(
        _l("First name"),
        [InputRequired(_l("Write the first name."))],
        description=_l("As the student likes to be called."),
    )
    email = EmailField(_l("E-mail"))
    password = PasswordField(
        _l("Passphrase"),
        [InputRequired(_l("Write your passphrase."))],
        description=_l("Three words from your card."),
    )
    year = SelectField(_l("Year"), choices=[("7", "Year 7"), ("8", "Year 8"), ("9", "Year 9")])
    places = IntegerField(_l("How many places"), [InputRequired(_l("Write a number, such as 12."))])
    date = DateField(_l("First day"))
    time = TimeField(_l("Starts at"))
    roster = FileField(_l("Roster file"), description=_l("A CSV file of at most 1 MB."))
    story = TextAreaField(
        _l("What happened, or what did you hear?"),
        [InputRequired(_l("Write what happened, or press the button below."))],
        description=_l("Use the same words the person used, if you can."),
    )
    agree = BooleanField(_l("I have told the student"), description=_l("In person, today."))
    who = RadioField(
        _l("Who needs help?"),
        choices=[("me", "Me"), ("other", "Another student"), ("unsure", "I'm not sure")],
    )
    kind = RadioField(
        _l("Kind of programme"),
        [InputRequired(_l("Choose one kind."))],
        choices=[("one", "One-to-one mentoring"), ("group", "Group mentoring"), ("drop", "Drop-in")],
    )
    days = SelectMultipleField(
        _l("Days"),
        choices=[("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday")],
    )
    picture = RadioField(_l("First picture"), choices=[(each, each.capitalize()) for each in PICTURES])


def init_app(app: Flask) -> None:
    """Serve the page when the application runs with --debug, and only then."""
    if app.debug:
        app.register_blueprint(bp)


@bp.get("/parts")
@public("samples only, and only in debug")
def parts() -> Any:
    """Show every part; `wrong` is the same form, sent empty."""
    wrong = SampleForm(formdata=None, prefix="wrong-", meta={"csrf": False})
    wrong.validate()
    return render_template(
        "web/parts.html", form=SampleForm(formdata=None, meta={"csrf": False}), wrong=wrong
    )
