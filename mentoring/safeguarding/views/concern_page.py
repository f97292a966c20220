"""What the page of one worry shows: the words, who reads them and who must not, the clock, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template

from mentoring import clock, ids
from mentoring.access.actor import Actor
from mentoring.access.roles import SAFEGUARDING_ROLES, STAFF_ROLES
from mentoring.audit.events import CONCERN_SEEN
from mentoring.audit.models import TrailEntry
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.queries import schools, students
from mentoring.people.rules.countries import country
from mentoring.people.wording import role_name
from mentoring.raising import wording as answers
from mentoring.raising.models import ConcernRoute, ConcernStep
from mentoring.raising.rules.answers import DoneBy, Names, SafeNow, WhoNeedsHelp, understood
from mentoring.raising.rules.circles import Circle, ExclusionCause
from mentoring.raising.rules.routing import RouteCause
from mentoring.safeguarding import wording
from mentoring.safeguarding.forms import AnswerForm, FinishForm, ReleaseForm
from mentoring.safeguarding.queries.desk import (
    DeskConcern,
    clock_facts,
    held_people,
    names_of,
    school_time_of,
)
from mentoring.safeguarding.queries.knowing import staff_by_id
from mentoring.safeguarding.queries.trails import trail_of_concern
from mentoring.safeguarding.queries.words import words_of, words_of_steps
from mentoring.safeguarding.rules import Standing, StepCode, StepKind, next_step
from mentoring.safeguarding.wording.trail import trail_sentence

# How long after something was done an opening by the same person only shows what came of it.
AFTERWARDS = timedelta(minutes=10)
# For these the outside is called about an adult; the clock's or a sharing reader's addition says nothing of one.
ABOUT_ADULTS = frozenset({RouteCause.FIRST, RouteCause.NAMED})


@dataclass(frozen=True)
class KeptOut:
    """Somebody who must not know of the concern, why, and the form to let them in where a reader may."""

    staff_id: str
    name: str
    why: str
    released: bool
    form: ReleaseForm | None


@dataclass(frozen=True)
class Said:
    """Words that an adult wrote: an answer to the writer, or why somebody was let in or it was finished."""

    by: str
    at: datetime
    words: str | None
    what: str = ""


def concern_page(actor: Actor, concern: DeskConcern) -> str:
    """Return the page of a concern that `actor` may read. The caller has recorded that it was opened."""
    school = schools.school(concern.school_id)
    assert school is not None
    everyone = staff_by_id(school.id)
    about = concern.known
    return render_template(
        "safeguarding/concern.html",
        concern=concern,
        record=concern.record,
        words=words_of(concern.record),
        does_not_open=wording.DOES_NOT_OPEN,
        writer=_writer(concern, everyone, school),
        answered=_answered(concern, school),
        not_safe=concern.record.safe_now == SafeNow.NO,
        standing=wording.STANDINGS[about.standing],
        tone=wording.TONES[about.standing],
        is_waiting=about.standing is Standing.SENT,
        is_finished=about.standing is Standing.FINISHED,
        takers=[(_name(everyone, step.by_id), step.at) for step in about.acknowledgements],
        mine=any(step.by_id == actor.person_id for step in about.acknowledgements),
        readers=_readers(concern, everyone, school),
        routes=_routes(concern),
        kept_out=_kept_out(concern, everyone),
        said=_said(concern, everyone),
        holds=held_people(concern),
        may_share=Circle.LEAD_TEAM not in about.circles,
        outside=_outside(concern, school),
        alerts=_alerts(concern),
        coming=next_step(clock_facts(concern), clock.now(), school_time_of(concern.record)),
        trail=_trail(concern, school),
        answer_form=AnswerForm(formdata=None, token=ids.new_id()),
        finish_form=FinishForm(formdata=None),
    )


def _name(everyone: Mapping[str, StaffMember], staff_id: str | None) -> str:
    member = everyone.get(staff_id or "")
    return member.full_name if member else ""


def _writer(
    concern: DeskConcern, everyone: Mapping[str, StaffMember], school: School
) -> tuple[str, str] | None:
    """Return the writer's name, and year, form and site (or that it is staff); None if nobody was signed in."""
    if concern.raiser_id is None:
        return None
    if not concern.record.raiser_is_student:
        return _name(everyone, concern.raiser_id), ""
    student: Student | None = students.student(school.id, concern.raiser_id)
    if student is None:
        return "", ""
    year = country(school.country).year(student.year)
    where = (year.label if year else student.year, student.form, student.site.name)
    return student.name, ", ".join(each for each in where if each)


def _answered(concern: DeskConcern, school: School) -> list[tuple[str, str]]:
    """Return the questions that were answered, with the answers in words."""
    record = concern.record
    who = understood(record.who_needs_help, WhoNeedsHelp)
    done_by = understood(record.done_by, DoneBy)
    safe = understood(record.safe_now, SafeNow)
    head = answers.the_head(school.country)
    named = _named(concern)
    return [
        (str(question), str(said))
        for question, said in (
            (
                wording.WHO_NEEDS_HELP,
                _with_name(answers.WHO_NEEDS_HELP[who], named.get(Names.NEEDS_HELP)) if who else None,
            ),
            (
                wording.DID_SOMEONE,
                _with_name(
                    head if done_by is DoneBy.HEAD else answers.DONE_BY[done_by], named.get(Names.DID_IT)
                )
                if done_by
                else None,
            ),
            (wording.SAFE_NOW, answers.SAFE_NOW[safe] if safe else None),
        )
        if said is not None
    ]


def _named(concern: DeskConcern) -> Mapping[str, str]:
    """Return whom the answers name, by answer."""
    about = {step.code or "": step.about_id or "" for step in concern.known.of_kind(StepKind.NAMED)}
    names = names_of(concern.school_id, sorted(about.values())) if about else {}
    return {answer: names[person] for answer, person in about.items()}


def _with_name(answer: object, name: str | None) -> str:
    return f"{answer}: {name}" if name else str(answer)


def _readers(
    concern: DeskConcern, everyone: Mapping[str, StaffMember], school: School
) -> list[tuple[str, str, bool]]:
    """Return each reader's name, their roles that read concerns, and whether they are away."""
    ordered = [role for role in STAFF_ROLES if role in SAFEGUARDING_ROLES]
    found = [everyone[person] for person in concern.known.reader_ids]
    return [
        (
            member.full_name,
            ", ".join(role_name(role, school.country) for role in ordered if role in member.roles),
            member.away,
        )
        for member in found
    ]


def _routes(concern: DeskConcern) -> list[str]:
    def place(route: ConcernRoute) -> tuple[datetime, bool, int]:
        return route.at, route.cause != RouteCause.FIRST, list(Circle).index(Circle(route.circle))

    return [
        wording.route_sentence(Circle(route.circle), RouteCause(route.cause))
        for route in sorted(concern.known.routes, key=place)
    ]


def _alerts(concern: DeskConcern) -> list[tuple[str, datetime]]:
    first = list(StepCode)

    def place(step: ConcernStep) -> tuple[datetime, int]:
        return step.at, first.index(StepCode(step.code)) if step.code in first else len(first)

    steps = sorted(concern.known.of_kind(StepKind.ALERTED), key=place)
    return [(wording.alert_name(step.code), step.at) for step in steps]


def _kept_out(concern: DeskConcern, everyone: Mapping[str, StaffMember]) -> list[KeptOut]:
    causes: dict[str, list[ExclusionCause]] = {}
    for staff_id, cause in concern.known.kept_out:
        causes.setdefault(staff_id, []).append(cause)
    released = concern.known.released
    return [
        KeptOut(
            staff_id=staff_id,
            name=_name(everyone, staff_id),
            why="; ".join(str(wording.EXCLUSION_CAUSES[cause]) for cause in why),
            released=staff_id in released and why == [ExclusionCause.SURNAME],
            form=_release_form(staff_id) if staff_id in concern.known.releasable else None,
        )
        for staff_id, why in causes.items()
    ]


def _release_form(staff_id: str) -> ReleaseForm:
    form = ReleaseForm(formdata=None, staff_id=staff_id)
    form.words.id = f"release-{staff_id}"  # there may be several on the page
    return form


def _said(concern: DeskConcern, everyone: Mapping[str, StaffMember]) -> dict[str, list[Said]]:
    """Return the words of readers by kind: answered, released, finished."""
    kinds = (StepKind.ANSWERED, StepKind.RELEASED, StepKind.FINISHED)
    steps = [step for step in concern.known.steps if step.kind in kinds]
    opened = words_of_steps(concern.school_id, steps)
    said: dict[str, list[Said]] = {kind.value: [] for kind in kinds}
    for step in steps:
        what = ""
        if step.kind == StepKind.FINISHED:
            what = wording.outcome_name(step.code or "")
        elif step.kind == StepKind.RELEASED:
            what = _name(everyone, step.about_id)
        said[step.kind].append(Said(_name(everyone, step.by_id), step.at, opened.get(step.id), what))
    return said


def _outside(concern: DeskConcern, school: School) -> tuple[str, str | None] | None:
    """Return whom to call outside about an adult who works here, and the number if the school has entered it."""
    record = concern.record
    beyond_lead = {Circle.HEAD_TEAM, Circle.CHAIR}
    routed = any(
        Circle(route.circle) in beyond_lead and RouteCause(route.cause) in ABOUT_ADULTS
        for route in concern.known.routes
    )
    if not routed and record.done_by not in (DoneBy.ADULT, DoneBy.HEAD):
        return None
    contact = country(school.country).outside
    return school.outside_name or contact.label, school.outside_number


def _trail(concern: DeskConcern, school: School) -> list[tuple[str, datetime]]:
    entries = trail_of_concern(concern.school_id, concern.id)
    people = {each for entry in entries for each in (entry.by_id, entry.facts.get("person")) if each}
    names = names_of(concern.school_id, sorted(people))
    return [
        (trail_sentence(entry, names, school.country), entry.at)
        for entry in _without_repeated_openings(entries)
    ]


def _without_repeated_openings(entries: Sequence[TrailEntry]) -> list[TrailEntry]:
    """Return the entries to show. Every opening stays in the trail.

    On the page somebody's openings in a row are one line, at the last time; and those that only show them what they
    have just done are none.
    """
    shown: list[TrailEntry] = []
    for entry in entries:
        before = shown[-1] if shown else None
        if entry.event == CONCERN_SEEN.name and before is not None and before.by_id == entry.by_id:
            if before.event == CONCERN_SEEN.name:
                shown[-1] = entry
                continue
            if entry.at - before.at <= AFTERWARDS:
                continue
        shown.append(entry)
    return shown
