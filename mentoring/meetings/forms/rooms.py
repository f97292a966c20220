"""The shape of what is given on a room's tablet: who came, a card's secret, the adult's password."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.validators import DataRequired, Length

from mentoring.meetings.rules.meetings import Came
from mentoring.people.forms.sign_in import TOO_LONG, FourPictures
from mentoring.people.rules.passphrases import normalise
from mentoring.people.rules.passwords import LONGEST
from mentoring.web.fields import choices_of

CAME = {Came.CAME: _l("Here"), Came.AWAY: _l("Did not come"), Came.EXCUSED: _l("Not in school")}


class TurnWithWords(FlaskForm):
    """A student's three words; the name is known."""

    next = HiddenField()
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


class TurnWithPictures(FourPictures):
    """A student's four pictures; the name is known."""

    next = HiddenField()


class CloseRoom(FlaskForm):
    """The password of the adult who opened the room."""

    password = PasswordField(
        _l("Your password"),
        [DataRequired(_l("Type your password.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class Register(FlaskForm):
    """Who came, of the children who meet at one time."""

    @property
    def said(self) -> dict[str, str]:
        """Return what was picked, by student id."""
        return {
            name: str(self[name].data) for name in self._fields if name in self.children and self[name].data
        }

    children: frozenset[str] = frozenset()


class TakenRegister(Register):
    """A register that was taken before: whoever changes it gives the password of the adult who opened the room."""

    password = PasswordField(
        _l("Your password, to change what was taken"),
        [DataRequired(_l("Type your password.")), Length(max=LONGEST, message=TOO_LONG)],
    )


def register_form(
    names: Mapping[str, str], said: Mapping[str, str], *, prefix: str, taken: bool, sent: bool
) -> Register:
    """Return a register with one question a child, in the order of `names` (student id to name).

    said: what is known of them already. taken: it was taken before. sent: this is what was sent.
    """
    base: type[Register] = TakenRegister if taken else Register
    fields: dict[str, Any] = {
        student_id: RadioField(
            name, [DataRequired(_l("Pick one for %(name)s.", name=name))], choices=choices_of(CAME.items())
        )
        for student_id, name in names.items()
    }
    made = type("RegisterOfThese", (base,), {**fields, "children": frozenset(names)})
    form: Register = made(prefix=prefix) if sent else made(formdata=None, prefix=prefix, data=dict(said))
    return form
