"""When, where and with which adult near a pairing meets each week."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching.actions.changing import change_where as change
from mentoring.matching.actions.making import Where
from mentoring.matching.forms.pairings import WhereForm
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import pairing
from mentoring.matching.rules.life import PairingRefusal
from mentoring.matching.views.pages import slot_words, staff_bp, who
from mentoring.matching.wording.pairings import refusal_sentence
from mentoring.programme.models import Slot
from mentoring.programme.queries.slots import on_duty, slots, usable_places
from mentoring.web.fields import choices_of

FIELDS = {PairingRefusal.WHERE_UNKNOWN: "place"}


@staff_bp.route("/pairings/<pairing_id>/where", methods=["GET", "POST"])
@requires(Action.PAIRING_CHANGE, load=pairing)
def change_where(pairing: Pairing) -> Any:
    """Change when, where and with which adult near they meet."""
    held = slots(pairing.school_id, pairing.programme_id)
    form = _form(pairing, held)
    if not form.is_submitted():
        form.seen.show(pairing.version)
    elif form.validate():
        refusal = change(
            actor_here().by,
            pairing,
            Where(form.slot.data, form.place.data, form.adult.data),
            seen=form.seen.data,
            now=clock.now(),
        )
        if refusal is None:
            flash(_("Saved."), "good")
            return redirect(url_for("pairings.pairing", pairing_id=pairing.id), 303)
        field = FIELDS.get(refusal, "slot")
        form[field].errors = [*form[field].errors, refusal_sentence(refusal)]
        form.seen.show(pairing.version)
    page = render_template(
        "matching/where.html", pairing=pairing, who=who(pairing), form=form, together=_together(held)
    )
    return page, 422 if form.errors else 200


def _form(pairing: Pairing, held: Sequence[Slot]) -> WhereForm:
    form = WhereForm(data={"slot": pairing.slot_id, "place": pairing.place_id, "adult": pairing.adult_id})
    places = {place.id: place.name for each in held for place in usable_places(each)}
    adults = {member.id: member.name for each in held for member in on_duty(each)}
    form.slot.choices = choices_of((each.id, slot_words(each)) for each in held)
    form.place.choices = choices_of(sorted(places.items(), key=lambda pair: pair[1]))
    form.adult.choices = choices_of(sorted(adults.items(), key=lambda pair: pair[1]))
    return form


def _together(held: Sequence[Slot]) -> list[tuple[str, str]]:
    """Return which places and adults belong to each time."""
    return [
        (
            slot_words(each),
            " · ".join(
                (
                    ", ".join(place.name for place in usable_places(each)),
                    ", ".join(member.name for member in on_duty(each)),
                )
            ),
        )
        for each in held
    ]
