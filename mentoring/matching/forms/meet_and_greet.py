"""What is typed about a meet-and-greet: when and where, who comes, what stands on cards, and a child's own choice."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from mentoring.matching.forms.board import SeenForm
from mentoring.people.forms.school import DayField
from mentoring.web.fields import trimmed

CARD = 40  # characters that are keyed in from one card at most


class PlanForm(FlaskForm):
    """The day, time and place of a meet-and-greet."""

    where = SelectField(
        _l("Time and place"), [InputRequired(_l("Choose a time and place."))], validate_choice=False
    )
    day = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])


class GuestsForm(SeenForm):
    """Who comes, by enrolment."""

    mentors = SelectMultipleField(_l("Mentors"), validate_choice=False)
    mentees = SelectMultipleField(_l("Mentees"), validate_choice=False)


class ChooseForm(FlaskForm):
    """Whom a child would like to see again. Nothing is ticked beforehand, and nothing is shown again."""

    others = SelectMultipleField(_l("Who would you like to meet again?"))


class CardsForm(FlaskForm):
    """One line for each card: the numbers in its boxes."""

    lines: frozenset[str] = frozenset()

    @property
    def typed(self) -> Mapping[str, str]:
        """Return what was keyed in, by guest."""
        return {name: str(self[name].data or "") for name in self.lines}


def cards_form(names: Mapping[str, str], *, sent: bool) -> CardsForm:
    """Return a form with one line for each guest, in the order of `names` (guest to name). It is empty unless sent."""
    fields: dict[str, Any] = {
        guest_id: StringField(
            name,
            [Optional(), Length(max=CARD, message=_l("That is too long for one card."))],
            filters=[trimmed],
            render_kw={"autocomplete": "off", "inputmode": "numeric", "maxlength": CARD, "size": 10},
        )
        for guest_id, name in names.items()
    }
    made = type("CardsOfThese", (CardsForm,), {**fields, "lines": frozenset(names)})
    form: CardsForm = made() if sent else made(formdata=None)
    return form
