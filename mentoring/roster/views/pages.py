"""What the pages of the roster share: the blueprint, how a draft is loaded, and the plan of what would change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, url_for

from mentoring import clock
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.roster import sealed
from mentoring.roster.models import RosterDraft
from mentoring.roster.queries import drafts, plans
from mentoring.roster.rules.choosing import as_chosen
from mentoring.roster.rules.comparing import Plan
from mentoring.roster.rules.people import Options, Reading

PATH = "/students/roster"
bp = Blueprint("roster", __name__)


def loaded_draft(school_id: str, draft_id: str) -> RosterDraft | None:
    """Return the draft that an address names, while it counts."""
    return drafts.draft(school_id, draft_id, clock.now())


def year_labels() -> dict[str, str]:
    """Return the country's years by code."""
    return {year.code: year.label for year in country(school_here().country).years}


def to_draft(draft: RosterDraft | str) -> Any:
    """Lead to the page of a draft."""
    draft_id = draft if isinstance(draft, str) else draft.id
    return redirect(url_for("roster.draft", draft_id=draft_id), 303)


@dataclass(frozen=True)
class Looked:
    """A draft that was read: as it came, as staff chose, and what taking it would do now."""

    as_read: Reading
    reading: Reading
    options: Options
    plan: Plan


def options_with_choices(draft: RosterDraft) -> Callable[[Reading], Reading]:
    """Return how the choices of a draft change what was read."""
    chosen = draft.chosen

    def applied(reading: Reading) -> Reading:
        out = {reading.orgs[at].id for at in chosen["orgs_out"] if at < len(reading.orgs)}
        orgs = {org.id for org in reading.orgs} - out if out else None
        return as_chosen(reading, {int(number): places for number, places in chosen["picks"].items()}, orgs)

    return applied


def looked_at(draft: RosterDraft) -> Looked:
    """Return what a draft says and what taking it would do. Opening it takes a while where it is large."""
    as_read, options = sealed.reading_of(draft), sealed.options_of(draft)
    reading = options_with_choices(draft)(as_read)
    return Looked(as_read, reading, options, plans.plan_for(school_here(), reading, options))
