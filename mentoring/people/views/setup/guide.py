"""The guide that leads a new school through what is still missing, and finishes its set-up."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import setup as actions
from mentoring.people.models import School
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

    @property
    def note(self) -> Markup:
        """Return what is missing, a line each."""
        return Markup("<br>").join(self.missing)


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
    steps = [_hours(state), _terms(state), _people(school, state), _outside(school)]
    _mark_next(steps)
    return render_template(
        "people/setup_guide.html",
        school=school,
        steps=steps,
        is_complete=state.is_complete,
        cannot_sign_in=cannot_sign_in_yet(school),
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
    place = (state.without_hours or state.sites)[0]
    return Step(
        _("The school day and the supervised hours"),
        url_for("school.hours", site_id=place.id),
        not state.without_hours,
        [_("%(site)s has no supervised hours yet.", site=site.name) for site in state.without_hours],
    )


def _terms(state: Readiness) -> Step:
    place = (state.without_terms or state.sites)[0]
    return Step(
        _("Terms, holidays, exam weeks"),
        url_for("school.calendar", site_id=place.id),
        not state.without_terms,
        [_("%(site)s has no terms yet.", site=site.name) for site in state.without_terms],
    )


def _people(school: School, state: Readiness) -> Step:
    return Step(
        _("The people whom concerns go to"),
        url_for("staff.overview"),
        not state.gaps,
        [gap_sentence(gap, school.country) for gap in state.gaps] + cannot_sign_in_yet(school),
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
