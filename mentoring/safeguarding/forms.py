"""The shape of what is typed at the desk, and by the writer of a worry who asks how it is going."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from mentoring.people.forms.sign_in import FourPictures
from mentoring.people.rules.passphrases import normalise
from mentoring.people.rules.passwords import LONGEST
from mentoring.safeguarding.rules import Outcome
from mentoring.safeguarding.wording import OUTCOMES
from mentoring.web.fields import choices_of

RECORD_ID = r"\A[0-9A-Z]{26}\Z"
LONGEST_WORDS = 4000  # characters
TOO_LONG = _l("That is too long. %(max)d characters are enough.")


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
        choices=choices_of((outcome.value, OUTCOMES[outcome]) for outcome in Outcome),
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


class OnceForm(FlaskForm):
    """A form whose answer nobody gets a second time by going back to it: `once` is other each time it is shown."""

    once = HiddenField()


class ThreeWordsForm(OnceForm):
    """The three words of somebody who told without signing in; the school only where there are several.

    The field is called `code`, because what is called that is never kept when a page was too old to send.
    """

    school = StringField(_l("School code"), [Length(max=20)], description=_l("It is on the school's cards."))
    code = PasswordField(
        _l("Your three words"),
        [DataRequired(_l("Type your three words.")), Length(max=LONGEST, message=_l("That is too long."))],
        description=_l("You got them when you told us. Capital letters do not matter."),
    )


class PasswordProof(OnceForm):
    """Staff prove once more who they are: with the password."""

    password = PasswordField(
        _l("Your password"), [DataRequired(_l("Type your password.")), Length(max=LONGEST)]
    )

    @property
    def secret(self) -> str:
        """Return what is compared."""
        return self.password.data or ""

    def forget_secret(self) -> None:
        """Take what was typed off the page."""
        self.password.data = None


class WordsProof(OnceForm):
    """Students prove once more who they are: with the words on the card."""

    passphrase = PasswordField(
        _l("The words on your card"),
        [DataRequired(_l("Type the words on your card.")), Length(max=LONGEST)],
        description=_l("Capital letters do not matter."),
    )

    @property
    def secret(self) -> str:
        """Return what is compared."""
        return normalise(self.passphrase.data or "")

    def forget_secret(self) -> None:
        """Take what was typed off the page."""
        self.passphrase.data = None


class PicturesProof(OnceForm, FourPictures):
    """The youngest prove once more who they are: with the pictures on the card, or their names typed."""


Proof = PasswordProof | WordsProof | PicturesProof
