"""Whether a concern is here already: by the form's token, or by the three words of a signed-out writer."""

from sqlalchemy import select

from mentoring.audit.keys import keyed_hash
from mentoring.extensions import db
from mentoring.people.rules.passphrases import new_passphrase, normalise
from mentoring.raising.models import Concern

MOST_TURNS = 100  # with 700 million possible words, a school never comes near


def concern_with_token(school_id: str, token: str) -> Concern | None:
    """Return the concern that this sending of the form has made already, or None."""
    return db.session.scalar(select(Concern).where(Concern.school_id == school_id, Concern.token == token))


def concern_with_words(school_id: str, typed: str) -> Concern | None:
    """Return the concern whose signed-out writer keeps these three words, however they are typed, or None."""
    wanted = select(Concern).where(Concern.school_id == school_id, Concern.words_hash == words_hash(typed))
    return db.session.scalar(wanted)


def words_hash(typed: str) -> str:
    """Return what is stored in place of three words; without the installation's key they cannot be tried out."""
    return keyed_hash("concern words", normalise(typed))


def three_words(secret: str, turn: int) -> tuple[str, ...]:
    """Return the words that belong to one sending of the form: the same every time, and stored nowhere.

    secret: made from the form's token, which is not stored either. turn: 0, or higher where other words of the
    same school were equal.
    """
    numbers = (int(keyed_hash("concern words drawn", f"{secret}:{turn}:{draw}"), 16) for draw in range(99))
    return new_passphrase(lambda options: options[next(numbers) % len(options)])


def unused_words(school_id: str, secret: str) -> tuple[str, ...]:
    """Return the words for a new concern that no other concern of the school has."""
    turn = 0
    while concern_with_words(school_id, " ".join(words := three_words(secret, turn))) is not None:
        turn += 1
    return words


def words_again(concern: Concern, secret: str) -> tuple[str, ...]:
    """Return the words of a concern that the same form has made already; empty for a signed-in writer."""
    drawn = (three_words(secret, turn) for turn in range(MOST_TURNS))
    return next((words for words in drawn if words_hash(" ".join(words)) == concern.words_hash), ())
