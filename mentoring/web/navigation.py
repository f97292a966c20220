"""The staff rail: each room registers its one word here; nobody sees a word that leads to a 404."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all


@dataclass(frozen=True)
class Entry:
    """One word of the rail. `count` says how many things wait there for this person, or None for no number."""

    order: int
    label: object  # a lazy translation
    endpoint: str
    action: Action
    icon: str
    count: Callable[[Actor], int] | None = None
    also: tuple[str, ...] = ()  # other blueprints whose pages lie under this word


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: str
    url: str
    current: bool
    count: int | None
    icon: str


def register(app: Flask, entry: Entry) -> None:
    """Add an entry to the rail."""
    app.extensions.setdefault("navigation", []).append(entry)
    app.extensions["navigation"].sort(key=lambda each: each.order)


def belongs(app: Flask, blueprint: str, to: str) -> None:
    """Let the pages of one blueprint stand under the word of another."""
    app.extensions.setdefault("navigation_of", {})[blueprint] = to


def links_for(actor: Actor | None) -> list[Link]:
    """Return the rail as `actor` may see it, in order."""
    here = (request.endpoint or "").split(".")[0]
    blueprint = current_app.extensions.get("navigation_of", {}).get(here, here)
    entries: list[Entry] = current_app.extensions.get("navigation", [])
    return [
        Link(
            label=str(entry.label),
            url=url_for(entry.endpoint),
            current=blueprint in (entry.endpoint.split(".")[0], *entry.also),
            count=(entry.count(actor) or None) if entry.count else None,
            icon=entry.icon,
        )
        for entry in entries
        if actor is not None and may_at_all(actor, entry.action)
    ]
