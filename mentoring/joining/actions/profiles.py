"""What happens when a student answers a question of the profile, and when two students are kept apart."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.models import Apart, Enrolment, Profile
from mentoring.joining.queries.profiles import (
    ApartKind,
    first_names_beside,
    profile,
    rather_not,
    slots_for,
)
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.profile import (
    Gender,
    Help,
    Interest,
    ProfileRefusal,
    Step,
    known,
    refusal_of_story,
)

ANSWERED_IN = frozenset({State.IN, State.PAUSED})


def answer_step(
    by: By, enrolment: Enrolment, step: Step, given: Mapping[str, Any], *, now: datetime
) -> ProfileRefusal | None:
    """Keep the answer to one question; return why not, or None. An empty answer takes back the one before."""
    if enrolment.state not in ANSWERED_IN:
        return ProfileRefusal.NOT_OPEN
    if step is Step.RATHER_NOT:
        return _write_rather_not(by, enrolment, given["others"], now)
    if step is Step.STORY and (refusal := refusal_of_story(given["story"], may_use=given["may_use"])):
        return refusal
    held = _held(enrolment, now)
    for name, value in _columns(enrolment, step, given).items():
        setattr(held, name, value)
    held.changed_at = now
    db.session.flush()
    _record(by, enrolment, step, now)
    return None


def _columns(enrolment: Enrolment, step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer writes. Only codes and times that were offered are kept."""
    if step is Step.INTERESTS:
        return {
            "interests": known(given["interests"], Interest),
            "interests_words": given["interests_words"],
        }
    if step is Step.HELP:
        return {
            "help": known(given["help"], Help),
            "help_words": given["help_words"],
            "help_may_be_told": given["help_may_be_told"],
        }
    if step is Step.STORY:
        return {"story": given["story"].strip()}
    if step is Step.TIMES:
        offered = {slot.id for slot in slots_for(enrolment)}
        return {"cannot_slot_ids": sorted(offered & set(given["times"]))}
    if step is Step.SAME_GENDER:
        wanted = given["same_gender"]
        return {"same_gender": wanted} if wanted else {"same_gender": False, "gender": "", "gender_words": ""}
    if step is Step.GENDER:
        own = given["gender"] == Gender.OWN_WORDS
        return {"gender": given["gender"], "gender_words": given["gender_words"] if own else ""}
    return {name: given[name] for name in PLAIN[step]}


PLAIN: Mapping[Step, tuple[str, ...]] = {
    Step.LANGUAGES: ("languages",),
    Step.PLACE: ("step_free", "quiet", "adult_present"),
}


def finish_profile(by: By, enrolment: Enrolment, *, now: datetime) -> ProfileRefusal | None:
    """Note that a student saw every question. What they skipped stays open to them."""
    if enrolment.state not in ANSWERED_IN:
        return ProfileRefusal.NOT_OPEN
    held = _held(enrolment, now)
    if held.finished_at is None:
        held.finished_at = held.changed_at = now
        enrolment.reminded_at = enrolment.reminded_by = None
        db.session.flush()
        _record(by, enrolment, None, now)
    return None


def _held(enrolment: Enrolment, now: datetime) -> Profile:
    lock(enrolment)
    held = profile(enrolment)
    if held is None:
        held = Profile(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            enrolment_id=enrolment.id,
            interests=[],
            help=[],
            cannot_slot_ids=[],
            changed_at=now,
        )
        db.session.add(held)
    return held


def _write_rather_not(
    by: By, enrolment: Enrolment, others: Collection[str], now: datetime
) -> ProfileRefusal | None:
    wanted = set(others)
    if not wanted <= set(first_names_beside(enrolment)):
        return ProfileRefusal.STRANGER
    held = {each.other_id: each for each in rather_not(enrolment)}
    for other_id in sorted(wanted - set(held)):
        _keep_apart(by, enrolment.school_id, enrolment.student_id, other_id, ApartKind.RATHER_NOT, now)
    for other_id in sorted(set(held) - wanted):
        held[other_id].ended_at, held[other_id].ended_by = now, by.person_id
    db.session.flush()
    _record(by, enrolment, Step.RATHER_NOT, now)
    return None


def _keep_apart(
    by: By, school_id: str, student_id: str, other_id: str, kind: ApartKind, now: datetime
) -> Apart:
    made = Apart(
        school_id=school_id,
        id=ids.new_id(),
        student_id=student_id,
        other_id=other_id,
        kind=kind,
        made_at=now,
        made_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _record(by: By, enrolment: Enrolment, step: Step | None, now: datetime) -> None:
    # Which question, and never the answer: the trail is read by more people than the profile.
    trail.record(
        events.PROFILE_CHANGED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        part=step.value if step else "finished",
    )
