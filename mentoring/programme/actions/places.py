"""What happens when the places of a site are added, changed, removed and put back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.actions.schools import lock_site
from mentoring.people.models import Site
from mentoring.programme.models import Place
from mentoring.programme.queries.slots import places
from mentoring.programme.rules.slots import CAPACITY_MOST, PlaceRefusal


@dataclass(frozen=True)
class PlaceDetails:
    """What a place's page asks for. `capacity` counts pairs."""

    name: str
    capacity: int
    step_free: bool
    quiet: bool
    approved: bool


def add_place(by: By, site: Site, details: PlaceDetails, *, now: datetime) -> Place | list[PlaceRefusal]:
    """Add a place to a site."""
    lock_site(site)
    if wrong := _refusals(site, details):
        return wrong
    place = Place(school_id=site.school_id, id=ids.new_id(), site_id=site.id, **asdict(details))
    db.session.add(place)
    db.session.flush()
    _record(by, place, "added", sorted(asdict(details)), now)
    return place


def change_place(
    by: By, place: Place, details: PlaceDetails, *, seen: int, now: datetime
) -> list[PlaceRefusal]:
    """Change a place; return why not, nothing when it was done. The site stays: slots depend on its hours."""
    lock_site(place.site)
    if place.version != seen or place.removed_at is not None:
        return [PlaceRefusal.STALE]
    if wrong := _refusals(place.site, details, place):
        return wrong
    changed = {name: value for name, value in asdict(details).items() if getattr(place, name) != value}
    for name, value in changed.items():
        setattr(place, name, value)
    if changed:
        db.session.flush()
        _record(by, place, "changed", sorted(changed), now)
    return []


def remove_place(by: By, place: Place, *, now: datetime) -> bool:
    """Take a place out of use; False if it is out already. Slots that use it say so until they get another."""
    lock_site(place.site)
    if place.removed_at is not None:
        return False
    place.removed_at = now
    db.session.flush()
    _record(by, place, "removed", [], now)
    return True


def restore_place(by: By, place: Place, *, now: datetime) -> list[PlaceRefusal]:
    """Put a place back into use, unless another one has its name by now."""
    lock_site(place.site)
    if place.removed_at is None:
        return []
    if wrong := _refusals(place.site, details_of(place), place):
        return wrong
    place.removed_at = None
    db.session.flush()
    _record(by, place, "restored", [], now)
    return []


def details_of(place: Place) -> PlaceDetails:
    """Return what a place's page says now."""
    return PlaceDetails(place.name, place.capacity, place.step_free, place.quiet, place.approved)


def _refusals(site: Site, details: PlaceDetails, place: Place | None = None) -> list[PlaceRefusal]:
    others = [
        each
        for each in places(site.school_id)
        if each.site_id == site.id and (place is None or each.id != place.id)
    ]
    found = {
        PlaceRefusal.NAME_TAKEN: any(each.name.casefold() == details.name.casefold() for each in others),
        PlaceRefusal.CAPACITY: not 1 <= details.capacity <= CAPACITY_MOST,
    }
    return [code for code, is_wrong in found.items() if is_wrong]


def _record(by: By, place: Place, change: str, fields: list[str], now: datetime) -> None:
    trail.record(
        events.PLACE_CHANGED,
        now,
        school_id=place.school_id,
        by=by,
        subject_id=place.id,
        change=change,
        fields=fields,
    )
