"""The guides: which there are, whom each is for, and their text, from the very files in docs/.

One source, so that what the product says and what the program's folder says cannot differ. They are documents in
British English, as the README is, and are not in the catalogue of words; pages say so with `lang`.
"""

import posixpath
from dataclasses import dataclass
from functools import cache

from flask import url_for

from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.config import ROOT
from mentoring.help.rendering import Target, Text, anchor_of, rendered


@dataclass(frozen=True)
class Guide:
    """One guide: its name in addresses, its file, and whose own it is. Nobody's own is for handing out on paper."""

    name: str
    file: str  # in the program's folder
    roles: tuple[Role, ...] = ()
    part: str | None = None  # the heading of the one part of the file that is shown

    @property
    def text(self) -> Text:
        """Return what it says."""
        return _text_of(self)


GUIDES = {
    each.name: each
    for each in (
        Guide("coordinator", "docs/guides/coordinator.md", (Role.COORDINATOR,)),
        Guide("supervisor", "docs/guides/supervisor.md", (Role.SUPERVISOR,)),
        Guide("lead-and-deputy", "docs/guides/lead-and-deputy.md", (Role.LEAD, Role.DEPUTY)),
        Guide("head-and-chair", "docs/guides/head-and-chair.md", (Role.HEAD, Role.STAND_IN, Role.CHAIR)),
        Guide("administrator", "docs/guides/administrator.md", (Role.ADMINISTRATOR,)),
        Guide("first-hour", "README.md", (Role.COORDINATOR, Role.ADMINISTRATOR), part="The first hour"),
        Guide("mentor", "docs/guides/mentor.md"),
        Guide("mentee", "docs/guides/mentee.md"),
        Guide("students", "docs/guides/students.md"),
    )
}


@dataclass(frozen=True)
class Shelf:
    """The guides as one person finds them: their own, those of others, those to hand out on paper."""

    own: list[Guide]
    others: list[Guide]
    paper: list[Guide]


def shelf_for(actor: Actor) -> Shelf:
    """Return every guide, those of the roles that the person holds first. They hold nobody's data."""
    own = [each for each in GUIDES.values() if actor.holds(*each.roles)]
    others = [each for each in GUIDES.values() if each.roles and each not in own]
    return Shelf(own, others, [each for each in GUIDES.values() if not each.roles])


@cache
def _text_of(guide: Guide) -> Text:
    text = (ROOT / guide.file).read_text(encoding="utf-8")
    return rendered(text, part=guide.part, target_of=lambda link: _target_of(link, guide))


def _target_of(link: str, seen_from: Guide) -> Target:
    """Return where a link of a document leads inside the product."""
    path, _hash, anchor = link.partition("#")
    file = (
        posixpath.normpath(posixpath.join(posixpath.dirname(seen_from.file), path))
        if path
        else seen_from.file
    )
    for guide in GUIDES.values():
        if guide.file == file and (guide.part is None or anchor == anchor_of(guide.part)):
            inside = None if guide.part else anchor or None
            return Target(url_for("help.guide", guide=guide.name, _anchor=inside), file)
    return Target(None, file)
