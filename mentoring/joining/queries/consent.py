"""Consents and the letters that they were asked with."""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import bindparam, select

from mentoring.extensions import Rows, db
from mentoring.joining.models import ConsentEntry, ConsentLetter, Enrolment
from mentoring.joining.rules.consent import ConsentRecord, Said
from mentoring.programme.models import Programme


def consent_records(school_id: str, enrolment_ids: Collection[str]) -> dict[str, list[ConsentRecord]]:
    """Return what is known of the consent for each of these enrolments, oldest first (1 query)."""
    given = {"school_id": school_id, "enrolment_ids": list(enrolment_ids)}
    found: dict[str, list[ConsentRecord]] = {}
    for each in db.session.execute(_records(), given):
        found.setdefault(each.enrolment_id, []).append(ConsentRecord(Said(each.said), each.day, each.until))
    return found


@cache
def _records() -> Rows:
    return (
        select(ConsentEntry.enrolment_id, ConsentEntry.said, ConsentEntry.day, ConsentEntry.until)
        .where(
            ConsentEntry.school_id == bindparam("school_id"),
            ConsentEntry.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
        )
        .order_by(ConsentEntry.enrolment_id, ConsentEntry.turn)
    )


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
