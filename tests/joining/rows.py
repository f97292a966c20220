"""What most tests begin with, written in rows: an open programme, students in it, and what comes before pairing.

The actions that the pages use would write the same in ten times as many statements; a test compares them
(test_rows.py). Nothing here commits.
"""

from dataclasses import asdict
from datetime import date, time, timedelta
from typing import Any

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.trail import By, Entry
from mentoring.extensions import db, insert_rows
from mentoring.joining.models import (
    ConsentEntry,
    Enrolment,
    OwnAnswer,
    Profile,
    Signature,
    Suitability,
    Training,
    TutorView,
)
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Answer, Came, How, State
from mentoring.joining.rules.profile import steps_for
from mentoring.joining.rules.suitability import Verdict, View
from mentoring.programme.models import (
    Place,
    Programme,
    ProgrammeAdult,
    ProgrammeSite,
    RoleDescription,
    RoleDescriptionVersion,
    Slot,
    SlotAdult,
    SlotPlace,
)
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.rules.roles import Block, EditKind, RoleText
from mentoring.programme.wording.first_texts import first_texts
from tests.support.factories import World

ZONE = "Europe/London"


def make_open_programme(
    world: World, name: str = "Buddies", *, opened: bool = True, years: tuple[str, ...] = ()
) -> Programme:
    """Make a one-to-one programme with one time in the week, open for joining."""
    now, start = clock.now(), clock.today(ZONE) - timedelta(days=30)
    coordinator = By("person", world.staff[Role.COORDINATOR])
    made = Programme(
        **_own(world), kind=Kind.ONE_TO_ONE, name=name, starts=start, ends=start + timedelta(days=200),
        status=Status.OPEN if opened else Status.DRAFT, created_at=now,
    )  # fmt: skip
    place = Place(
        **_own(world), site_id=world.site_id, name=f"Library {name}", capacity=6, step_free=True, quiet=True,
        approved=True,
    )  # fmt: skip
    db.session.add_all([made, place])
    db.session.flush()
    slot = Slot(
        **_own(world), programme_id=made.id, site_id=world.site_id, weekday=1, starts=time(12, 30),
        ends=time(13, 20), years=",".join(years),
    )  # fmt: skip
    roles = {
        role: RoleDescription(**_own(world), programme_id=made.id, role=role, newest=1)
        for role in ProgrammeRole
    }
    db.session.add_all([slot, *roles.values()])
    db.session.flush()
    texts, who = first_texts(Kind.ONE_TO_ONE), world.staff[Role.SUPERVISOR]
    db.session.add_all(
        [
            ProgrammeSite(**_own(world), programme_id=made.id, site_id=world.site_id),
            ProgrammeAdult(**_own(world), programme_id=made.id, staff_id=coordinator.person_id),
            SlotPlace(**_own(world), slot_id=slot.id, place_id=place.id),
            SlotAdult(**_own(world), slot_id=slot.id, staff_id=who, stands_in=False),
            *(_first_words(held, texts[role], coordinator) for role, held in roles.items()),
        ]
    )
    db.session.flush()
    fields = ["approved", "capacity", "name", "quiet", "step_free"]
    happened: list[tuple[events.Event, str, dict[str, Any]]] = [
        (events.PROGRAMME_ADDED, made.id, {"kind": Kind.ONE_TO_ONE.value, "copied_from": None}),
        (events.PLACE_CHANGED, place.id, {"change": "added", "fields": fields}),
        (events.SLOT_CHANGED, made.id, {"change": "added", "slots": [slot.id]}),
    ]
    if opened:
        happened.append((events.PROGRAMME_MOVED, made.id, {"status": Status.OPEN.value}))
    entries = [Entry(event, now, coordinator, about, facts) for event, about, facts in happened]
    trail.record_all(entries, school_id=world.school_id)
    return made


def enrol(world: World, programme: Programme, student_id: str, role: ProgrammeRole) -> Enrolment:
    """Let a student join themselves."""
    now, own = clock.now(), By("person", student_id)
    made = Enrolment(
        **_own(world), programme_id=programme.id, student_id=student_id, role=role, state=State.IN,
        came=Came.OWN, made_at=now, made_by=student_id, state_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    answer = _own(world) | {
        "enrolment_id": made.id, "answer": Answer.YES, "how": How.OWN_SIGN_IN, "said_on": clock.today(ZONE),
        "at": now,
    }  # fmt: skip
    insert_rows(OwnAnswer, [answer])
    joined = {"enrolment": made.id, "programme": programme.id, "role": role.value, "came": Came.OWN.value}
    said = {"enrolment": made.id, "answer": Answer.YES.value, "how": How.OWN_SIGN_IN.value}
    trail.record_all(
        [
            Entry(events.ENROLLED, now, own, student_id, joined),
            Entry(events.OWN_ANSWER_GIVEN, now, own, student_id, said),
        ],
        school_id=world.school_id,
    )
    return made


def make_ready(world: World, *enrolled: Enrolment) -> None:
    """Do everything for these students that is needed before pairing."""
    now, today = clock.now(), clock.today(ZONE)
    who = world.staff[Role.COORDINATOR]
    steps = [step.value for step in steps_for(wants_same_gender=False)]

    def each(**columns: Any) -> list[dict[str, Any]]:
        return [_own(world) | {"enrolment_id": one.id} | columns for one in enrolled]

    insert_rows(
        Profile,
        each(
            interests=[],
            help=[],
            cannot_slot_ids=[],
            passed=steps,
            finished_at=now,
            changed_at=now,
            version=1,
        ),
    )
    insert_rows(
        TutorView,
        each(
            who="Mr Pell", asked_at=now, asked_by=who, turn=1, answer=View.YES, answered_on=today,
            answered_at=now, version=1,
        ),
    )  # fmt: skip
    insert_rows(
        Suitability,
        each(turn=1, verdict=Verdict.YES, reasons="Kind and on time.", knew=1, at=now, decided_by=who),
    )
    insert_rows(
        ConsentEntry,
        each(
            turn=1, said=Said.GIVEN, who="A parent", authority=Authority.PARENT, how=ConsentHow.PAPER, day=today,
            at=now, recorded_by=who,
        ),
    )  # fmt: skip
    insert_rows(Signature, each(number=1, how=How.OWN_SIGN_IN, at=now))
    insert_rows(Training, [_training(world, one, today) for one in enrolled])
    trail.record_all(
        [entry for one in enrolled for entry in _came_ready(one, who, steps)], school_id=world.school_id
    )


def _own(world: World) -> dict[str, Any]:
    return {"school_id": world.school_id, "id": ids.new_id()}


def _first_words(held: RoleDescription, text: RoleText, by: By) -> RoleDescriptionVersion:
    return RoleDescriptionVersion(
        school_id=held.school_id,
        id=ids.new_id(),
        description_id=held.id,
        number=1,
        kind=EditKind.FIRST,
        blocks={block.value: text.blocks[block] for block in Block},
        questions=[asdict(question) | {"answers": list(question.answers)} for question in text.questions],
        made_at=clock.now(),
        made_by=by.person_id,
    )


def _taught(enrolment: Enrolment) -> tuple[int, bool]:
    """Return the minutes, and whether they were the module on safety."""
    return (120, True) if enrolment.role == ProgrammeRole.MENTOR else (60, False)


def _training(world: World, enrolment: Enrolment, today: date) -> dict[str, Any]:
    minutes, module = _taught(enrolment)
    return _own(world) | {
        "student_id": enrolment.student_id, "role": enrolment.role, "day": today, "minutes": minutes,
        "module": module, "taught_by": "Ms Okafor", "at": clock.now(),
        "recorded_by": world.staff[Role.COORDINATOR],
    }  # fmt: skip


def _came_ready(enrolment: Enrolment, who: str, steps: list[str]) -> list[Entry]:
    minutes, module = _taught(enrolment)
    own, coordinator, about = (
        By("person", enrolment.student_id),
        By("person", who),
        {"enrolment": enrolment.id},
    )
    happened: list[tuple[events.Event, By, dict[str, Any]]] = [
        *((events.PROFILE_SKIPPED, own, about | {"part": step}) for step in steps),
        (events.PROFILE_CHANGED, own, about | {"part": "finished"}),
        (events.TUTOR_VIEW_GIVEN, coordinator, about | {"how": "paper"}),
        (events.SUITABILITY_DECIDED, coordinator, about | {"verdict": Verdict.YES.value}),
        (events.CONSENT_RECORDED, coordinator, about | {"said": Said.GIVEN.value}),
        (events.AGREEMENT_SIGNED, own, about | {"number": 1, "how": How.OWN_SIGN_IN.value}),
        (
            events.TRAINING_RECORDED,
            coordinator,
            {"role": enrolment.role, "minutes": minutes, "module": module},
        ),
    ]
    now = clock.now()
    return [Entry(event, now, by, enrolment.student_id, facts) for event, by, facts in happened]
