"""The list of a programme's students: how far each is, what is missing, and whose move it is."""

from typing import Any

from flask import render_template

from mentoring.access.guard import requires
from mentoring.access.policy import Action
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.joining.views.pages import crumbs, staff_bp, year_labels
from mentoring.joining.wording import MISSING
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes


@staff_bp.get("/programmes/<programme_id>/students")
@requires(Action.READINESS_SEE, load=programmes.programme)
def readiness(programme: Programme) -> Any:
    """Show every student of a programme and what is still missing."""
    found = standings(programme, enrolments(programme))
    return render_template(
        "joining/readiness.html",
        programme=programme,
        crumbs_here=crumbs(programme),
        standings=found,
        labels=year_labels(),
        words=MISSING,
    )
