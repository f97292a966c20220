"""Take a roster: students, the sites that it names, and what it suggests, in the caller's one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db, insert_rows
from mentoring.people.actions.schools import SiteDay, add_site
from mentoring.people.actions.students import NewStudent, add_students, change_students, let_return
from mentoring.people.models import School, Site, Student
from mentoring.people.queries import schools
from mentoring.roster.actions.families import propose_families
from mentoring.roster.models import RosterEntry, RosterMapping
from mentoring.roster.queries.drafts import headers_hash, mapping_for
from mentoring.roster.queries.families import known_pairs
from mentoring.roster.rules.comparing import Change, Plan, site_names
from mentoring.roster.rules.families import suggested_pairs
from mentoring.roster.rules.people import Listed, Reading
from mentoring.roster.rules.problems import Refusal

RECORD_FIELDS = ("first_name", "last_name", "year", "form")
AT_ONCE = 500  # ids named in one statement


def take_roster(by: By, school: School, reading: Reading, plan: Plan, *, now: datetime) -> Refusal | None:
    """Do what a plan says, in the caller's one transaction. Refused: nothing of it may be kept.

    Nobody is contacted, and nobody who is missing has left by it: a person decides.
    """
    if school.setup_finished_at is None:
        return Refusal.SETUP_NOT_FINISHED
    sites = _sites(by, school, plan.new_sites, now)
    if sites is None:
        return Refusal.SITE_NAME
    names = site_names(reading, list(sites))
    main = next(iter(sites.values()))
    made = _add(by, school, plan.added, {org: sites[name].id for org, name in names.items()}, main.id, now)
    _change(by, school.id, plan.changed, {name: site.id for name, site in sites.items()}, now)
    _note_missing(school.id, plan, now)
    added = {(one.file, one.row): student_id for one, student_id in zip(plan.added, made, strict=True)}
    pairs = suggested_pairs(reading, {**plan.known, **added}, known_pairs(school.id))
    propose_families(school.id, pairs, now=now)
    trail.record(
        events.ROSTER_TAKEN,
        now,
        school_id=school.id,
        by=by,
        subject_id=None,
        **plan.counts,
        families=len(pairs),
    )
    return None


def remember_columns(school_id: str, headers: Sequence[str], columns: Mapping[str, int]) -> None:
    """Remember which column, by its place, is which field in files with these headers."""
    known = mapping_for(school_id, headers)
    if known is not None:
        known.mapping = dict(columns)
        return
    db.session.add(
        RosterMapping(
            school_id=school_id, id=ids.new_id(), headers_hash=headers_hash(headers), mapping=dict(columns)
        )
    )


def _sites(by: By, school: School, new: Iterable[str], now: datetime) -> dict[str, Site] | None:
    """Return the sites by name, the main one first, the new ones made with the main one's day."""
    found = {site.name: site for site in schools.sites(school.id)}
    main = next(iter(found.values()))
    for name in new:
        day = SiteDay(
            name, main.day_starts, main.day_ends, main.weekdays, main.cycle_weeks, main.cycle_anchor
        )
        made = add_site(by, school.id, day, now=now)
        if not isinstance(made, Site):
            return None
        found[name] = made
    return found


def _add(
    by: By, school: School, added: Sequence[Listed], site_of: Mapping[str, str], main_id: str, now: datetime
) -> list[str]:
    new = [
        NewStudent(one.first_name, one.last_name, one.year, one.form, site_of.get(one.org, main_id))
        for one in added
    ]
    made = add_students(by, school, new, now=now)
    assert isinstance(made, list)  # whether set-up is finished was asked when the import began
    if made:
        entries = [_entry(school.id, student_id, one) for student_id, one in zip(made, added, strict=True)]
        insert_rows(RosterEntry, entries)
    return made


def _entry(school_id: str, student_id: str, one: Listed) -> dict[str, str | None]:
    return {
        "school_id": school_id,
        "id": ids.new_id(),
        "student_id": student_id,
        "roster_id": one.roster_id or None,
        "year_given": one.year_given,
        "born": one.born,
    }


def _change(
    by: By, school_id: str, changed: Sequence[Change], sites: Mapping[str, str], now: datetime
) -> None:
    students = {each.id: each for each in _by_ids(school_id, [change.known.student_id for change in changed])}
    entries = _entries(school_id) if changed else {}
    wanted = []
    for change in changed:
        student = students[change.known.student_id]
        fields = {field: new for field, _old, new in change.fields}
        values = {field: fields[field] for field in RECORD_FIELDS if field in fields}
        if "site" in fields:
            values["site_id"] = sites[fields["site"]]
        if "left" in fields:
            let_return(by, student, now=now)
        wanted.append((student, values))
        _note_entry(school_id, entries.get(student.id), student.id, change.listed)
    change_students(by, school_id, wanted, now=now)


def _by_ids(school_id: str, student_ids: Sequence[str]) -> Iterable[Student]:
    for part in _in_parts(student_ids):
        yield from db.session.scalars(
            select(Student).where(Student.school_id == school_id, Student.id.in_(part)).order_by(Student.id)
        )


def _in_parts(ids_: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids_[start : start + AT_ONCE] for start in range(0, len(ids_), AT_ONCE))


def _entries(school_id: str) -> dict[str, RosterEntry]:
    wanted = select(RosterEntry).where(RosterEntry.school_id == school_id).order_by(RosterEntry.id)
    return {entry.student_id: entry for entry in db.session.scalars(wanted)}


def _note_entry(school_id: str, entry: RosterEntry | None, student_id: str, one: Listed) -> None:
    if entry is None:
        db.session.add(RosterEntry(**_entry(school_id, student_id, one)))
        return
    entry.roster_id = one.roster_id or entry.roster_id
    entry.year_given, entry.born = one.year_given, one.born or entry.born


def _note_missing(school_id: str, plan: Plan, now: datetime) -> None:
    """Note since when somebody is missing, and that somebody is no longer."""
    gone = [one.student_id for one in plan.missing if not one.is_missing]
    here = (*(change.known for change in plan.changed), *(known for _listed, known in plan.same))
    back = [one.student_id for one in here if one.is_missing]
    db.session.flush()
    for student_ids, since in ((gone, now), (back, None)):
        for part in _in_parts(student_ids):
            theirs = RosterEntry.school_id == school_id, RosterEntry.student_id.in_(part)
            db.session.execute(update(RosterEntry).where(*theirs).values(missing_since=since))
