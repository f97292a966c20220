"""Whether a password is too easy to guess, by the estimate of zxcvbn."""

from collections.abc import Sequence

from mentoring.people.rules.passwords import (
    PasswordRefusal,
    normal_form,
    personal_words,
    refusal_of_password,
)

# At the door, ten guesses an hour, 100 million guesses take a thousand years. With a stolen database, at argon2's
# 48 ms a guess, they take one processor core 55 days: time to notice, and to change every password. zxcvbn calls
# what is below "somewhat guessable" (its scores 0 to 2).
FEWEST_GUESSES = 10**8

# What comes after this many characters only makes a password harder to guess, and some strings of signs that stand
# for letters take zxcvbn seconds: 4 s for 72 characters, its own limit, 1.5 s for 40. So call this outside a
# transaction, and never for somebody who is not signed in or invited.
CHARACTERS_ESTIMATED = 40


def refusal_of_staff_password(password: str, *, personal: Sequence[str]) -> PasswordRefusal | None:
    """Return why a member of staff may not have this password, or None: length and names first, then guessing.

    `personal` are words that others know: the person's names, username, e-mail address, and the school's name.
    """
    refusal = refusal_of_password(password, personal=personal)
    if refusal is None and _guesses(password, personal) < FEWEST_GUESSES:
        return PasswordRefusal.TOO_EASY_TO_GUESS
    return refusal


def _guesses(password: str, personal: Sequence[str]) -> int:
    # Its lists weigh several megabytes and are needed only where a password is chosen.
    from zxcvbn import zxcvbn

    estimate = zxcvbn(normal_form(password)[:CHARACTERS_ESTIMATED], user_inputs=personal_words(personal))
    return int(estimate["guesses"])
