"""Consents and the letters that they were asked with."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.models import ConsentEntry, ConsentLetter, Enrolment
from mentoring.joining.rules.consent import ConsentRecord, Said
from mentoring.programme.models import Programme


@cache
def what_was_said() -> Rows:
    """Build the statement for what is known of the consent for some enrolments."""
    columns = (ConsentEntry.enrolment_id, ConsentEntry.turn, ConsentEntry.said, ConsentEntry.day)
    return select(*columns, ConsentEntry.until).where(
        ConsentEntry.school_id == SCHOOL,
        ConsentEntry.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
    )


def consent_records(rows: Iterable[Any]) -> Mapping[str, Sequence[ConsentRecord]]:
    """Return by enrolment what its rows of `what_was_said` say, oldest first."""
    found: dict[str, list[ConsentRecord]] = {}
    for each in sorted(rows, key=attrgetter("turn")):
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
