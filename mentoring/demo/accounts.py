"""What signs in to the demo: secrets made from the installation's key, so that none is the same elsewhere."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from mentoring.access.roles import SAFEGUARDING_ROLES
from mentoring.audit.keys import keyed_hash
from mentoring.demo import cast
from mentoring.people.queries import schools, students
from mentoring.people.rules.passphrases import new_passphrase, new_pictures

T = TypeVar("T")


def _choose_for(who: str) -> Callable[[Sequence[T]], T]:
    """Return a way to choose that always chooses the same for `who` on this installation."""
    left = int(keyed_hash("demo", who), 16)

    def choose(options: Sequence[T]) -> T:
        nonlocal left
        left, place = divmod(left, len(options))
        return options[place]

    return choose


def password_of(adult: cast.Adult) -> str:
    """Return the demo password of a member of staff: six words, because there is nothing to remember."""
    choose: Callable[[Sequence[str]], str] = _choose_for(adult.email)
    return "-".join((*new_passphrase(choose), *new_passphrase(choose)))


def totp_secret_of(adult: cast.Adult) -> str | None:
    """Return the secret of the demo's second factor for those who read concerns, else None."""
    if SAFEGUARDING_ROLES.isdisjoint(adult.roles):
        return None
    return base64.b32encode(bytes.fromhex(keyed_hash("demo totp", adult.email))[:20]).decode()


def words_of(child: cast.Child) -> str:
    """Return the words, or the names of the pictures, on a listed child's card."""
    choose: Callable[[Sequence[str]], str] = _choose_for(child.first_name + child.last_name)
    return " ".join(new_pictures(choose) if child.at_feeder else new_passphrase(choose))


def listed() -> list[dict[str, Any]]:
    """Return the demo's accounts with what to post where to sign in; empty when there is no demo."""
    school = schools.school_with_code(cast.SCHOOL_CODE)
    if school is None or not school.is_demo:
        return []
    rows = [_adult_row(adult) for adult in cast.ADULTS]
    user_names = {(s.first_name, s.last_name): s.user_name for s in students.with_card(school.id)}
    for child in cast.LISTED:
        user_name = user_names.get((child.first_name, child.last_name))
        if user_name is not None:
            rows.append(_child_row(child, user_name))
    return rows


def _adult_row(adult: cast.Adult) -> dict[str, Any]:
    row: dict[str, Any] = {
        "role": adult.roles[0].value,
        "name": f"{adult.title} {adult.last_name}",
        "url": "/sign-in",
        "fields": {"email": adult.email, "password": password_of(adult)},
    }
    if secret := totp_secret_of(adult):
        row |= {"totp_secret": secret, "second_url": "/sign-in/second"}
    return row


def _child_row(child: cast.Child, user_name: str) -> dict[str, Any]:
    return {
        "role": child.account,
        "name": f"{child.first_name} {child.last_name}",
        "url": "/sign-in/pictures" if child.at_feeder else "/sign-in/student",
        "fields": {"school": cast.SCHOOL_CODE, "username": user_name, "passphrase": words_of(child)},
    }
