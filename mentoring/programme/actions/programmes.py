"""What happens when a programme is made, changed, copied, opened and closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_times
from mentoring.programme.actions.locking import lock_programme
from mentoring.programme.actions.roles import first_version
from mentoring.programme.actions.settings import carry_over
from mentoring.programme.actions.telling import tell
from mentoring.programme.models import Programme, ProgrammeAdult, ProgrammeSite, Slot, SlotPlace
from mentoring.programme.queries import roles
from mentoring.programme.queries.programmes import facts_of, programmes
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.queries.slots import coordinators, slots, usable_places
from mentoring.programme.rules.dates import Dates, DatesRefusal, length, refusals_of_dates
from mentoring.programme.rules.kinds import (
    DetailsRefusal,
    Kind,
    Missing,
    ProgrammeRole,
    Status,
    StatusRefusal,
    refusals_to_move,
)
from mentoring.programme.rules.roles import RoleText

Refusal = DetailsRefusal | DatesRefusal


@dataclass(frozen=True)
class Details:
    """What a programme says about itself. `short_because`: why it has fewer than nine weeks, where it has."""

    name: str
    dates: Dates
    site_ids: tuple[str, ...]
    in_charge_ids: tuple[str, ...]
    short_because: str = ""


def add_programme(
    by: By,
    school_id: str,
    kind: Kind,
    details: Details,
    texts: Mapping[ProgrammeRole, RoleText],
    *,
    now: datetime,
) -> Programme | Sequence[Refusal]:
    """Make a programme as a draft, with every setting at its kind's default and `texts` as role descriptions."""
    if wrong := _refusals(school_id, details):
        return wrong
    programme = _new(by, school_id, kind, details, copied_from=None, now=now)
    for role, text in texts.items():
        first_version(by, programme, role, text, now=now)
    return programme


def copy_programme(
    by: By, old: Programme, details: Details, *, now: datetime
) -> Programme | Sequence[Refusal]:
    """Make a draft out of another programme: its settings, slots with their places, and role descriptions.

    Not copied: students, adults on duty, what the head allowed, and warnings that were accepted for the old one.
    """
    if wrong := _refusals(old.school_id, details):
        return wrong
    made = _new(by, old.school_id, Kind(old.kind), details, copied_from=old.id, now=now)
    carry_over(by, settings_of(old), made, now=now)
    for role, version in roles.newest_versions(old).items():
        first_version(by, made, role, version.text, now=now)
    for slot in slots(old.school_id, old.id):
        if slot.site_id in details.site_ids:
            _copy_slot(slot, made)
    db.session.flush()
    return made


def change_programme(
    by: By, programme: Programme, details: Details, *, seen: int, now: datetime
) -> Sequence[Refusal]:
    """Change what a programme says about itself; return why not, nothing when it was done."""
    lock_programme(programme)
    if programme.version != seen:
        return [DetailsRefusal.STALE]
    if wrong := _refusals(programme.school_id, details, programme):
        return wrong
    changed = _write(programme, details)
    if changed:
        trail.record(
            events.PROGRAMME_CHANGED,
            now,
            school_id=programme.school_id,
            by=by,
            subject_id=programme.id,
            fields=changed,
        )
    return []


def set_status(
    by: By, programme: Programme, wanted: Status, *, today: date, now: datetime
) -> Sequence[Missing | StatusRefusal]:
    """Open, close or draw back a programme; return what is missing, nothing when it was done."""
    lock_programme(programme)
    before = Status(programme.status)
    if before is wanted:
        return []
    if wrong := refusals_to_move(before, wanted, facts_of(programme), today):
        return wrong
    programme.status = wanted
    db.session.flush()
    trail.record(
        events.PROGRAMME_MOVED,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=programme.id,
        status=wanted.value,
    )
    tell(by, programme, wanted, now)
    return []


def details_of(programme: Programme) -> Details:
    """Return what a programme says about itself now."""
    return Details(
        programme.name,
        Dates(programme.starts, programme.ends),
        tuple(sorted(programme.site_ids)),
        tuple(sorted(programme.in_charge_ids)),
        programme.short_because,
    )


def _refusals(school_id: str, details: Details, programme: Programme | None = None) -> list[Refusal]:
    own_id = programme.id if programme else None
    others = [each for each in programmes(school_id) if each.id != own_id and each.status != Status.CLOSED]
    known = {site.id for site in schools.sites(school_id)}
    in_charge = {member.id for member in coordinators(school_id)}
    in_charge |= set(programme.in_charge_ids) if programme else set()
    gone = set(programme.site_ids) - set(details.site_ids) if programme else set()
    held = {slot.site_id for slot in slots(school_id, programme.id)} if programme and gone else set()
    found: dict[Refusal, bool] = {
        DetailsRefusal.NAME_TAKEN: any(each.name.casefold() == details.name.casefold() for each in others),
        DetailsRefusal.SITE_UNKNOWN: not details.site_ids or not set(details.site_ids) <= known,
        DetailsRefusal.SITE_HAS_SLOTS: bool(gone & held),
        DetailsRefusal.NOT_A_COORDINATOR: not set(details.in_charge_ids) <= in_charge,
    }
    wrong = [code for code, is_wrong in found.items() if is_wrong]
    times = school_times(school_id)
    lengths = [length(times[site_id], details.dates) for site_id in details.site_ids if site_id in times]
    return [*wrong, *refusals_of_dates(details.dates, lengths, details.short_because)]


def _new(
    by: By, school_id: str, kind: Kind, details: Details, *, copied_from: str | None, now: datetime
) -> Programme:
    programme = Programme(
        school_id=school_id,
        id=ids.new_id(),
        kind=kind,
        name=details.name,
        starts=details.dates.starts,
        ends=details.dates.ends,
        status=Status.DRAFT,
        short_because=details.short_because,
        copied_from_id=copied_from,
        created_at=now,
    )
    db.session.add(programme)
    db.session.flush()
    _write_sites(programme, (), details.site_ids)
    _write_adults(programme, (), details.in_charge_ids)
    db.session.refresh(programme)
    trail.record(
        events.PROGRAMME_ADDED,
        now,
        school_id=school_id,
        by=by,
        subject_id=programme.id,
        kind=kind.value,
        copied_from=copied_from,
    )
    return programme


def _write(programme: Programme, details: Details) -> list[str]:
    """Write what differs; return the names of what changed."""
    wanted = {
        "name": details.name,
        "starts": details.dates.starts,
        "ends": details.dates.ends,
        "short_because": details.short_because,
    }
    changed = [name for name, value in wanted.items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, wanted[name])
    if set(programme.site_ids) != set(details.site_ids):
        _write_sites(programme, programme.site_ids, details.site_ids)
        changed.append("sites")
    if set(programme.in_charge_ids) != set(details.in_charge_ids):
        _write_adults(programme, programme.in_charge_ids, details.in_charge_ids)
        changed.append("in_charge")
    if changed:
        flag_modified(programme, "name")  # so that the version counts a change of sites or adults too
        db.session.flush()
        db.session.expire(programme, ["sites", "adults"])
    return changed


def _write_sites(programme: Programme, old: Iterable[str], wanted: Iterable[str]) -> None:
    gone, new = set(old) - set(wanted), sorted(set(wanted) - set(old))
    db.session.execute(
        delete(ProgrammeSite).where(
            ProgrammeSite.school_id == programme.school_id,
            ProgrammeSite.programme_id == programme.id,
            ProgrammeSite.site_id.in_(gone),
        )
    )
    db.session.add_all(
        ProgrammeSite(
            school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, site_id=site_id
        )
        for site_id in new
    )
    db.session.flush()


def _write_adults(programme: Programme, old: Iterable[str], wanted: Iterable[str]) -> None:
    gone, new = set(old) - set(wanted), sorted(set(wanted) - set(old))
    db.session.execute(
        delete(ProgrammeAdult).where(
            ProgrammeAdult.school_id == programme.school_id,
            ProgrammeAdult.programme_id == programme.id,
            ProgrammeAdult.staff_id.in_(gone),
        )
    )
    db.session.add_all(
        ProgrammeAdult(
            school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, staff_id=staff_id
        )
        for staff_id in new
    )
    db.session.flush()


def _copy_slot(slot: Slot, made: Programme) -> None:
    new = Slot(
        school_id=made.school_id,
        id=ids.new_id(),
        programme_id=made.id,
        site_id=slot.site_id,
        weekday=slot.weekday,
        week=slot.week,
        starts=slot.starts,
        ends=slot.ends,
        years=slot.years,
    )
    db.session.add(new)
    db.session.flush()
    db.session.add_all(
        SlotPlace(school_id=made.school_id, id=ids.new_id(), slot_id=new.id, place_id=place.id)
        for place in usable_places(slot)
    )
