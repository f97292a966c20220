"""The shape of what is typed to sign in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

from mentoring.people.rules.passphrases import PICTURES, normalise
from mentoring.people.rules.passwords import LONGEST
from mentoring.people.wording import PICTURE_NAMES
from mentoring.web.fields import choices_of

TOO_LONG = _l("That is too long. Look at it again.")
PICKED = choices_of((name, PICTURE_NAMES[name]) for name in PICTURES)


class StaffSignIn(FlaskForm):
    """Staff: e-mail and password."""

    next = HiddenField()
    email = EmailField(
        _l("E-mail"), [DataRequired(_l("Type your e-mail.")), Length(max=254, message=TOO_LONG)]
    )
    password = PasswordField(
        _l("Password"), [DataRequired(_l("Type your password.")), Length(max=LONGEST, message=TOO_LONG)]
    )

    @property
    def secret(self) -> str:
        """Return what is compared."""
        return str(self.password.data)

    def forget_secret(self) -> None:
        """Take what was typed off the page."""
        self.password.data = None


class StudentSignIn(FlaskForm):
    """Students: the school's code (already there when it is known), a user name, and the words on the card."""

    next = HiddenField()
    school = StringField(
        _l("School code"),
        [DataRequired(_l("Type the school code. It is on your card.")), Length(max=20, message=TOO_LONG)],
        description=_l("It is on your card."),
    )
    username = StringField(
        _l("Your user name"),
        [DataRequired(_l("Type your user name. It is on your card.")), Length(max=40, message=TOO_LONG)],
        description=_l("It is on your card."),
    )
    passphrase = PasswordField(
        _l("Your three words"),
        [DataRequired(_l("Type the three words on your card.")), Length(max=LONGEST, message=TOO_LONG)],
        description=_l("Capital letters do not matter."),
    )

    @property
    def secret(self) -> str:
        """Return what is compared."""
        return normalise(self.passphrase.data or "")

    def forget_secret(self) -> None:
        """Take what was typed off the page."""
        self.passphrase.data = None


class FourPictures(FlaskForm):
    """Four pictures in place of a card's words; their names may be typed instead."""

    p1 = RadioField(_l("First picture"), [Optional()], choices=PICKED)
    p2 = RadioField(_l("Second picture"), [Optional()], choices=PICKED)
    p3 = RadioField(_l("Third picture"), [Optional()], choices=PICKED)
    p4 = RadioField(_l("Fourth picture"), [Optional()], choices=PICKED)
    passphrase = PasswordField(
        _l("Or type the four words"), [Optional(), Length(max=LONGEST, message=TOO_LONG)]
    )

    @property
    def pictures(self) -> tuple[RadioField, ...]:
        """Return the four rows in order."""
        return (self.p1, self.p2, self.p3, self.p4)

    @property
    def secret(self) -> str:
        """Return what is compared."""
        return normalise(self.passphrase.data or " ".join(each.data or "" for each in self.pictures))

    def forget_secret(self) -> None:
        """Take what was picked and typed off the page."""
        for each in (self.passphrase, *self.pictures):
            each.data = None

    def validate(self, extra_validators: object = None) -> bool:
        """Say whether everything needed is there: all four pictures, or their names typed."""
        well = bool(super().validate(extra_validators))
        if self.passphrase.data:
            return well
        missing = [each for each in self.pictures if not each.data]
        for each in missing:
            each.errors = [_l("Choose a picture here.")]
        return well and not missing


class PicturesSignIn(FourPictures, StudentSignIn):
    """The youngest: the school's code, a user name, and the pictures on the card."""
