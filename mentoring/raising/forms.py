"""The form that tells an adult: no answer is refused, and neither a session nor an age is needed to send it."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit.keys import keyed_hash
from mentoring.raising import wording
from mentoring.web.fields import choices_of


class TellForm(FlaskForm):
    """Tell an adult. Radio buttons take any value: one that we do not know counts as skipped."""

    class Meta:
        csrf = False  # the Origin and the form's own token stand in for it: see views/tell.py

    came_with: "FormToken | None" = None  # under which it was sent, once it has got a fresh one

    form_token = HiddenField()
    asked = HiddenField()  # "who are you?" was asked once already
    text = TextAreaField(_l("What happened, or what did you hear?"))
    writer_name = StringField(_l("Your first name"))
    find_at = StringField(_l("Where can we find you?"))
    who_needs_help = RadioField(
        _l("Who needs help?"), choices=choices_of(wording.WHO_NEEDS_HELP.items()), validate_choice=False
    )
    done_by = RadioField(
        _l("Did someone do this?"), choices=choices_of(wording.DONE_BY.items()), validate_choice=False
    )
    safe_now = RadioField(
        _l("Are they safe now?"), choices=choices_of(wording.SAFE_NOW.items()), validate_choice=False
    )
    where_and_when = StringField(_l("Where and when was the last time?"))
    ruled_out = SelectMultipleField(_l("Who should not see it?"), choices=[], validate_choice=False)

    def has_words(self) -> bool:
        """Say whether anything was written in the box."""
        return bool((self.text.data or "").strip())

    def answered(self) -> list[tuple[str, str]]:
        """Return what was typed or chosen, by the field's name, to be carried on a page in between."""
        fields = (each for each in self if each.name != "form_token" and each.data)
        return [
            (each.name, value)
            for each in fields
            for value in (each.data if isinstance(each.data, list) else [each.data])
        ]

    def can_be_found(self) -> bool:
        """Say whether anything was written by which somebody who is not signed in can be found."""
        written = (self.writer_name.data, self.find_at.data, self.where_and_when.data)
        return self.has_words() or any((each or "").strip() for each in written)


class SchoolCodeForm(FlaskForm):
    """Which school? Asked only when nobody is signed in and there are several."""

    class Meta:
        csrf = False

    school_code = StringField(_l("School code"), description=_l("It is on your card."))


@dataclass(frozen=True)
class FormToken:
    """What came with one form: chance that makes it single, and for whom it was shown."""

    chance: str
    writer_mark: str  # empty when nobody was signed in

    def was_shown_to(self, actor: Actor | None) -> bool:
        """Say whether this person saw the form. A page shown to nobody by name stays without a name."""
        return actor is not None and self.was_shown_to_person(actor.person_id)

    def was_shown_to_person(self, person_id: str) -> bool:
        """Say whether the form was shown to the person with this id."""
        return self.writer_mark == _mark(self.chance, person_id)

    def value_for(self, person_id: str) -> str:
        """Return what stands on this form for somebody whom it names: another on every form, and made only here.

        So whoever is understood by it was offered on this very form, to whoever it was shown to.
        """
        return keyed_hash("tell form person", f"{self.chance}:{person_id}")[:32]


def sign_token(actor: Actor | None) -> str:
    """Return a new token for one form, signed so that it can be told from one made up. It has no age."""
    chance = ids.new_token()
    return str(_signer().dumps([chance, _mark(chance, actor.person_id) if actor else ""]))


def token_in(signed: str | None) -> FormToken | None:
    """Return the token that `sign_token` made, or None if it is missing or was not made here."""
    try:
        chance, writer_mark = _signer().loads(signed or "")
    except BadSignature:
        return None
    return FormToken(chance, writer_mark)


def _mark(chance: str, person_id: str) -> str:
    # Says nothing to a reader of the page: another for every form, and keyed.
    return keyed_hash("tell form writer", f"{chance}:{person_id}")[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="tell an adult")
