"""How many wrong guesses may be made at signing in, and how the form for telling an adult is slowed down.

Only wrong guesses count. A class of thirty signs in from one address within a minute, with a few mistakes each,
and is never stopped. Guesses beyond a limit are not looked at, so they are not counted and cannot lengthen the wait.
"""

from dataclasses import dataclass

# A child who mistypes has ten tries. A stranger has 240 a day, against 736 million passphrases.
ACCOUNT_LIMIT = 10  # wrong guesses
# Of these, the last few are for browsers in which the person has signed in before: else anybody could keep the only
# reader of a concern from it, with wrong guesses every hour.
KEPT_FOR_KNOWN = 3
STRANGERS_LIMIT = ACCOUNT_LIMIT - KEPT_FOR_KNOWN
# Three words that nobody has: a whole school may share one address, so more than for one account, and still
# no danger: 902^3 combinations at 60 an hour.
WORDS_LIMIT = 60
ACCOUNT_WINDOW = 60 * 60  # seconds

# Thirty pupils with four mistakes each.
ADDRESS_LIMIT = 120  # wrong guesses
ADDRESS_WINDOW = 10 * 60  # seconds

# A class that has just heard about the form sends thirty messages from one address; they wait a little and are
# read. From here on, whoever reads sees that many came at once.
TELL_WINDOW = 10 * 60  # seconds
TELL_FREE = 5  # messages without any delay
TELL_MARKED_FROM = 30  # messages
TELL_LONGEST_DELAY = 5  # seconds


@dataclass(frozen=True)
class WrongGuesses:
    """The wrong guesses within a window: how many, and how many seconds ago the oldest of them was."""

    count: int
    oldest_seconds_ago: int


def wait_before_guess(
    account: WrongGuesses, address: WrongGuesses, *, limit: int = ACCOUNT_LIMIT, known_browser: bool = False
) -> int:
    """Return how many seconds must pass before another guess is looked at; 0 when it may be made now.

    `account` counts the last ACCOUNT_WINDOW seconds at one account, `address` the last ADDRESS_WINDOW seconds from
    one address. `limit` is how many the former may be. `known_browser`: the person has signed in there before, so what
    others guess from the same address does not count. Ask before the guess is compared; a reset of the sign-in forgets
    the account's wrong guesses.
    """
    wait = _wait(account, limit, ACCOUNT_WINDOW)
    return wait if known_browser else max(wait, _wait(address, ADDRESS_LIMIT, ADDRESS_WINDOW))


def slowing(recent_count: int) -> int:
    """Return how many seconds to wait before a message to an adult is taken: 0 to TELL_LONGEST_DELAY, never refused.

    `recent_count` is the number of messages from the same address in the last TELL_WINDOW seconds before this one.
    """
    return min(max(recent_count - TELL_FREE, 0), TELL_LONGEST_DELAY)


def is_marked(recent_count: int) -> bool:
    """Return whether a message is marked as one of many, for whoever reads it. A mark never hides or delays it."""
    return recent_count >= TELL_MARKED_FROM


def _wait(guesses: WrongGuesses, limit: int, window: int) -> int:
    if guesses.count < limit:
        return 0
    return max(window - guesses.oldest_seconds_ago, 1)
