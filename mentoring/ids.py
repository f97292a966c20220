"""The only source of chance: record ids, tokens and picks."""

import hashlib
import random
import secrets
from collections.abc import MutableSequence, Sequence
from typing import TypeVar

from ulid import ULID

from mentoring import clock

T = TypeVar("T")

_chance: random.Random = secrets.SystemRandom()


def new_id() -> str:
    """Return a new record id: a ULID as 26 characters of text, so that ids sort by the time they were made."""
    moment = int(clock.now().timestamp() * 1000)
    return str(ULID(moment.to_bytes(6, "big") + _chance.randbytes(10)))


def new_token() -> str:
    """Return 256 bits of chance as 64 hexadecimal characters, for sessions and single-use links."""
    return _chance.randbytes(32).hex()


def new_bytes(length: int) -> bytes:
    """Return `length` random bytes (keys, nonces). Never seeded: a repeated nonce would break the seals."""
    return secrets.token_bytes(length)


def choose(options: Sequence[T]) -> T:
    """Return one of `options`, each as likely as the others."""
    return _chance.choice(options)


def shuffle(items: MutableSequence[T]) -> None:
    """Put `items` in a random order, in place."""
    _chance.shuffle(items)


def number_code(digits: int = 8) -> str:
    """Return a code of `digits` decimal digits that a person can read out or type."""
    return "".join(_chance.choice("0123456789") for _ in range(digits))


def token_hash(token: str) -> str:
    """Return what is stored in place of a 256-bit token; a plain hash is enough for that much chance."""
    return hashlib.sha256(token.encode()).hexdigest()


def seed(number: int | None) -> None:
    """Make ids and picks repeatable (tests that compare two runs); None gives real chance back."""
    global _chance
    _chance = secrets.SystemRandom() if number is None else random.Random(number)
