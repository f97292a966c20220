"""Who is not in the newest roster: has left, or is still here. A person decides each."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.bonds import with_live_pairing
from mentoring.roster.actions import missing as actions
from mentoring.roster.models import RosterEntry
from mentoring.roster.queries import missing as queries
from mentoring.roster.views.pages import bp, year_labels
from mentoring.web.undo import flash_with_undo


@bp.get("/students/missing")
@requires(Action.ROSTER_IMPORT)
def missing() -> Any:
    """Show who is not in the newest roster any more."""
    found, page, total = queries.missing_page(actor_here().school_id, request.args.get("page", 1, type=int))
    pages = max(1, -(-total // queries.PAGE))
    return render_template(
        "roster/missing.html",
        found=found,
        page=page,
        pages=pages,
        total=total,
        labels=year_labels(),
        live=with_live_pairing(actor_here().school_id, [each.student_id for each in found]),
    )


@bp.post("/students/<student_id>/missing/left")
@requires(Action.STUDENT_CHANGE, load=queries.missing_entry)
def has_left(entry: RosterEntry) -> Any:
    """Note that the student has left; can be undone."""
    student = entry.student
    actions.note_has_left(actor_here(), entry, student, now=clock.now())
    back = url_for("students.come_back", student_id=student.id)
    flash_with_undo(
        _("%(name)s is off the list and the card is off.", name=student.name), url=back, hidden={}
    )
    return redirect(url_for("roster.missing"), 303)


@bp.post("/students/<student_id>/missing/still-here")
@requires(Action.STUDENT_CHANGE, load=queries.missing_entry)
def still_here(entry: RosterEntry) -> Any:
    """Note that the student is still here."""
    name = entry.student.name
    actions.note_still_here(actor_here(), entry, now=clock.now())
    flash(_("%(name)s stays on the list. The next roster without them asks again.", name=name), "good")
    return redirect(url_for("roster.missing"), 303)
