"""Codes that people read off paper and type: made without look-alikes, read with or without hyphens."""

from mentoring import ids
from mentoring.audit.keys import keyed_hash

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0, 1, i, l, o: 4.95 bits a letter
GROUP = 4


def new_code(length: int) -> str:
    """Return a new code of `length` letters, in groups of four joined by hyphens."""
    letters = "".join(ids.choose(LETTERS) for _ in range(length))
    return "-".join(letters[start : start + GROUP] for start in range(0, length, GROUP))


def plain(typed: str) -> str:
    """Return what was typed in lower case, without the hyphens and spaces between its groups."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def code_hash(purpose: str, typed: str) -> str:
    """Return what is stored in place of a code: a hash that cannot be tried out without the key file."""
    return keyed_hash(purpose, plain(typed))
