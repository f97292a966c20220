"""The guide that leads a new school through what is still missing, and finishes its set-up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import setup as actions
from mentoring.people.models import School, Site
from mentoring.people.queries import setup, staff
from mentoring.people.queries.setup import Readiness
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.people.views.setup.unlocking import bp
from mentoring.people.wording import gap_sentence, sentence_for


@dataclass
class Step:
    """One thing to do: whether it is done, what is missing in words, and where to do it."""

    label: str
    href: str | None
    done: bool
    missing: list[str]
    optional: bool = False
    state: str = "todo"


@bp.get("/set-up/guide")
@requires(Action.SETUP_SEE)
def guide() -> Any:
    """Show what is done and what is missing; offer to finish when nothing is."""
    return _page()


@bp.post("/set-up/finish")
@requires(Action.SCHOOL_CHANGE)
def finish() -> Any:
    """Finish set-up, so that students can be added and worries can be told."""
    refusal = actions.finish_setup(actor_here().by, school_here(), now=clock.now())
    if refusal is not None:
        flash(sentence_for(refusal), "wait")
        return redirect(url_for("setup.guide"), 303)
    flash(_("Set-up is finished. You can add students now."), "good")
    return redirect(url_for("setup.guide"), 303)


def _page() -> str:
    school = school_here()
    state = setup.readiness(school)
    if school.setup_finished_at is not None:  # whoever finished has said that the examples fit
        state = replace(state, example_hours=(), example_terms=())
    steps = [_hours(state), _terms(state), _people(school, state), _outside(school)]
    _mark_next(steps)
    return render_template(
        "people/setup_guide.html",
        school=school,
        steps=steps,
        is_complete=state.is_complete,
        without_way_in=[] if school.setup_finished_at else staff.readers_without_way_in(school.id),
        still_examples=bool(state.example_hours or state.example_terms),
        required_done=sum(step.done for step in steps if not step.optional),
        required=sum(not step.optional for step in steps),
    )


def _mark_next(steps: list[Step]) -> None:
    for step in steps:
        step.state = "done" if step.done else "todo"
    first = next((step for step in steps if not step.done), None)
    if first is not None:
        first.state = "now"


def _hours(state: Readiness) -> Step:
    place = (state.without_hours or state.example_hours or state.sites)[0]
    return Step(
        _("The school day and the supervised hours"),
        url_for("school.hours", site_id=place.id),
        not (state.without_hours or state.example_hours),
        [_("%(site)s has no supervised hours yet.", site=site.name) for site in state.without_hours]
        + _still_examples(state.example_hours),
    )


def _still_examples(sites: Iterable[Site]) -> list[str]:
    return [
        _("%(site)s: still our examples. Look at them and change what differs.", site=site.name)
        for site in sites
    ]


def _terms(state: Readiness) -> Step:
    place = (state.without_terms or state.example_terms or state.sites)[0]
    return Step(
        _("Terms, holidays, exam weeks"),
        url_for("school.calendar", site_id=place.id),
        not (state.without_terms or state.example_terms),
        [_("%(site)s has no terms yet.", site=site.name) for site in state.without_terms]
        + _still_examples(state.example_terms),
    )


def _people(school: School, state: Readiness) -> Step:
    return Step(
        _("The people whom concerns go to"),
        url_for("staff.overview"),
        not state.gaps,
        [gap_sentence(gap, school.country) for gap in state.gaps],
    )


def cannot_sign_in_yet(school: School) -> list[str]:
    """Return a sentence for each reader of concerns who has not used their first code yet."""
    return [
        _(
            "%(name)s has not chosen a password yet, so cannot read a concern. Hand over their code.",
            name=member.name,
        )
        for member in staff.readers_without_way_in(school.id)
    ]


def _outside(school: School) -> Step:
    outside = country(school.country).outside
    words = _("The number of the %(who)s. Needed by the head and the chair; it can wait.", who=outside.label)
    done = bool(school.outside_number)
    return Step(
        _("The number outside the school"), url_for("school.details"), done, [] if done else [words], True
    )
