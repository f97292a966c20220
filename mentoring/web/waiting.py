"""What waits for somebody on *Today*: each room registers its own groups of rows here, and home shows them.

Orders, from the top: 5 holds and safety, 10 young people asking, 15 today's sessions, 20 tell a child today, 25
check-ins overdue, 30 boundary notes, 35 to 59 what waits, 60 endings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from flask import Flask, current_app, g, has_request_context

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all

MOST = 8  # rows of a group that are open; the others are folded, never left out
MOST_ON_A_PAGE = 60  # rows of a group that are on the page at all, where the whole list has a page of its own


@dataclass(frozen=True)
class Row:
    """One line of work: who or what it is about, what waits, since when or which day, and the one thing to press.

    posts: pressing it does it at once, in place of leading to a page. hidden: what is posted then, if anything is;
    naming it makes the row one that posts. who_url: where who it is about has a page. is_first: the one to do first.
    is_due: `since` is the day on which it was due.
    """

    who: str
    what: str
    since: datetime | date | None
    label: str
    url: str
    hidden: Mapping[str, str] | None = None
    who_url: str | None = None
    is_first: bool = False
    posts: bool = False
    is_due: bool = False

    @property
    def is_button(self) -> bool:
        """Say whether it is a button that posts, not a link."""
        return self.posts or self.hidden is not None


@dataclass(frozen=True)
class Found:
    """Rows of which there are more than are worth making here: `total` is how many there are in all."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True)
class Source:
    """A group of rows under one heading, for whoever may do `action`. `order` says how far up it stands.

    rows: all of them, or the first of them as Found. more: the address of the whole list, if it has a page.
    """

    order: int
    title: object  # a lazy translation
    action: Action
    rows: Callable[[Actor], Sequence[Row] | Found]
    tone: str | None = None
    intro: object | None = None
    more: Callable[[Actor], str] | None = None


@dataclass(frozen=True)
class Group:
    """A source as one person sees it now. It has at least one row.

    rows: what is open. folded: what is behind "and 12 more". left: how many are only in the whole list, at `more_url`.
    """

    title: str
    rows: Sequence[Row]
    tone: str | None
    intro: str | None
    total: int = 0
    folded: Sequence[Row] = field(default_factory=list)
    left: int = 0
    more_url: str | None = None

    @property
    def hidden_count(self) -> int:
        """Return how many rows are not open."""
        return len(self.folded) + self.left


def register(app: Flask, source: Source) -> None:
    """Add a group to *Today*."""
    app.extensions.setdefault("waiting", []).append(source)
    app.extensions["waiting"].sort(key=lambda each: each.order)


def groups_for(actor: Actor) -> list[Group]:
    """Return what waits for `actor`, in order; groups without a row are left out."""
    sources: list[Source] = current_app.extensions.get("waiting", [])
    found = (_group(source, actor) for source in sources if may_at_all(actor, source.action))
    return [group for group in found if group is not None]


def _group(source: Source, actor: Actor) -> Group | None:
    given = source.rows(actor)
    found = given if isinstance(given, Found) else Found(given, len(given))
    if not found.rows:
        return None
    more_url = source.more(actor) if source.more is not None else None
    here = found.rows if more_url is None else found.rows[:MOST_ON_A_PAGE]
    # One more line is not worth a fold.
    is_short = len(here) <= MOST + 1 and found.total == len(here)
    shown, folded = (here, []) if is_short else (here[:MOST], here[MOST:])
    return Group(
        title=str(source.title),
        rows=shown,
        tone=source.tone,
        intro=str(source.intro) if source.intro else None,
        total=found.total,
        folded=folded,
        left=found.total - len(here),
        more_url=more_url,
    )


T = TypeVar("T")


def once(key: str, make: Callable[[], T]) -> T:
    """Return what `make` gives, worked out once a request: several groups may stand on the same rows."""
    if not has_request_context():
        return make()
    held = g.setdefault("worked_out", {})
    if key not in held:
        held[key] = make()
    found: T = held[key]
    return found
