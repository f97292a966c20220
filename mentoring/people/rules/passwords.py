"""Whether a member of staff may have a password, as far as its length and their own names decide it.

There are no rules about capitals, digits or signs: they make passwords harder to remember, not to guess (the US
standard NIST SP 800-63B advises against them). What is too easy to guess is decided by mentoring.people.deny_list.
"""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

SHORTEST = 10  # characters
LONGEST = 200  # characters; long enough for any sentence, short enough to hash

# Names shorter than this occur in other words by accident ("Al", "Bo").
SHORTEST_PERSONAL_WORD = 4

# A password that has fewer characters than this beside the person's own names is those names with a little added.
LEFT_BESIDE_PERSONAL_WORDS = 6


class PasswordRefusal(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "password_too_short"
    TOO_LONG = "password_too_long"
    ABOUT_YOU = "password_about_you"
    TOO_EASY_TO_GUESS = "password_too_easy_to_guess"


def normal_form(password: str) -> str:
    """Return the password as it is measured and hashed: the same on every keyboard, spaces and case kept."""
    return unicodedata.normalize("NFKC", password)


def refusal_of_password(password: str, *, personal: Sequence[str]) -> PasswordRefusal | None:
    """Return why this password is refused, or None.

    `personal` are words that others know: the person's names, username, e-mail address, and the school's name.
    """
    form = normal_form(password)
    if len(form) < SHORTEST:
        return PasswordRefusal.TOO_SHORT
    if len(form) > LONGEST:
        return PasswordRefusal.TOO_LONG
    if _beside(personal, form) < LEFT_BESIDE_PERSONAL_WORDS:
        return PasswordRefusal.ABOUT_YOU
    return None


def personal_words(personal: Sequence[str]) -> list[str]:
    """Return the single words of `personal`, folded, the longest first; words too short to tell are left out."""
    folded = "".join(letter if letter.isalnum() else " " for letter in " ".join(personal).casefold())
    found = {word for word in normal_form(folded).split() if len(word) >= SHORTEST_PERSONAL_WORD}
    return sorted(found, key=lambda word: (-len(word), word))


def _beside(personal: Sequence[str], password: str) -> int:
    """Return how many characters of the password are left once the personal words are taken out."""
    left = password.casefold()
    words = personal_words(personal)
    for word in words:
        left = left.replace(word, "")
    return len(left)
