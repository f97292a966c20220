"""What happens when somebody signs in, or tries to."""

from datetime import datetime
from enum import StrEnum

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import INSTALLATION
from mentoring.audit.trail import VISITOR, By
from mentoring.extensions import db
from mentoring.people.actions.sessions import end_session
from mentoring.people.models import SignInSession, Student
from mentoring.people.queries import accounts
from mentoring.people.queries.accounts import Place, WayIn


class How(StrEnum):
    """With what somebody signed in."""

    PASSWORD = "password"  # noqa: S105  (the name of a kind, not a secret)
    PASSPHRASE = "passphrase"  # noqa: S105
    PICTURES = "pictures"


class Refusal(StrEnum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    CHANGED_MEANWHILE = "changed-meanwhile"


def start_session(
    account_id: str,
    place: Place,
    *,
    token: str,
    verified: str | None,
    how: How,
    device: str,
    replaces: SignInSession | None,
    now: datetime,
    room_id: str | None = None,
    job_id: str | None = None,
) -> SignInSession | Refusal:
    """Sign in whoever was just verified: a new row, never one that was there before.

    verified: the secret's hash as it was when it was compared. The comparison runs outside any transaction,
        so a card may have been switched off, or a person have left, between it and this.
    replaces: the session that this browser had, which ends.
    room_id, job_id: for a student's turn at a room's tablet, and the meeting that it is about.
    """
    account = accounts.account(account_id)
    person = accounts.person_at(account_id, place, is_student=how is not How.PASSWORD)
    if account is None or person is None or account.secret_hash is None or account.secret_hash != verified:
        return Refusal.CHANGED_MEANWHILE
    if replaces is not None and replaces.ended_at is None:
        end_session(replaces, why="replaced", by=By("person", replaces.person_id), now=now)
    started = SignInSession(
        id=ids.new_id(),
        token_hash=ids.token_hash(token),
        account_id=account.id,
        school_id=person.school_id,
        person_id=person.id,
        is_student=isinstance(person, Student),
        device=device,
        started_at=now,
        last_seen_at=now,
        room_id=room_id,
        job_id=job_id,
    )
    db.session.add(started)
    db.session.flush()
    trail.record(
        events.SIGNED_IN,
        now,
        school_id=person.school_id,
        by=By("person", person.id),
        subject_id=person.id,
        session=started.id,
        how=how.value,
    )
    return started


def refuse_sign_in(way: WayIn, *, school_id: str | None, now: datetime) -> None:
    """Write that somebody tried in vain: in the chain of every school where the name is known.

    school_id: the school that a student's unknown name was typed for. What was typed is never written.
    """
    known = {place.school_id: place.person_id for place in way.known_in}
    for chain in sorted(known) or [school_id or INSTALLATION]:
        trail.record(
            events.SIGN_IN_REFUSED,
            now,
            school_id=None if chain == INSTALLATION else chain,
            by=VISITOR,
            subject_id=known.get(chain),
            why=Refusal.WRONG.value,
        )
