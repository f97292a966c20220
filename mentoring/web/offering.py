"""What rooms above offer to do with the ticked rows of a list below them: a button that posts the same form."""

from dataclasses import dataclass

from flask import Flask, current_app

from mentoring.access.guard import current_actor
from mentoring.access.policy import Action, may_at_all


@dataclass(frozen=True)
class Offer:
    """One button: its words, where it posts to, and who may."""

    label: object  # a lazy translation
    endpoint: str
    action: Action


def register(app: Flask, page: str, offer: Offer) -> None:
    """Put a button under the list of `page`."""
    app.extensions.setdefault("offers", {}).setdefault(page, []).append(offer)
    app.jinja_env.globals["offers_for"] = offers_for


def offers_for(page: str) -> list[Offer]:
    """Return the buttons under a list that whoever asks may press, as a template calls it."""
    offers: list[Offer] = current_app.extensions.get("offers", {}).get(page, [])
    return [offer for offer in offers if may_at_all(current_actor(), offer.action)]
