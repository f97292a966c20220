"""How far each student of a programme is: the facts behind every gate, in a constant number of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select

from mentoring import clock
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.models import Enrolment, PairingBar, Profile, Signature
from mentoring.joining.queries.consent import consent_records, what_was_said
from mentoring.joining.queries.decisions import (
    Decision,
    NewestView,
    newest_decision_of,
    newest_view_of,
    what_tutors_say,
    what_was_decided,
)
from mentoring.joining.queries.rounds import Waiting
from mentoring.joining.queries.training import sessions_of, wanted_from, what_was_taken
from mentoring.joining.rules.consent import ConsentRecord, consent_standing, counting
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.readiness import (
    Facts,
    Missing,
    Signed,
    Soon,
    hold_as_read,
    missing_before_pairing,
    to_do_soon,
)
from mentoring.joining.rules.suitability import Verdict, View
from mentoring.joining.rules.training import Session, TrainingFacts, Wanted, months_later, training_facts
from mentoring.people.models import School, StaffMember
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.countries import country
from mentoring.people.rules.school_time import SchoolTime
from mentoring.programme.models import Programme, RoleDescription, RoleDescriptionVersion
from mentoring.programme.queries.programmes import names_of
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import EditKind, needs_signature, sign_by, version_that_asks
from mentoring.programme.rules.settings import Code, Consent
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.raising.queries.holds import Holds
from mentoring.together import Together

Times = Callable[[], Mapping[str, SchoolTime]]


@dataclass(frozen=True)
class Standing:
    """One student in one programme: the facts, what is missing, what is due soon, and how the training stands."""

    enrolment: Enrolment
    waiting: Waiting  # for a tutor's view or a decision
    facts: Facts
    missing: Sequence[Missing]
    soon: Sequence[Soon]
    training: TrainingFacts
    sign_by: date | None
    since: Mapping[Missing, date]  # since when what is a task for staff has been one, where that is known
    not_to_name: frozenset[str]  # staff who are not named to the student as the one who will talk with them

    @property
    def is_ready(self) -> bool:
        """Say whether the student can be paired."""
        return not self.missing


@dataclass(frozen=True)
class Versions:
    """The versions of one role's description: (number, kind of edit), and the day on which each was made."""

    kinds: Sequence[tuple[int, EditKind]]
    days: Mapping[int, date]


def standings(
    programme: Programme, enrolled: Sequence[Enrolment], *, reader_id: str | None
) -> list[Standing]:
    """Return how far each of these students of a programme is, as `reader_id` may know it: a member of staff.

    None is for what no member of staff reads: a student's own home, and the rules of matching.
    """
    return standings_in([programme], enrolled, reader_id=reader_id)


def standings_in(
    programmes: Sequence[Programme],
    enrolled: Sequence[Enrolment],
    *,
    reader_id: str | None,
    settings_by: Mapping[str, ProgrammeSettings] | None = None,
    times: Times | None = None,
    holds: Holds | None = None,
) -> list[Standing]:
    """Return the same for students of several programmes of one school (the same number of queries).

    settings_by, holds: what is known already of the programmes' settings, and of who is on hold. times: gives the
    school time of each site; asked only where somebody is to sign again.
    """
    if not enrolled:
        return []
    school_id, ids = programmes[0].school_id, [each.id for each in enrolled]
    people = [each.student_id for each in enrolled]
    school = db.session.get_one(School, school_id)
    settings_by = settings_of_each(programmes) if settings_by is None else settings_by
    given = {
        "school_id": school_id,
        "programme_ids": [each.id for each in programmes],
        "enrolment_ids": ids,
        "student_ids": people,
    }
    known = _known().ask(given)
    versions_by = _versions_by(programmes, known["versions"])
    found = _Found(
        today=clock.today(school.zone),
        terms={each.id: _terms_of(settings_by[each.id], versions_by[each.id]) for each in programmes},
        marks={each.id: each for each in known["marks"]},
        views=newest_view_of(known["views"]),
        verdicts=newest_decision_of(known["decisions"]),
        consents=consent_records(known["consents"]),
        sessions=sessions_of(known["trainings"]),
        holds=(holds or Holds(school_id)).of(people),
        times=cache(times if times is not None else lambda: school_times(school_id)),
        youngest=frozenset(year.code for year in country(school.country).years if year.is_youngest),
        reader_id=reader_id,
    )
    return [_standing(each, found) for each in enrolled]


@cache
def _known() -> Together:
    """Build the question for all that is known of some students of some programmes."""
    return Together(
        versions=_every_version(),
        marks=_marks(),
        views=what_tutors_say(),
        decisions=what_was_decided(),
        consents=what_was_said(),
        trainings=what_was_taken(),
    )


class _Terms(NamedTuple):
    """What one programme asks of its students."""

    consent: Consent
    training: Wanted
    sign_within: int  # school days
    versions: Mapping[ProgrammeRole, Versions]


def _terms_of(settings: ProgrammeSettings, versions: Mapping[ProgrammeRole, Versions]) -> _Terms:
    consent = Consent(str(settings.value(Code.CONSENT)))
    return _Terms(consent, wanted_from(settings), settings.number(Code.SIGN_WITHIN), versions)


class _Found(NamedTuple):
    """What was read of all these students at once, and as whom."""

    today: date
    terms: Mapping[str, _Terms]  # by programme
    marks: Mapping[str, Any]  # rows of _marks; this and the next three by enrolment
    views: Mapping[str, NewestView]
    verdicts: Mapping[str, Decision]
    consents: Mapping[str, Sequence[ConsentRecord]]
    sessions: Mapping[tuple[str, str], Sequence[Session]]  # by student and role
    holds: Mapping[str, Sequence[frozenset[str]]]  # by student
    times: Times
    youngest: frozenset[str]  # codes of year groups
    reader_id: str | None


def _standing(enrolment: Enrolment, found: _Found) -> Standing:
    """Put together how far one student is. There may be hundreds: each attribute of a record is read once."""
    key, student, today = enrolment.id, enrolment.student, found.today
    role, student_id = ProgrammeRole(enrolment.role), enrolment.student_id
    terms, mark = found.terms[enrolment.programme_id], found.marks[key]
    versions, records = terms.versions[role], found.consents.get(key, ())
    sessions, held = found.sessions.get((student_id, role), ()), found.holds.get(student_id, ())
    view, verdict = found.views.get(key), found.verdicts.get(key)
    due = _sign_by(versions, mark.signed, found.times, student.site_id, terms.sign_within)
    is_youngest = student.year in found.youngest
    training = training_facts(role, sessions, terms.training, today, is_youngest=is_youngest)
    facts = Facts(
        state=State(enrolment.state),
        profile_finished=mark.finished,
        view_asked=view is not None,
        view=View(view.answer) if view is not None and view.answer else None,
        verdict=Verdict(verdict.verdict) if verdict is not None else None,
        decided_after_view=_decided_after(verdict, view),
        consent=consent_standing(terms.consent, records, today),
        signed=_signed(versions, mark.signed, due, today),
        training=training.standing,
        barred=mark.barred,
        hold=hold_as_read(held, found.reader_id),
    )
    missing = missing_before_pairing(facts)
    since: dict[Missing, date | None] = {}
    if missing:
        answered = _day_of(counting(records))
        since = {
            Missing.TUTOR_TALK: view.answered_on if view is not None else None,
            Missing.CONSENT_REFUSED: answered,
            Missing.CONSENT_WITHDRAWN: answered,
            Missing.AGREEMENT_OVERDUE: due,
            Missing.TRAINING_EXPIRED: _over_since(sessions, terms.training),
        }
    known = {code: day for code, day in since.items() if day is not None and code in missing}
    apart = frozenset[str]().union(*held)
    waits = Waiting(enrolment, view, verdict)
    return Standing(enrolment, waits, facts, missing, to_do_soon(facts), training, due, known, apart)


@cache
def _marks() -> Rows:
    """Build the statement for what is one word of each enrolment: the profile is finished; the newest version signed;
    whether the student may not be paired (the cause of a bar is not read)."""
    finished = exists().where(
        Profile.school_id == SCHOOL, Profile.enrolment_id == Enrolment.id, Profile.finished_at.is_not(None)
    )
    signed = (
        select(func.max(Signature.number))
        .where(Signature.school_id == SCHOOL, Signature.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    barred = exists().where(
        PairingBar.school_id == SCHOOL,
        PairingBar.student_id == Enrolment.student_id,
        PairingBar.ended_at.is_(None),
    )
    return select(
        Enrolment.id, finished.label("finished"), signed.label("signed"), barred.label("barred")
    ).where(Enrolment.school_id == SCHOOL, Enrolment.id.in_(bindparam("enrolment_ids", expanding=True)))


def _day_of(record: ConsentRecord | None) -> date | None:
    return record.day if record is not None else None


def _over_since(sessions: Sequence[Session], wanted: Wanted) -> date | None:
    """Return the day on which the newest training stopped counting, or will."""
    newest = max((session.day for session in sessions), default=None)
    return months_later(newest, wanted.valid_months) if newest else None


def standing_of(enrolment: Enrolment, *, reader_id: str | None) -> Standing:
    """Return how far one student is in one programme, as `reader_id` may know it."""
    (found,) = standings(enrolment.programme, [enrolment], reader_id=reader_id)
    return found


def adult_named(standing: Standing, people: dict[str, StaffMember]) -> str | None:
    """Return the first adult in charge who may be named to the student, or None. `people`: the school's staff by id."""
    programme = standing.enrolment.programme
    named = names_of(people, [who for who in programme.in_charge_ids if who not in standing.not_to_name])
    return named[0] if named else None


def _versions_by(
    programmes: Sequence[Programme], every: Sequence[Any]
) -> Mapping[str, Mapping[ProgrammeRole, Versions]]:
    """Return the versions of both roles' descriptions of each of these programmes, by its id."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in sorted(every, key=attrgetter("number")):
        rows.setdefault((row.programme_id, row.role), []).append(row)
    return {
        each.id: {role: _versions(rows.get((each.id, role), [])) for role in ProgrammeRole}
        for each in programmes
    }


@cache
def _every_version() -> Rows:
    return (
        select(
            RoleDescription.programme_id,
            RoleDescription.role,
            RoleDescriptionVersion.number,
            RoleDescriptionVersion.kind,
            RoleDescriptionVersion.made_at,
        )
        .join(
            RoleDescriptionVersion,
            (RoleDescriptionVersion.school_id == RoleDescription.school_id)
            & (RoleDescriptionVersion.description_id == RoleDescription.id),
        )
        .where(
            RoleDescription.school_id == SCHOOL,
            RoleDescription.programme_id.in_(bindparam("programme_ids", expanding=True)),
        )
    )


def _versions(rows: Sequence[Any]) -> Versions:
    return Versions(
        [(row.number, EditKind(row.kind)) for row in rows], {row.number: row.made_at.date() for row in rows}
    )


def _sign_by(held: Versions, signed: int | None, times: Times, site_id: str, days: int) -> date | None:
    """Return until when a changed description is to be signed again; None where nothing is, or terms end before."""
    asks = version_that_asks(signed, held.kinds)
    if signed is None or asks is None:
        return None
    here = times().get(site_id)
    return sign_by(here, held.days[asks], days) if here is not None else None


def _signed(held: Versions, signed: int | None, due: date | None, today: date) -> Signed:
    if not needs_signature(signed, held.kinds):
        return Signed.YES
    if signed is None:
        return Signed.NOT_YET
    return Signed.AGAIN if due is None or today <= due else Signed.OVERDUE


def _decided_after(verdict: Decision | None, view: NewestView | None) -> bool:
    if verdict is None or verdict.verdict != Verdict.YES or view is None or not view.answer:
        return False
    return verdict.knew >= view.turn
