"""What happens when a check-in is recorded, and when somebody saw to what missed meetings ask for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mentoring import clock, ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.life import lock
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import CheckIn, SeenTo
from mentoring.meetings.queries.frame import Frame
from mentoring.meetings.queries.missed import missed_in
from mentoring.meetings.queries.sides import read_how
from mentoring.meetings.rules.due import Ask, CheckInRefusal, How, refusal_to_record


@dataclass(frozen=True)
class Seen:
    """What somebody writes down of a check-in: the day, how it was, and what next, for staff."""

    day: date
    how: How | None
    words: str = ""


def record_check_in(
    by: By, member: PairingMember, seen: Seen, *, token: str, zone: str, now: datetime
) -> CheckInRefusal | None:
    """Write down a check-in with one student about one pairing; return why not, or None.

    token: of the form, which makes a double click one check-in. That something is passed on is no fact of the trail:
    who reads it would know of a concern.
    """
    pairing = member.pairing
    lock(pairing)
    refusal = refusal_to_record(
        seen.day,
        clock.local(now, zone).date(),
        seen.how,
        met_on=clock.local(pairing.met_at, zone).date() if pairing.met_at else None,
        is_in_it=member.left_at is None and pairing.state in RUNNING,
    )
    if refusal is not None:
        return refusal
    assert seen.how is not None
    whole = f"{token[:64]}{member.id}"
    wanted = select(CheckIn.id).where(CheckIn.school_id == member.school_id, CheckIn.token == whole)
    if db.session.scalar(wanted) is not None:
        return None
    db.session.add(
        CheckIn(
            school_id=member.school_id,
            id=ids.new_id(),
            pairing_id=member.pairing_id,
            student_id=member.student_id,
            on_day=seen.day,
            how=seen.how,
            words=seen.words.strip(),
            token=whole,
            at=now,
            by_id=by.person_id,
        )
    )
    db.session.flush()
    trail.record(
        events.CHECKED_IN,
        now,
        school_id=member.school_id,
        by=by,
        subject_id=member.student_id,
        pairing=member.pairing_id,
        how=read_how(seen.how).value,
    )
    return None


def see_to_missed(by: By, frame: Frame, pairing: Pairing, what: Ask, up_to: date, *, now: datetime) -> bool:
    """Note that a child was told in person of missed meetings, or that the pairing was reviewed; say if that was new.

    up_to: the newest meeting that the page showed. What is not asked for any more is left.
    """
    lock(pairing)
    asked = missed_in(frame, pairing)
    if asked is None or what not in asked.asks or up_to != asked.up_to:
        return False
    db.session.add(
        SeenTo(
            school_id=pairing.school_id,
            id=ids.new_id(),
            pairing_id=pairing.id,
            what=what,
            up_to=up_to,
            at=now,
            by_id=by.person_id,
        )
    )
    db.session.flush()
    trail.record(
        events.SEEN_TO, now, school_id=pairing.school_id, by=by, subject_id=pairing.id, what=what.value
    )
    return True
