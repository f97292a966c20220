"""The trail: what was done in the school, for the head; what one did oneself, for coordinators and supervisors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.audit.events import CONCERN_RAISED, CONCERN_STATUS_SEEN, HOLD_STARTED, event_named
from mentoring.audit.models import TrailEntry
from mentoring.people.views.identity import school_here
from mentoring.safeguarding.queries.desk import names_of
from mentoring.safeguarding.queries.trails import TrailPage, own_trail, school_trail
from mentoring.safeguarding.wording.trail import trail_sentence
from mentoring.web.navigation import Entry, register

WITHOUT_NAMES = frozenset({CONCERN_RAISED.name, CONCERN_STATUS_SEEN.name, HOLD_STARTED.name})

bp = Blueprint("trail", __name__)
own_bp = Blueprint("own_trail", __name__)


def register_navigation(app: Flask) -> None:
    """Put the trails on the rail of those who may see one."""
    register(app, Entry(60, _l("Trail"), "trail.overview", Action.TRAIL_SEE, "clock-history"))
    register(app, Entry(61, _l("My actions"), "own_trail.own_actions", Action.OWN_TRAIL_SEE, "journal-text"))


@bp.get("/trail")
@requires(Action.TRAIL_SEE)
def overview() -> Any:
    """Show what was done in the school."""
    actor = actor_here()
    return _page(school_trail(actor.school_id, actor.person_id, _wanted()), own=False)


@own_bp.get("/trail/own")
@requires(Action.OWN_TRAIL_SEE)
def own_actions() -> Any:
    """Show what the reader did."""
    actor = actor_here()
    return _page(own_trail(actor.school_id, actor.person_id, _wanted()), own=True)


def _wanted() -> int:
    return request.args.get("page", 1, type=int)


def _row(
    entry: TrailEntry, names: Mapping[str, str], country: str, me: str | None
) -> tuple[str, datetime, str | None]:
    """Return what an entry says, when, and where it leads.

    Of a worry only which reader did something: this list is no recorded reading, so no child is named in it.
    """
    if not event_named(entry.event).desk_only:
        return trail_sentence(entry, names, country, me=me), entry.at, None
    reader = {} if entry.event in WITHOUT_NAMES else {entry.by_id or "": names.get(entry.by_id or "", "")}
    url = url_for("desk.concern", concern_id=entry.subject_id)
    return trail_sentence(entry, reader, country, me=me), entry.at, url


def _page(found: TrailPage, *, own: bool) -> Any:
    school = school_here()
    people = {each for entry in found.entries for each in (entry.by_id, entry.subject_id) if each}
    # The head sees what was done, but has no list of the students: neither is this one.
    any_student = None if may(actor_here(), Action.STUDENT_SEE) else _("a student")
    names = names_of(school.id, sorted(people), any_student=any_student)
    me = actor_here().person_id if own else None
    rows = [_row(entry, names, school.country, me) for entry in found.entries]
    endpoint = "own_trail.own_actions" if own else "trail.overview"
    return render_template(
        "safeguarding/trail.html",
        own=own,
        rows=rows,
        leads_somewhere=any(url for _sentence, _at, url in rows),
        page=found.page,
        pages=found.pages,
        previous_url=url_for(endpoint, page=found.page - 1) if found.page > 1 else None,
        next_url=url_for(endpoint, page=found.page + 1) if found.page < found.pages else None,
    )
