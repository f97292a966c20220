"""What waits for somebody on *Today*: each room registers its own groups of rows here, and home shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all


@dataclass(frozen=True)
class Row:
    """One line of work: who or what it is about, what waits, since when or which day, and the one thing to press.

    posts: pressing it does it at once, in place of leading to a page.
    """

    who: str
    what: str
    since: datetime | date
    label: str
    url: str
    posts: bool = False


@dataclass(frozen=True)
class Source:
    """A group of rows under one heading, for whoever may do `action`. `order` says how far up it stands."""

    order: int
    title: object  # a lazy translation
    action: Action
    rows: Callable[[Actor], Sequence[Row]]
    tone: str | None = None
    intro: object | None = None


@dataclass(frozen=True)
class Group:
    """A source as one person sees it now. It has at least one row."""

    title: str
    rows: Sequence[Row]
    tone: str | None
    intro: str | None


def register(app: Flask, source: Source) -> None:
    """Add a group to *Today*."""
    app.extensions.setdefault("waiting", []).append(source)
    app.extensions["waiting"].sort(key=lambda each: each.order)


def groups_for(actor: Actor) -> list[Group]:
    """Return what waits for `actor`, in order; groups without a row are left out."""
    sources: list[Source] = current_app.extensions.get("waiting", [])
    found = ((source, source.rows(actor)) for source in sources if may_at_all(actor, source.action))
    return [
        Group(str(source.title), rows, source.tone, str(source.intro) if source.intro else None)
        for source, rows in found
        if rows
    ]
