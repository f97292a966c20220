"""The carer's consent beside the student's own yes: what counts, what takes it away, and what is still waited for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentoring.programme.rules.settings import Consent

YOUNGEST_TO_BE_18 = 17  # the age at which the last school year begins: whoever is in it may turn 18


class Said(StrEnum):
    """What one record says."""

    GIVEN = "given"
    TOLD = "told"  # the letter went home; a "no" may come back until a day
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"  # by the lead, where asking could put a child at risk


class Authority(StrEnum):
    """On what authority somebody says it."""

    PARENT = "parent"
    LOCAL_AUTHORITY = "local-authority"
    FOSTER_CARER = "foster-carer"
    STUDENT_AT_18 = "student-at-18"


class ConsentHow(StrEnum):
    """How it reached the school."""

    PAPER = "paper"
    IN_PERSON = "in-person"
    PHONE = "phone"
    E_MAIL = "e-mail"


class Standing(StrEnum):
    """Where the consent for one student stands."""

    GIVEN = "given"
    TIME_PASSED = "time-passed"  # told, and no "no" came back in time
    NOT_NEEDED = "not-needed"
    SETTLED = "settled"
    WAITING = "waiting"
    TIME_RUNNING = "time-running"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentRefusal(StrEnum):
    """Why a record of consent was not kept."""

    WHO_WANTED = "consent-who-wanted"
    DAY_TO_COME = "consent-day-to-come"
    UNTIL_WANTED = "consent-until-wanted"
    NOBODY_TICKED = "consent-nobody-ticked"
    NOTHING_TO_WITHDRAW = "consent-nothing-to-withdraw"
    REASON_WANTED = "consent-reason-wanted"
    NOT_YET_18 = "consent-not-yet-18"
    EMPTY_LETTER = "consent-empty-letter"
    SAME_LETTER = "consent-same-letter"
    STALE = "consent-stale"


ANSWERED: Mapping[Said, Standing] = {
    Said.GIVEN: Standing.GIVEN,
    Said.SETTLED: Standing.SETTLED,
    Said.REFUSED: Standing.REFUSED,
    Said.WITHDRAWN: Standing.WITHDRAWN,
}
ENOUGH = frozenset({Standing.GIVEN, Standing.TIME_PASSED, Standing.NOT_NEEDED, Standing.SETTLED})


@dataclass(frozen=True)
class ConsentRecord:
    """One record: what was said on which day; for a letter, until when a "no" may come back."""

    said: Said
    day: date
    until: date | None = None


def counting(records: Sequence[ConsentRecord]) -> ConsentRecord | None:
    """Return the answer that counts: the one of the newest day, and of one day the one written down last.

    records: in the order in which they were written down. A letter that went home is no answer, so it takes none back;
    nor does an old form that turns up after a "no".
    """
    answers = [record for record in records if record.said is not Said.TOLD]
    return max(reversed(answers), key=lambda record: record.day, default=None)


def consent_standing(mode: Consent, records: Sequence[ConsentRecord], today: date) -> Standing:
    """Return where a consent stands. `records` are in the order in which they were written down.

    A "no" and a withdrawal always count, however the programme asks: nobody meets against a carer's word.
    """
    answer = counting(records)
    if answer is not None:
        return ANSWERED[answer.said]
    if mode is Consent.NONE:
        return Standing.NOT_NEEDED
    last = records[-1] if records else None
    if mode is Consent.NOTICE and last is not None and last.until is not None:
        return Standing.TIME_PASSED if today > last.until else Standing.TIME_RUNNING
    return Standing.WAITING


def is_enough(standing: Standing) -> bool:
    """Say whether somebody may be paired with a consent that stands so."""
    return standing in ENOUGH


def refusal_of_record(
    said: Said,
    authority: Authority,
    *,
    who: str,
    day: date,
    until: date | None,
    today: date,
    ages: Collection[int],
) -> ConsentRefusal | None:
    """Return why a record is not kept, or None. `ages`: those of the students' year groups, as the year begins."""
    if said is not Said.TOLD and not who.strip():
        return ConsentRefusal.WHO_WANTED
    if day > today:
        return ConsentRefusal.DAY_TO_COME
    if said is Said.TOLD:
        # Time that is over when it is written down would be no time at all.
        return ConsentRefusal.UNTIL_WANTED if until is None or until <= day or until < today else None
    if authority is Authority.STUDENT_AT_18 and any(age < YOUNGEST_TO_BE_18 for age in ages):
        return ConsentRefusal.NOT_YET_18
    return None
