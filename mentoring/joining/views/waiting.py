"""What joining puts on *Today*, and the counts that a programme's own page shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.guard import actor_here
from mentoring.access.policy import Action
from mentoring.joining.queries.readiness import Standing
from mentoring.joining.queries.rounds import Waiting
from mentoring.joining.queries.work import AtWork, at_work
from mentoring.joining.rules.readiness import GATE_OF, MOVE_OF, Gate, Missing, Move, Soon
from mentoring.joining.rules.suitability import ASKED_ABOUT
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.views.shared import open_programmes_here, settings_here, times_here
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
    waiting.register(app, Source(40, _l("Students joining"), Action.ENROLMENT_ADD, _rows, tone="wait"))
    app.jinja_env.globals["getting_ready"] = getting_ready


# What is done by talking with the student: then it goes off the list, though it still stands.
TALKS = frozenset({Missing.CONSENT_WITHDRAWN, Missing.CONSENT_REFUSED, Missing.PAUSED})


def task_of(standing: Standing, *, is_paired: bool = False) -> Missing | None:
    """Return the first task that staff have about a student, or None.

    is_paired: what they want of a break stands among what young people ask, and both are told in person.
    """
    done = TALKS if standing.enrolment.talked_at is not None else frozenset()
    if is_paired:
        done |= {Missing.PAUSED}
    return next((code for code in TASKS if code in standing.missing and code not in done), None)


def _at_work(actor: Actor) -> Mapping[str, AtWork]:
    """Return who may need somebody, in all open programmes, worked out once a page."""

    def make() -> Mapping[str, AtWork]:
        return at_work(
            open_programmes_here(actor.school_id),
            today=clock.today(school_here().zone),
            reader_id=actor.person_id,
            settings_by=settings_here(actor.school_id),
            times=lambda: times_here(actor.school_id),
        )

    return waiting.once("joining: at work", make)


def _rows(actor: Actor) -> list[Row]:
    """Return each student who needs somebody, then for each programme how many wait for tutors and decisions."""
    found, rounds = [], []
    for programme in open_programmes_here(actor.school_id):
        work = _at_work(actor)[programme.id]
        unpaired = {each.enrolment.id for each in work.unpaired}
        for each in work.everybody:
            code = task_of(each, is_paired=each.enrolment.id not in unpaired)
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
        rounds += _rounds(programme, work.everybody)
    return found + rounds


def _rounds(programme: Programme, everybody: Sequence[Standing]) -> list[Row]:
    """Return how many wait for their tutor to be asked, and how many for a decision."""
    asked_about = [each.waiting for each in everybody if each.facts.state in ASKED_ABOUT]
    unasked = [each for each in asked_about if each.view is None]
    answered = [each for each in asked_about if each.is_to_decide and not each.lacks_view]
    return _round(
        unasked, programme, _("the tutor is not asked yet"), _("Ask the tutors"), "enrolments.tutors"
    ) + _round(answered, programme, _("nobody has decided yet"), _("Decide"), "enrolments.decide_round")


def _round(found: Sequence[Waiting], programme: Programme, what: str, label: str, endpoint: str) -> list[Row]:
    if not found:
        return []
    who = ngettext("%(num)d student", "%(num)d students", len(found))
    since = min(each.enrolment.state_at for each in found)
    return [Row(who, f"{programme.name}: {what}", since, label, url_for(endpoint, programme_id=programme.id))]


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
    today = clock.today(school_here().zone)
    found = at_work([programme], today=today, reader_id=actor_here().person_id)[programme.id]
    return _counts([programme], found.unpaired, found.everybody)


def getting_ready_in_all(actor: Actor) -> list[Count]:
    """Return the same for all open programmes together, the lines that *Today* shows; none where nothing is open."""
    programmes, at = open_programmes_here(actor.school_id), _at_work(actor)
    unpaired = [each for programme in programmes for each in at[programme.id].unpaired]
    everybody = [each for programme in programmes for each in at[programme.id].everybody]
    if not programmes:
        return []
    ready, _own_yes, consent, training, _unsigned, again, _mine = _counts(programmes, unpaired, everybody)
    return [ready, consent, training, again]


def _counts(
    programmes: Sequence[Programme], unpaired: Sequence[Standing], everybody: Sequence[Standing]
) -> list[Count]:
    """Return the lines. Most count who has no partner; who is to sign again, or has a task for staff, is anybody."""
    waiting_at: Counter[Gate] = Counter(gate for each in unpaired for gate in _gates(each))
    again = sum(
        Soon.AGREEMENT_AGAIN in each.soon or Missing.AGREEMENT_OVERDUE in each.missing for each in everybody
    )
    unsigned = sum(Missing.AGREEMENT in each.missing for each in unpaired)
    mine = sum(any(MOVE_OF[code] is Move.COORDINATOR for code in each.missing) for each in everybody)

    def link(**wanted: str) -> str:
        if len(programmes) != 1:
            return url_for("programmes.overview")
        return url_for("enrolments.readiness", programme_id=programmes[0].id, **wanted)

    return [
        Count(_("Ready to match"), sum(each.is_ready for each in unpaired), link(gate="ready")),
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
