"""Names that a child can type to sign in, and the forms in which people type them."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import count

LONGEST_FIRST_NAME = 20  # letters; longer ones are cut, as they are typed by hand

# A name that cannot be written in a to z gets this word in its place.
WITHOUT_LATIN_LETTERS = "student"

# Letters that Unicode does not split into a letter and an accent.
_SPELT_OUT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)

_SEPARATORS = re.compile(r"[\s._,\-]+")


def username_for(first_name: str, last_name: str, taken: Collection[str]) -> str:
    """Return a free username such as "mia.k", then "mia.k2": the first name and the initial of the last.

    `taken` holds the usernames in use. Only a to z, one dot and digits come out, so every keyboard can type it.
    """
    return _free(_base(first_name, last_name), {normalise_username(name) for name in taken})[0]


def usernames_for(names: Iterable[tuple[str, str]], taken: Collection[str]) -> list[str]:
    """Return a free username for each first and last name in turn, as `username_for` would one after the other."""
    in_use = {normalise_username(name) for name in taken}
    made: list[str] = []
    turns: dict[
        str, int
    ] = {}  # the last number given to a name, so that a common one is not counted anew each time
    for first_name, last_name in names:
        base = _base(first_name, last_name)
        name, turns[base] = _free(base, in_use, turns.get(base, 0) + 1)
        in_use.add(name)
        made.append(name)
    return made


def _base(first_name: str, last_name: str) -> str:
    first = _letters(first_name.split(maxsplit=1)[0] if first_name.strip() else "")
    initial = _letters(last_name)[:1]
    return ".".join(part for part in (first[:LONGEST_FIRST_NAME], initial) if part) or WITHOUT_LATIN_LETTERS


def _free(base: str, in_use: Collection[str], first: int = 1) -> tuple[str, int]:
    candidates = ((base if number == 1 else f"{base}{number}", number) for number in count(first))
    return next((name, number) for name, number in candidates if name not in in_use)


def normalise_username(typed: str) -> str:
    """Return a username or an e-mail address as it is stored and looked up.

    "Mia K ", "MIA.K" and "mia-k" are all "mia.k". An e-mail address only loses its spaces around and its capitals.
    """
    if "@" in typed:
        return typed.strip().casefold()
    return _SEPARATORS.sub(".", _plain(typed)).strip(".")


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", _plain(name))


def _plain(typed: str) -> str:
    """Return small letters without accents. Split before folding and after: some capitals show only once split."""
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", typed).casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter)).translate(_SPELT_OUT)
