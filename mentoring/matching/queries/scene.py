"""Everything that matching is told of a programme, read in a constant number of queries."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.enrolments import enrolments, years_at_sites
from mentoring.joining.queries.profiles import kept_apart, profiles
from mentoring.joining.queries.readiness import Standing, standings
from mentoring.joining.rules.readiness import GATE_OF, Gate, Missing
from mentoring.matching.engine.codes import Criterion, Need, Weight
from mentoring.matching.engine.facts import DEFAULT_WEIGHTS, Chances, Pair, Person, Problem, Settings
from mentoring.matching.engine.facts import Slot as SlotFacts
from mentoring.matching.models import Board, Pairing, PairingMember
from mentoring.matching.queries.before import Earlier, choices_in, earlier_pairings, oldest_years
from mentoring.matching.queries.pairings import live_enrolment_ids
from mentoring.matching.rules.board import gate_to_finish, gender_of, languages_of
from mentoring.matching.rules.life import Closing, Rematch, State
from mentoring.people.models import School, Student
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.countries import country
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.queries.slots import on_duty, problems_by_slot, slots, usable_places
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.programme.rules.settings import CATALOGUE, Code
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.roster.models import RosterEntry
from mentoring.roster.queries.families import confirmed_pairs

NO_NEW = "no-new-partner"  # beside the gates
NOT_TAKING_PART = frozenset({Missing.SAID_NO, Missing.STOPPED})


@dataclass(frozen=True)
class Scene:
    """The problem of a programme, by enrolment, and what its pages say beside it.

    not_ready: for each role how many are not ready, by the first gate that is not green; and of those whose gates are
    green, for how many staff said at a closing that they get no new partner, or have not decided yet (NO_NEW).
    chances: what could be otherwise, for what would help. Nobody's hold, pause or bar is in it. live: how many pairings
    each enrolment has now.
    """

    programme: Programme
    problem: Problem
    enrolled: Mapping[str, Enrolment]
    slots: Mapping[str, Slot]
    not_ready: Mapping[str, Mapping[str, int]]
    settings: ProgrammeSettings
    chances: Chances
    live: Mapping[str, int]


def scene_of(programme: Programme, board: Board | None = None, *, keeping: Collection[Pair] = ()) -> Scene:
    """Return what a run on this programme is about: its ready students, and what was locked or put aside.

    keeping: pairs that stay where that matches no fewer.
    """
    school_id = programme.school_id
    everybody = standings(programme, enrolments(programme), reader_id=None)
    is_open = programme.status == Status.OPEN
    no_new = _without_new_partner(programme)
    ready = [
        each.enrolment for each in everybody if each.is_ready and is_open and each.enrolment.id not in no_new
    ]
    almost = {
        each.enrolment.id: gate
        for each in everybody
        if (gate := gate_to_finish(each.missing)) is not None
        and is_open
        and each.enrolment.role == ProgrammeRole.MENTOR
        and each.enrolment.id not in no_new
    }
    near = [*ready, *(each.enrolment for each in everybody if each.enrolment.id in almost)]
    held = usable_slots(programme)
    settings = settings_of(programme)
    earlier = earlier_pairings(school_id, near)
    years = years_at_sites(school_id)
    live = Counter(live_enrolment_ids(school_id, programme.id))
    mentors, mentees = _people(programme, near, held, settings, earlier, years, live)
    problem = Problem(
        tuple(each for each in mentors if each.id not in almost),
        mentees,
        slots=tuple(_slot_facts(slot) for slot in held),
        settings=_limits(settings, board),
        cannot=never_paired(school_id, near),
        said_no=frozenset(_pairs_of(programme, State.DECLINED)),
        put_aside=_as_pairs(board.put_aside) if board is not None else frozenset(),
        locks=_as_pairs(board.locked) if board is not None else frozenset(),
        kept=frozenset(keeping),
        again=earlier.again,
    )
    return Scene(
        programme,
        problem,
        {each.id: each for each in ready},
        {slot.id: slot for slot in held},
        _not_ready(everybody, no_new),
        settings,
        _chances(
            programme,
            near,
            held,
            settings,
            years,
            [(almost[each.id], each) for each in mentors if each.id in almost],
        ),
        live,
    )


def problem_with(scene: Scene, settings: ProgrammeSettings, board: Board | None) -> Problem:
    """Return the problem of a scene with other gaps and other places for each mentor, without reading anything."""
    most = mentees_of_one(settings)
    mentors = tuple(
        replace(each, seats=max(most - scene.live.get(each.id, 0), 0)) for each in scene.problem.mentors
    )
    return replace(scene.problem, mentors=mentors, settings=_limits(settings, board))


def _chances(
    programme: Programme,
    near: Sequence[Enrolment],
    held: Sequence[Slot],
    settings: ProgrammeSettings,
    years: Mapping[str, Collection[str]],
    almost: Sequence[tuple[Gate, Person]],
) -> Chances:
    """Return what could be otherwise: who is nearly ready, the times of each site, one place more."""
    by_gate: dict[str, list[Person]] = {}
    for gate, person in almost:
        by_gate.setdefault(gate.value, []).append(person)
    places = mentees_of_one(settings)
    return Chances(
        by_gate,
        {
            each.id: frozenset(slot.id for slot in held if is_for(slot, each.student))
            for each in near
            if each.role == ProgrammeRole.MENTOR
        },
        _years_by_slot(held, years, _ordinals(programme.school_id)),
        places,
        settings.has(Code.MENTEES_PER_MENTOR) and places < (CATALOGUE[Code.MENTEES_PER_MENTOR].most or 0),
    )


def mentees_of_one(settings: ProgrammeSettings) -> int:
    """Return how many mentees one mentor of a programme has at most."""
    return settings.number(Code.MENTEES_PER_MENTOR) if settings.has(Code.MENTEES_PER_MENTOR) else 1


def _years_by_slot(
    held: Sequence[Slot], here: Mapping[str, Collection[str]], ordinals: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return of which years the site's students could come to each time. here: the years at each site."""
    return {
        slot.id: sorted(
            ordinals[year]
            for year in here.get(slot.site_id, ())
            if year in ordinals and (not slot.year_codes or year in slot.year_codes)
        )
        for slot in held
    }


def _ordinals(school_id: str) -> dict[str, int]:
    pack = country(db.session.get_one(School, school_id).country)
    return {year.code: year.ordinal for year in pack.years}


def usable_slots(programme: Programme) -> list[Slot]:
    """Return the times of a programme at which pairs can meet: supervised, at an approved place, an adult on duty."""
    held = slots(programme.school_id, programme.id)
    problems = problems_by_slot(held, school_times(programme.school_id))
    return [slot for slot in held if not problems[slot.id]]


def weights_of(board: Board | None) -> Mapping[Criterion, Weight]:
    """Return how much each criterion matters here."""
    said = board.suggestion.get("weights", {}) if board is not None else {}
    return {
        code: Weight(said[code.value]) if said.get(code.value) in list(Weight) else DEFAULT_WEIGHTS[code]
        for code in Criterion
    }


def never_paired(school_id: str, enrolled: Sequence[Enrolment]) -> frozenset[frozenset[str]]:
    """Return, by enrolment, who is never paired with whom, and no cause: family, keeping apart, closed for safety."""
    by_student = {each.student_id: each.id for each in enrolled}
    known = {frozenset(pair) for pair in confirmed_pairs(school_id)}
    known |= kept_apart(school_id, set(by_student)) | _closed_for_safety(school_id, set(by_student))
    return frozenset(
        frozenset(by_student[one] for one in pair) for pair in known if pair <= by_student.keys()
    )


def _people(
    programme: Programme,
    ready: Sequence[Enrolment],
    held: Sequence[Slot],
    settings: ProgrammeSettings,
    earlier: Earlier,
    years_there: Mapping[str, Collection[str]],
    live: Mapping[str, int],
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    school_id = programme.school_id
    years = _ordinals(school_id)
    said = profiles(school_id, [each.id for each in ready])
    of_mentor = mentees_of_one(settings)
    born = (
        _births(school_id, ready) if settings.has(Code.GAP_MONTHS) and settings.limit(Code.GAP_MONTHS) else {}
    )

    chosen, oldest = choices_in(programme), oldest_years(years_there, years)

    def with_before(person: Person, each: Enrolment) -> Person:
        is_mentor = each.role == ProgrammeRole.MENTOR
        return replace(
            person,
            chose=chosen.get(each.id, frozenset()),
            experience=each.id in earlier.experienced if is_mentor else each.needs_experience,
            must_speak=frozenset() if is_mentor else languages_of(each.needs_language),
            lived=frozenset(said[each.id].lived) if is_mentor and each.id in said else frozenset(),
            site=each.student.site_id,
            base=each.student.form.strip().casefold(),
            oldest=is_mentor and years.get(each.student.year) == oldest.get(each.student.site_id),
        )

    def of(role: ProgrammeRole, most: int) -> tuple[Person, ...]:
        return tuple(
            with_before(
                _person(
                    each,
                    said.get(each.id),
                    held,
                    years,
                    max(most - live.get(each.id, 0), 0),
                    born.get(each.student_id),
                ),
                each,
            )
            for each in ready
            if each.role == role and (role is ProgrammeRole.MENTOR or not live.get(each.id))
        )

    return of(ProgrammeRole.MENTOR, of_mentor), of(ProgrammeRole.MENTEE, 1)


def _person(
    enrolled: Enrolment,
    said: Profile | None,
    held: Sequence[Slot],
    years: Mapping[str, int],
    seats: int,
    born: int | None,
) -> Person:
    student, cannot = enrolled.student, set(said.cannot_slot_ids) if said else set()
    times = frozenset(slot.id for slot in held if is_for(slot, student) and slot.id not in cannot)
    year = years.get(student.year, 0)
    if said is None:
        return Person(enrolled.id, year, times, seats=seats, born=born)
    needs = {Need.STEP_FREE: said.step_free, Need.QUIET: said.quiet, Need.ADULT_PRESENT: said.adult_present}
    return Person(
        enrolled.id,
        year,
        times,
        frozenset(said.interests),
        frozenset(said.help),
        languages_of(said.languages),
        frozenset(need for need, is_needed in needs.items() if is_needed),
        said.same_gender,
        gender_of(said.gender, said.gender_words),
        seats,
        born,
    )


def is_for(slot: Slot, student: Student) -> bool:
    """Say whether a time is at the student's site and for their year."""
    return slot.site_id == student.site_id and (not slot.year_codes or student.year in slot.year_codes)


def _slot_facts(slot: Slot) -> SlotFacts:
    # An adult stays in the room only where there are as many adults as rooms.
    places = usable_places(slot)
    stays = len(on_duty(slot)) >= len(places)
    return SlotFacts(
        slot.id,
        tuple(
            frozenset(
                need
                for need, is_met in (
                    (Need.STEP_FREE, place.step_free),
                    (Need.QUIET, place.quiet),
                    (Need.ADULT_PRESENT, stays),
                )
                if is_met
            )
            for place in places
        ),
    )


def _limits(settings: ProgrammeSettings, board: Board | None) -> Settings:
    def limit(code: Code) -> int | None:
        return settings.limit(code) if settings.has(code) else None

    return Settings(
        limit(Code.GAP_LEAST), limit(Code.GAP_MOST), limit(Code.GAP_MONTHS), dict(weights_of(board))
    )


def _births(school_id: str, ready: Sequence[Enrolment]) -> dict[str, int]:
    wanted = select(RosterEntry.student_id, RosterEntry.born).where(
        RosterEntry.school_id == school_id,
        RosterEntry.student_id.in_([each.student_id for each in ready]),
        RosterEntry.born != "",
    )
    rows = db.session.execute(wanted.order_by(RosterEntry.student_id)).all()
    return {row.student_id: int(row.born[:4]) * 12 + int(row.born[5:7]) for row in rows}


def _as_pairs(stored: Sequence[Sequence[str]]) -> frozenset[Pair]:
    return frozenset(Pair(mentor, mentee) for mentor, mentee in stored)


def _pairs_of(programme: Programme, state: State) -> list[Pair]:
    """Return every mentor and mentee of the programme's pairings in a state, by enrolment (1 query)."""
    wanted = (
        select(PairingMember.pairing_id, PairingMember.role, PairingMember.enrolment_id)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(
            Pairing.school_id == programme.school_id,
            Pairing.programme_id == programme.id,
            Pairing.state == state,
        )
    )
    rows = db.session.execute(wanted.order_by(PairingMember.pairing_id, PairingMember.id)).all()
    mentors = [row for row in rows if row.role == ProgrammeRole.MENTOR]
    mentees: dict[str, list[str]] = {}
    for row in rows:
        if row.role == ProgrammeRole.MENTEE:
            mentees.setdefault(row.pairing_id, []).append(row.enrolment_id)
    return [Pair(row.enrolment_id, mentee) for row in mentors for mentee in mentees.get(row.pairing_id, ())]


def _closed_for_safety(school_id: str, student_ids: Collection[str]) -> set[frozenset[str]]:
    wanted = (
        select(PairingMember.pairing_id, PairingMember.student_id)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(Pairing.school_id == school_id, Pairing.closing == Closing.SAFETY)
    )
    groups: dict[str, list[str]] = {}
    for pairing_id, student_id in db.session.execute(wanted.order_by(PairingMember.id)):
        groups.setdefault(pairing_id, []).append(student_id)
    return {
        frozenset((one, other))
        for members in groups.values()
        for one in members
        for other in members
        if one < other and one in student_ids and other in student_ids
    }


def _without_new_partner(programme: Programme) -> set[str]:
    """Return the enrolments whose newest closing says: no new partner for now, or that this is still to be decided."""
    wanted = (
        select(PairingMember.enrolment_id, Pairing.rematch)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(
            Pairing.school_id == programme.school_id,
            Pairing.programme_id == programme.id,
            Pairing.state == State.CLOSED,
            Pairing.rematch != "",
            PairingMember.left_at.is_(None),
        )
    )
    newest = {row[0]: row[1] for row in db.session.execute(wanted.order_by(Pairing.state_at, Pairing.id))}
    return {enrolment_id for enrolment_id, rematch in newest.items() if rematch != Rematch.YES}


def _not_ready(everybody: Sequence[Standing], no_new: Collection[str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {role.value: Counter() for role in ProgrammeRole}
    for each in everybody:
        missing = each.missing
        if missing and not NOT_TAKING_PART & set(missing):
            found[each.enrolment.role][GATE_OF[missing[0]].value] += 1
        elif not missing and each.enrolment.id in no_new:
            found[each.enrolment.role][NO_NEW] += 1
    return {
        role: {key: counts[key] for key in (*Gate, NO_NEW) if counts[key]} for role, counts in found.items()
    }
