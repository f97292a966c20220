"""The shape of what is typed at the desk, and by the writer of a worry who asks how it is going."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, Regexp

from mentoring.people.rules.passphrases import PICTURES, normalise
from mentoring.people.rules.passwords import LONGEST
from mentoring.people.wording import PICTURE_NAMES
from mentoring.safeguarding.rules import Outcome
from mentoring.safeguarding.wording import OUTCOMES

RECORD_ID = r"\A[0-9A-Z]{26}\Z"
LONGEST_WORDS = 4000  # characters
TOO_LONG = _l("That is too long. %(max)d characters are enough.")
PICKED = [SelectChoice(name, PICTURE_NAMES[name]) for name in PICTURES]


def _stripped(value: str | None) -> str | None:
    return value.strip() if value else value  # the lines inside are the writer's own


class AnswerForm(FlaskForm):
    """Words back to whoever told. The token makes a double click one answer."""

    token = HiddenField(validators=[Regexp(RECORD_ID)])
    words = TextAreaField(
        _l("Your words to them"),
        [DataRequired(_l("Write what you want to tell them.")), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        description=_l(
            "They see this when they ask how it is going. Write so that a nine-year-old understands."
        ),
        filters=[_stripped],
    )


class FinishForm(FlaskForm):
    """How it ended, and why."""

    outcome = RadioField(
        _l("How did it end?"),
        [DataRequired(_l("Choose how it ended."))],
        choices=[SelectChoice(outcome.value, OUTCOMES[outcome]) for outcome in Outcome],
    )
    reason = TextAreaField(
        _l("Why"),
        [DataRequired(_l("Write down why.")), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        description=_l("Kept sealed with the concern. Its writer does not see it."),
        filters=[_stripped],
    )


class ReleaseForm(FlaskForm):
    """Who was kept out for a name that was found in the words, and why they may read it."""

    staff_id = HiddenField(validators=[Regexp(RECORD_ID)])
    words = TextAreaField(
        _l("Why they may read it"),
        [DataRequired(_l("Write down why.")), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[_stripped],
    )


class ThreeWordsForm(FlaskForm):
    """The three words of somebody who told without signing in; the school only where there are several.

    The field is called `code`, because what is called that is never kept when a page was too old to send.
    """

    school = StringField(_l("School code"), [Length(max=20)], description=_l("It is on the school's cards."))
    code = PasswordField(
        _l("Your three words"),
        [DataRequired(_l("Type your three words.")), Length(max=LONGEST, message=_l("That is too long."))],
        description=_l("You got them when you told us. Capital letters do not matter."),
    )


class ProofForm(FlaskForm):
    """The secret that one signs in with, once more."""

    picture_rows: tuple[str, ...] = ()

    def secret(self) -> str:
        """Return what is compared, or an empty text if nothing was typed."""
        raise NotImplementedError

    def forget(self) -> None:
        """Take what was typed or picked off the page."""
        for field in self:
            if field.name not in ("csrf_token", "submit"):
                field.data = None

    @property
    def pictures(self) -> list[Any]:
        """Return the rows of pictures in order, if there are any."""
        return [self[name] for name in self.picture_rows]


class PasswordProof(ProofForm):
    """Staff: the password."""

    password = PasswordField(
        _l("Your password"), [DataRequired(_l("Type your password.")), Length(max=LONGEST)]
    )

    def secret(self) -> str:
        """Return the password."""
        return self.password.data or ""


class WordsProof(ProofForm):
    """Students: the words on the card."""

    passphrase = PasswordField(
        _l("The words on your card"),
        [DataRequired(_l("Type the words on your card.")), Length(max=LONGEST)],
        description=_l("Capital letters do not matter."),
    )

    def secret(self) -> str:
        """Return the words as they are compared."""
        return normalise(self.passphrase.data or "")


class PicturesProof(ProofForm):
    """The youngest: the pictures on the card, or their names typed."""

    picture_rows = ("p1", "p2", "p3", "p4")

    p1 = RadioField(_l("First picture"), [Optional()], choices=PICKED)
    p2 = RadioField(_l("Second picture"), [Optional()], choices=PICKED)
    p3 = RadioField(_l("Third picture"), [Optional()], choices=PICKED)
    p4 = RadioField(_l("Fourth picture"), [Optional()], choices=PICKED)
    passphrase = PasswordField(_l("Or type the words on your card"), [Optional(), Length(max=LONGEST)])

    def secret(self) -> str:
        """Return the words or the pictures' names as they are compared."""
        return normalise(self.passphrase.data or " ".join(row.data or "" for row in self.pictures))

    def validate(self, extra_validators: object = None) -> bool:
        """Say whether all four pictures were picked, or words typed."""
        well = super().validate(extra_validators)
        if self.passphrase.data:
            return bool(well)
        missing = [row for row in self.pictures if not row.data]
        for row in missing:
            row.errors = [_l("Choose a picture here.")]
        return bool(well) and not missing
