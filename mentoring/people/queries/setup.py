"""What a school still lacks before its first student can be added, and whether the installation is claimed."""

import hmac
from dataclasses import dataclass

from mentoring.audit.keys import keyed_hash
from mentoring.people.models import Installation, School, Site
from mentoring.people.queries import schools, staff
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.example_terms import are_example_hours, are_example_terms
from mentoring.people.rules.setup import SetupGap, missing_for_setup


@dataclass(frozen=True)
class Readiness:
    """How far a school is. Only `gaps`, the sites without hours and those without terms hold it up."""

    sites: tuple[Site, ...]
    without_hours: tuple[Site, ...]
    without_terms: tuple[Site, ...]
    example_hours: tuple[Site, ...]
    example_terms: tuple[Site, ...]
    gaps: tuple[SetupGap, ...]
    has_outside_number: bool

    @property
    def is_complete(self) -> bool:
        """Say whether set-up can be finished."""
        return not (self.gaps or self.without_hours or self.without_terms)


def readiness(school: School) -> Readiness:
    """Return how far a school is with its set-up (6 queries, however many sites)."""
    sites = tuple(schools.sites(school.id))
    times = school_times(school.id)
    return Readiness(
        sites=sites,
        without_hours=tuple(site for site in sites if not times[site.id].hours),
        without_terms=tuple(site for site in sites if not times[site.id].terms),
        example_hours=tuple(site for site in sites if are_example_hours(times[site.id])),
        example_terms=tuple(site for site in sites if are_example_terms(times[site.id], school.country)),
        gaps=tuple(gaps(school.id)),
        has_outside_number=bool(school.outside_number),
    )


def gaps(school_id: str) -> list[SetupGap]:
    """Return which people are missing, or the same where they must be two; empty when all are named."""
    holders = staff.holders(school_id)
    return missing_for_setup({role: [member.id for member in held] for role, held in holders.items()})


def unlocking_mark(installation: Installation) -> str | None:
    """Return what a browser keeps that has typed the present code; None when there is nothing to unlock.

    It is good for this code only: a new start, another installation or a claim makes it worthless.
    """
    if installation.claimed_at is not None or installation.setup_code_hash is None:
        return None
    return keyed_hash("set-up unlocked", installation.setup_code_hash)


def is_unlocked(mark: str | None) -> bool:
    """Say whether the browser that keeps `mark` may set this installation up."""
    installation = schools.installation()
    wanted = unlocking_mark(installation) if installation else None
    return bool(mark and wanted) and hmac.compare_digest(str(mark), str(wanted))
