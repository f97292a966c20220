"""What young people sign in with: words from a child-friendly list, or pictures for the youngest.

How hard they are to guess. Three words out of about 900 make more than 700 million passphrases (29 bits). Four
pictures out of 16, in order, a picture allowed twice, make 65,536 (16 bits). Both are enough against guessing at
the door, where ten wrong guesses an hour reach an account (throttling.py), and because chance makes them: a child
never chooses one. Neither would hold against a stolen database for long, so they are hashed like passwords and
open only what the young person may see.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from mentoring.people.rules.countries import country

DATA = Path(__file__).parents[2] / "data" / "passphrase_words.txt"

WORDS_IN_A_PASSPHRASE = 3
PICTURES_IN_A_ROW = 4

# The codes of the 16 pictures, in the order in which the page shows them. Each is drawn, and named in words.
PICTURES = (
    "sun",
    "moon",
    "star",
    "boat",
    "car",
    "train",
    "house",
    "tree",
    "flower",
    "apple",
    "cat",
    "dog",
    "fish",
    "bird",
    "ball",
    "key",
)

# What may stand between two words: children type any of these, or nothing.
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@cache
def words() -> tuple[str, ...]:
    """Return the word list in alphabetical order. No word begins another, so words can be told apart unspaced."""
    return tuple(DATA.read_text(encoding="ascii").split())


def new_passphrase(
    choose: Callable[[Sequence[str]], str], *, count: int = WORDS_IN_A_PASSPHRASE
) -> tuple[str, ...]:
    """Return `count` different words. `choose` picks one of a sequence, each as likely as the others."""
    chosen: list[str] = []
    for _ in range(count):
        chosen.append(choose([word for word in words() if word not in chosen]))
    return tuple(chosen)


def new_pictures(choose: Callable[[Sequence[str]], str]) -> tuple[str, ...]:
    """Return four pictures in order. A picture may come twice, which a child finds no harder to remember."""
    return tuple(choose(PICTURES) for _ in range(PICTURES_IN_A_ROW))


def normalise(typed: str) -> str:
    """Return a passphrase as it is hashed and compared: small letters and digits only, without accents.

    Spaces, hyphens, dots and commas do not count, so "Tiger moon-RIVER." and "tigermoonriver" are the same.
    Typing is hard enough for an eight-year-old; nothing is lost, as the words stay distinct without spaces.
    """
    # Split before folding and again after it: some letters have a capital inside that only shows once split.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", typed).casefold())
    without_accents = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub("", without_accents)


def uses_pictures(country_code: str, year_code: str | None) -> bool:
    """Return whether a child of this school year signs in with pictures: England's Year 4 and its like, or below.

    A year that is not known gets words. Raise KeyError for an unknown country.
    """
    year = country(country_code).year(year_code) if year_code is not None else None
    return year is not None and year.is_youngest
