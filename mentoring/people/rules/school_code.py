"""The code of a school: the short word that people type and that stands in addresses."""

import re
import unicodedata
from collections.abc import Container

SHORTEST, LONGEST = 2, 20  # characters; the longest is the column's length
EASY = 12  # characters that a young child still types without losing the place
SOME = 3  # words whose initials tell one school from another
SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Words that stand in addresses of the product where a school's code could stand (/tell/<code>).
RESERVED = frozenset({"answer", "mine", "new", "sent", "start"})

# Words that say what kind of school it is, not which one: left out of a suggestion.
COMMON = frozenset(
    {"academy", "and", "college", "high", "infant", "junior", "of", "primary", "school", "secondary", "the"}
)


def is_school_code(text: str) -> bool:
    """Say whether `text` can be a code: 2 to 20 of a-z, 0-9 and single hyphens inside."""
    fits = SHORTEST <= len(text) <= LONGEST and SHAPE.fullmatch(text) is not None
    return fits and text not in RESERVED


def suggested_code(name: str, taken: Container[str] = ()) -> str:
    """Return a code made from a school's name that is not in `taken`; "school" when the name has no letters for one.

    The words that are common to schools are left out while others remain: "St Anne's Primary School" becomes
    "st-annes". A child types it, so a longer name gives its initials. A number is put behind one that is taken.
    """
    letters = unicodedata.normalize("NFKD", name.lower()).replace("'", "").replace("’", "")
    words = re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode())
    telling = [word for word in words if word not in COMMON] or words
    stem = _short(telling) or "school"
    if not is_school_code(stem):
        stem = f"{stem}-school"
    for number in range(1, 10_000):
        ending = "" if number == 1 else f"-{number}"
        code = stem[: LONGEST - len(ending)].rstrip("-") + ending
        if code not in taken:
            return code
    raise ValueError("ten thousand schools have this code")


def _short(words: list[str]) -> str:
    # The words as they are while they are short together; else initials; else the beginning of the only word.
    whole = "-".join(words)
    if len(whole) <= EASY:
        return whole
    return "".join(word[0] for word in words) if len(words) >= SOME else words[0][:EASY]
