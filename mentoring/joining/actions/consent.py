"""What happens when a consent is written down, withdrawn or settled, and when the school edits its letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.actions.telling import Happened, tell
from mentoring.joining.models import ConsentEntry, ConsentLetter, Enrolment
from mentoring.joining.queries.consent import letters
from mentoring.joining.queries.turns import last_turn
from mentoring.joining.rules.consent import (
    Authority,
    ConsentHow,
    ConsentRefusal,
    Said,
    refusal_of_record,
)
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.actions.locking import hold_programme
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class Paper:
    """What a reply says: who, on what authority, how it came, on which day, to which version of the letter."""

    said: Said
    who: str
    authority: Authority
    how: ConsentHow
    day: date
    letter: int | None = None
    until: date | None = None


def record_consents(
    by: By, enrolled: Sequence[Enrolment], paper: Paper, pack: CountryPack, *, today: date, now: datetime
) -> ConsentRefusal | None:
    """Write down the same reply for one student or for a whole class; return why not, or None.

    A withdrawal, and a "no", work at once.
    """
    if not enrolled:
        return ConsentRefusal.NOBODY_TICKED
    years = [pack.year(each.student.year) for each in enrolled]
    refusal = refusal_of_record(
        paper.said,
        paper.authority,
        who=paper.who,
        day=paper.day,
        until=paper.until,
        today=today,
        ages=[year.age if year is not None else 0 for year in years],
    )
    if refusal is not None:
        return refusal
    for each in enrolled:
        lock(each)
        _add(by, each, paper, "", now)
        if paper.said in (Said.WITHDRAWN, Said.REFUSED):
            each.talked_at = each.talked_by = None
            tell(by, each, Happened.CONSENT_WITHDRAWN, now)
    return None


def settle_consent(
    by: By, enrolment: Enrolment, reason: str, *, today: date, now: datetime
) -> ConsentRefusal | None:
    """Settle a consent where asking could put a child at risk. Others see that it is settled, and no more."""
    if not reason.strip():
        return ConsentRefusal.REASON_WANTED
    lock(enrolment)
    paper = Paper(Said.SETTLED, "", Authority.PARENT, ConsentHow.IN_PERSON, today)
    _add(by, enrolment, paper, reason.strip(), now)
    return None


def _add(by: By, enrolment: Enrolment, paper: Paper, reason: str, now: datetime) -> None:
    settled = paper.said is Said.SETTLED
    said_by_somebody = paper.said not in (Said.SETTLED, Said.TOLD)
    made = ConsentEntry(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        turn=last_turn(ConsentEntry, enrolment) + 1,
        said=paper.said,
        who=paper.who.strip() if said_by_somebody else "",
        authority=paper.authority if said_by_somebody else "",
        how="" if settled else paper.how,
        day=paper.day,
        until=paper.until if paper.said is Said.TOLD else None,
        letter=None if settled else paper.letter,
        reason=reason,
        at=now,
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.CONSENT_RECORDED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        said=paper.said.value,
    )


def keep_first_letter(by: By, programme: Programme, words: str, *, now: datetime) -> None:
    """Keep the product's own words as version 0, once somebody consents to them: later ones may say something else."""
    hold_programme(programme)
    if any(each.number == 0 for each in letters(programme)):
        return
    _add_letter(by, programme, words, 0, now)


def edit_letter(
    by: By, programme: Programme, words: str, *, seen: int, now: datetime
) -> ConsentLetter | ConsentRefusal:
    """Keep the school's own words to carers as the next version. What was consented to before stays as it is.

    seen: the number of the version that the editor began with, 0 for the product's own words.
    """
    hold_programme(programme)
    held = letters(programme)
    newest = held[0] if held else None
    if (newest.number if newest else 0) != seen:
        return ConsentRefusal.STALE
    text = words.strip()
    if not text:
        return ConsentRefusal.EMPTY_LETTER
    if newest is not None and newest.words == text:
        return ConsentRefusal.SAME_LETTER
    return _add_letter(by, programme, text, seen + 1, now)


def _add_letter(by: By, programme: Programme, words: str, number: int, now: datetime) -> ConsentLetter:
    made = ConsentLetter(
        school_id=programme.school_id,
        id=ids.new_id(),
        programme_id=programme.id,
        number=number,
        words=words,
        made_at=now,
        made_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.CONSENT_LETTER_CHANGED,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=programme.id,
        number=made.number,
    )
    return made
