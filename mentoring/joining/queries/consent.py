"""Consents and the letters that they were asked with."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import ConsentEntry, ConsentLetter, Enrolment
from mentoring.joining.rules.consent import ConsentRecord, Said
from mentoring.programme.models import Programme


def consent_records(school_id: str, enrolment_ids: Collection[str]) -> dict[str, list[ConsentRecord]]:
    """Return what is known of the consent for each of these enrolments, oldest first (1 query)."""
    wanted = select(ConsentEntry.enrolment_id, ConsentEntry.said, ConsentEntry.day, ConsentEntry.until).where(
        ConsentEntry.school_id == school_id, ConsentEntry.enrolment_id.in_(enrolment_ids)
    )
    found: dict[str, list[ConsentRecord]] = {}
    for each in db.session.execute(wanted.order_by(ConsentEntry.enrolment_id, ConsentEntry.turn)):
        found.setdefault(each.enrolment_id, []).append(ConsentRecord(Said(each.said), each.day, each.until))
    return found


def consents(enrolment: Enrolment) -> Sequence[ConsentEntry]:
    """Return every record of one consent, the newest first."""
    wanted = select(ConsentEntry).where(
        ConsentEntry.school_id == enrolment.school_id, ConsentEntry.enrolment_id == enrolment.id
    )
    return db.session.scalars(wanted.order_by(ConsentEntry.turn.desc())).all()


def letters(programme: Programme) -> Sequence[ConsentLetter]:
    """Return every version of a programme's letter, the newest first."""
    wanted = select(ConsentLetter).where(
        ConsentLetter.school_id == programme.school_id, ConsentLetter.programme_id == programme.id
    )
    return db.session.scalars(wanted.order_by(ConsentLetter.number.desc())).all()
