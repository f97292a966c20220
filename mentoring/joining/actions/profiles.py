"""What happens when a student answers a question of the profile."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.apart import keep_apart
from mentoring.joining.actions.locking import lock
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.profiles import (
    ApartKind,
    first_names_beside,
    profile,
    rather_not,
    slots_for,
)
from mentoring.joining.rules.profile import (
    ANSWERED_IN,
    Gender,
    Help,
    Interest,
    ProfileRefusal,
    Step,
    first_unseen,
    known,
    refusal_of_story,
)
from mentoring.programme.rules.kinds import ProgrammeRole


def answer_step(
    by: By, enrolment: Enrolment, step: Step, given: Mapping[str, Any], *, now: datetime
) -> ProfileRefusal | None:
    """Keep the answer to one question; return why not, or None. An empty answer takes back the one before."""
    lock(enrolment)
    if enrolment.state not in ANSWERED_IN:
        return ProfileRefusal.NOT_OPEN
    if step is Step.STORY and (refusal := _refusal_of_story(enrolment, given)):
        return refusal
    if step is Step.RATHER_NOT and (refusal := _write_rather_not(by, enrolment, given["others"], now)):
        return refusal
    held = _held(enrolment, now)
    for name, value in _columns(enrolment, step, given).items():
        setattr(held, name, value)
    _pass(held, step, now)
    _record(events.PROFILE_CHANGED, by, enrolment, step.value, now)
    return None


def skip_step(by: By, enrolment: Enrolment, step: Step, *, now: datetime) -> ProfileRefusal | None:
    """Note that a student saw a question and went past it; return why not, or None. An answer before stays."""
    lock(enrolment)
    if enrolment.state not in ANSWERED_IN:
        return ProfileRefusal.NOT_OPEN
    held = _held(enrolment, now)
    if step not in held.passed:
        _pass(held, step, now)
        _record(events.PROFILE_SKIPPED, by, enrolment, step.value, now)
    return None


def _pass(held: Profile, step: Step, now: datetime) -> None:
    held.passed = known({*held.passed, step}, Step)
    held.changed_at = now
    db.session.flush()


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
        return {"story": given["story"].strip(), "lived": _lived(enrolment, given)}
    if step is Step.TIMES:
        offered = {slot.id for slot in slots_for(enrolment)}
        return {"cannot_slot_ids": sorted(offered & set(given["times"]))}
    if step is Step.SAME_GENDER:
        wanted = given["same_gender"]
        return {"same_gender": wanted} if wanted else {"same_gender": False, "gender": "", "gender_words": ""}
    if step is Step.GENDER:
        own = given["gender"] == Gender.OWN_WORDS
        return {"gender": given["gender"], "gender_words": given["gender_words"] if own else ""}
    return {name: given[name] for name in PLAIN.get(step, ())}


def _lived(enrolment: Enrolment, given: Mapping[str, Any]) -> list[str]:
    # Only what a mentor has been through is of use to another child, so nobody else's is kept.
    return known(given.get("lived") or (), Help) if enrolment.role == ProgrammeRole.MENTOR else []


def _refusal_of_story(enrolment: Enrolment, given: Mapping[str, Any]) -> ProfileRefusal | None:
    return refusal_of_story(given["story"], _lived(enrolment, given), may_use=given["may_use"])


PLAIN: Mapping[Step, tuple[str, ...]] = {
    Step.LANGUAGES: ("languages",),
    Step.PLACE: ("step_free", "quiet", "adult_present"),
}


def finish_profile(by: By, enrolment: Enrolment, *, now: datetime) -> ProfileRefusal | None:
    """Note that a student saw every question; return why not, or None. What they skipped stays open to them."""
    lock(enrolment)
    if enrolment.state not in ANSWERED_IN:
        return ProfileRefusal.NOT_OPEN
    held = _anew(enrolment)
    if held is None or first_unseen(held.passed, wants_same_gender=held.same_gender):
        return ProfileRefusal.NOT_SEEN
    if held.finished_at is None:
        held.finished_at = held.changed_at = now
        enrolment.reminded_at = enrolment.reminded_by = None
        db.session.flush()
        _record(events.PROFILE_CHANGED, by, enrolment, "finished", now)
    return None


def _anew(enrolment: Enrolment) -> Profile | None:
    """Return the profile as it is in the database now: another answer may have come before this one."""
    held = profile(enrolment)
    if held is not None:
        db.session.refresh(held)
    return held


def _held(enrolment: Enrolment, now: datetime) -> Profile:
    held = _anew(enrolment)
    if held is None:
        held = Profile(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            enrolment_id=enrolment.id,
            interests=[],
            help=[],
            lived=[],
            cannot_slot_ids=[],
            passed=[],
            changed_at=now,
        )
        db.session.add(held)
    return held


def _write_rather_not(
    by: By, enrolment: Enrolment, others: Collection[str], now: datetime
) -> ProfileRefusal | None:
    wanted, named = set(others), first_names_beside(enrolment)
    if not wanted <= set(named):
        return ProfileRefusal.STRANGER
    held = rather_not(enrolment)
    for other_id in sorted(wanted - {each.other_id for each in held}):
        keep_apart(by, enrolment.school_id, enrolment.student_id, other_id, ApartKind.RATHER_NOT, now=now)
    for each in held:
        # Whoever is of another programme, or away, was not on the page, and so was not taken back on it.
        if each.other_id in named and each.other_id not in wanted:
            each.ended_at, each.ended_by = now, by.person_id
    db.session.flush()
    return None


def _record(event: Event, by: By, enrolment: Enrolment, part: str, now: datetime) -> None:
    # Which question, and never the answer: the trail is read by more people than the profile.
    trail.record(
        event,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        part=part,
    )
