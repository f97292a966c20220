"""What a cell holds once the habits of exports are taken off it."""

import unicodedata

LONGEST = 1000  # letters of a cell that are looked at: names, forms and ids have at most 80
NOTHING = frozenset({"null", "\\n", "(null)", "#n/a", "n/a", "none", "nan"})


def clean(cell: str) -> str:
    """Return a cell without space around it, in composed letters; "" where it only says that there is nothing."""
    text = _one_line(cell)
    return "" if text.casefold() in NOTHING else text


def clean_name(cell: str) -> str:
    """Return a name. "None" and "Nan" are names that people have, so only NULL is nothing."""
    text = _one_line(cell)
    return "" if text in ("NULL", "null", "\\N", "(null)") else text


def _one_line(cell: str) -> str:
    """Return a cell as it could have been typed into a field: no control characters, single spaces, NFC.

    What is longer than anything that is kept is cut off before its letters are composed, which for one letter under
    thousands of accents takes the square of their number.
    """
    visible = "".join(letter if letter.isprintable() else " " for letter in cell[:LONGEST].replace("\0", ""))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def same_letters(text: str) -> str:
    """Return a text so that headers or names that differ in case, accents or signs alone are the same."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
