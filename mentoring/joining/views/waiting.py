"""What joining puts on *Today*, and the counts that a programme's own page shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.actor import Actor
from mentoring.access.guard import actor_here
from mentoring.access.policy import Action
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import Standing, standings
from mentoring.joining.rules.readiness import GATE_OF, MOVE_OF, Gate, Missing, Move, Soon
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import open_programmes
from mentoring.web import waiting
from mentoring.web.waiting import Row, Source

# What staff do about a student, each a task of its own: not merely what is still missing.
TASKS: Mapping[Missing, Any] = {
    Missing.CONSENT_WITHDRAWN: _l("consent was taken back: tell them in person, today"),
    Missing.CONSENT_REFUSED: _l("a carer said no: tell them in person"),
    Missing.PAUSED: _l("wants a break: talk with them"),
    Missing.TUTOR_TALK: _l("the tutor has a doubt: talk with them, then decide"),
    Missing.AGREEMENT_OVERDUE: _l("has not signed the changed role description in time"),
    Missing.TRAINING_EXPIRED: _l("training or preparation is too long ago"),
}


def register_waiting(app: Flask) -> None:
    """Put what needs a member of staff on *Today*."""
    waiting.register(app, Source(40, _l("Students joining"), Action.ENROLMENT_ADD, _tasks, tone="wait"))
    app.jinja_env.globals["getting_ready"] = getting_ready


# What is done by talking with the student: then it goes off the list, though it still stands.
TALKS = frozenset({Missing.CONSENT_WITHDRAWN, Missing.CONSENT_REFUSED, Missing.PAUSED})


def task_of(standing: Standing) -> Missing | None:
    """Return the first task that staff have about a student, or None."""
    done = TALKS if standing.enrolment.talked_at is not None else frozenset()
    return next((code for code in TASKS if code in standing.missing and code not in done), None)


def _tasks(actor: Actor) -> list[Row]:
    found = []
    for programme in open_programmes(actor.school_id):
        for each in standings(programme, enrolments(programme), reader_id=actor.person_id):
            code = task_of(each)
            if code is not None:
                student = each.enrolment.student
                found.append(
                    Row(
                        student.name,
                        f"{programme.name}: {TASKS[code]}",
                        _since(each, code),
                        _("Open"),
                        url_for("enrolments.enrolment", enrolment_id=each.enrolment.id),
                    )
                )
    return found


def _since(standing: Standing, code: Missing) -> datetime | date:
    return standing.since.get(code) or standing.enrolment.state_at


@dataclass(frozen=True)
class Count:
    """One line of *Getting ready*."""

    label: str
    number: int
    url: str


def getting_ready(programme: Programme) -> list[Count]:
    """Return how many students of a programme are ready, and what the others wait for; a template calls it."""
    found = standings(programme, enrolments(programme), reader_id=actor_here().person_id)
    waiting_at: Counter[Gate] = Counter(gate for each in found for gate in _gates(each))
    again = sum(
        Soon.AGREEMENT_AGAIN in each.soon or Missing.AGREEMENT_OVERDUE in each.missing for each in found
    )
    unsigned = sum(Missing.AGREEMENT in each.missing for each in found)
    mine = sum(any(MOVE_OF[code] is Move.COORDINATOR for code in each.missing) for each in found)

    def link(**wanted: str) -> str:
        return url_for("enrolments.readiness", programme_id=programme.id, **wanted)

    return [
        Count(_("Ready to match"), sum(each.is_ready for each in found), link(gate="ready")),
        Count(_("Waiting for their own yes"), waiting_at[Gate.OWN_YES], link(gate="own-yes")),
        Count(_("Waiting for carer's consent"), waiting_at[Gate.CONSENT], link(gate="consent")),
        Count(_("Training not finished"), waiting_at[Gate.TRAINING], link(gate="training")),
        Count(_("Agreement not signed"), unsigned, link(gate="agreement")),
        Count(_("Agreement to sign again"), again, link(gate="agreement")),
        Count(_("The coordinator's move"), mine, link(move="coordinator")),
    ]


def _gates(standing: Standing) -> set[Gate]:
    if any(code in (Missing.SAID_NO, Missing.STOPPED) for code in standing.missing):
        return set()
    return {GATE_OF[code] for code in standing.missing}
