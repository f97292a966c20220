"""Passwords and passphrases: hashed with argon2id, compared at the same cost whether there is one or not."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mentoring import ids
from mentoring.people.rules.passwords import normal_form

# One pass over 46 MiB: 48 ms on two cores, and the least that OWASP's password storage cheat sheet takes.
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


def hash_secret(secret: str) -> str:
    """Return the argon2id hash of a password or passphrase. It takes about 48 ms: never in a transaction."""
    return _hasher.hash(normal_form(secret))


def matches(held: str | None, typed: str) -> bool:
    """Say whether `typed` is the secret behind `held`.

    Without one (no such account, or a card that was switched off) the answer is no, and takes as long.
    """
    nobody = _nobody()  # asked for in either case, so that its first making tells nothing either
    try:
        return _hasher.verify(held or nobody, normal_form(typed)) and held is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hash_secret(ids.new_token())
