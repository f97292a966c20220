"""The words around role descriptions: their parts, the two kinds of edit, and what differs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.programme.rules.roles import Block, EditKind

BLOCKS: dict[Block, Any] = {
    Block.WHAT: _l("What the role is"),
    Block.IS_NOT: _l("What it is not"),
    Block.LISTENING: _l("Listening"),
    Block.PASSING_ON: _l("Passing things on"),
    Block.MEETING: _l("Where and how you meet"),
    Block.OWN_STORY: _l("Your own story"),
    Block.STOPPING: _l("Stopping"),
    Block.FINE: _l("What's OK"),
    Block.NOT_FINE: _l("What's not OK"),
}
BLOCK_HINTS: dict[Block, Any] = {
    Block.FINE: _l("One thing a line. These lines stand on the card."),
    Block.NOT_FINE: _l("One thing a line. These lines stand on the card."),
}
EDITS: dict[EditKind, Any] = {
    EditKind.FIRST: _l("First words"),
    EditKind.CORRECTION: _l("Small correction"),
    EditKind.CHANGE: _l("Changes what you agreed to"),
}
EDIT_HINTS: dict[EditKind, Any] = {
    EditKind.CORRECTION: _l("A spelling, a clearer sentence. Nobody has to sign again."),
    EditKind.CHANGE: _l(
        "Something is added, taken away or stricter. Everybody who signed is asked to sign again."
    ),
}
CHANGES: dict[str, Any] = {
    "same": _l("The same"),
    "changed": _l("Changed"),
}


def block_name(block: str) -> str:
    """Return what a part of a role description is called; a number is that check question."""
    return _("Check question %(number)s", number=block) if block.isdecimal() else str(BLOCKS[Block(block)])


def edit_name(kind: str) -> str:
    """Return what a kind of edit is called."""
    return str(EDITS[EditKind(kind)])
