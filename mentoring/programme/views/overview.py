"""The list of programmes, and one programme's own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.people.models import Site
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes, roles
from mentoring.programme.queries.programmes import facts_from, names_of, people_by_id, slot_counts
from mentoring.programme.queries.settings import (
    gap_requests,
    settings_of,
    settled_gap_requests,
    waiting_gap_requests,
)
from mentoring.programme.queries.slots import places, problems_by_slot, slots, usable_places
from mentoring.programme.rules.dates import Dates, Length, length
from mentoring.programme.rules.gap import GapState
from mentoring.programme.rules.kinds import Kind, Status, missing_before_opening
from mentoring.programme.views.grid import slot_cards
from mentoring.programme.views.pages import bp, sites_of
from mentoring.programme.wording import GAP_STATES, KIND_SENTENCES, sentence_for
from mentoring.programme.wording.roles import edit_name


@bp.get("/programmes")
@requires(Action.PROGRAMME_LIST)
def overview() -> Any:
    """Show the programmes that the reader may know of; the head's list shows counts and what waits."""
    actor = actor_here()
    all_of_them = actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN)
    held = programmes.programmes(actor.school_id, on_duty=None if all_of_them else actor.person_id)
    people, decides = people_by_id(actor.school_id), actor.holds(Role.HEAD, Role.STAND_IN)
    return render_template(
        "programme/overview.html",
        programmes=held,
        counts=slot_counts(actor.school_id),
        names={each.id: names_of(people, each.in_charge_ids) for each in held},
        waiting=waiting_gap_requests(actor.school_id) if decides else [],
        settled=settled_gap_requests(actor.school_id) if decides else [],
        gap_states=GAP_STATES,
    )


def _copied_from(programme: Programme) -> Programme | None:
    if programme.copied_from_id is None:
        return None
    return programmes.programme(programme.school_id, programme.copied_from_id)


def _lengths(sites: Sequence[Site], times: Mapping[str, SchoolTime], dates: Dates) -> dict[Length, list[str]]:
    """Return how many weeks the programme has, with the names of the sites for which that is so."""
    found: dict[Length, list[str]] = {}
    for site in sites:
        found.setdefault(length(times[site.id], dates), []).append(site.name)
    return found


@dataclass(frozen=True)
class Step:
    """One line of a programme's set-up, as the step list takes it."""

    label: str
    state: str
    href: str
    note: str


@bp.get("/programmes/<programme_id>")
@requires(Action.PROGRAMME_SEE, load=programmes.programme)
def programme(programme: Programme) -> Any:
    """Show one programme: what is ready, its week, its words, and who is in charge."""
    held, people = slots(programme.school_id, programme.id), people_by_id(programme.school_id)
    times = school_times(programme.school_id)
    problems = problems_by_slot(held, times)
    today = clock.today(school_here().zone)
    dates = Dates(programme.starts, programme.ends)
    facts = facts_from(programme, problems, {each.id for each in people.values() if each.left_at is None})
    sites, changed = sites_of(programme), len(settings_of(programme).changed())
    return render_template(
        "programme/programme.html",
        programme=programme,
        sentence=KIND_SENTENCES[Kind(programme.kind)],
        missing=[sentence_for(code) for code in missing_before_opening(facts, today)],
        steps=_steps(programme, facts.slots, facts.safe_slots),
        cards=slot_cards(held, problems),
        pairs=max((sum(place.capacity for place in usable_places(slot)) for slot in held), default=0),
        versions=roles.newest_versions(programme),
        edit_name=edit_name,
        in_charge=names_of(people, programme.in_charge_ids),
        people=people,
        sites=sites,
        lengths=_lengths(sites, times, dates),
        changed=changed,
        waiting=[each for each in gap_requests(programme) if each.state == GapState.WAITING],
        copied_from=_copied_from(programme),
        is_draft=programme.status == Status.DRAFT,
    )


def _steps(programme: Programme, count: int, safe: int) -> list[Step]:
    """Return how far the set-up is: the first that is not done is the next."""
    here = {"programme_id": programme.id}
    approved = [
        each for each in places(programme.school_id, approved_only=True) if each.site_id in programme.site_ids
    ]
    found = (
        (_("Name, dates and sites"), True, url_for("programmes.details", **here), ""),
        (
            _("Places"),
            bool(approved),
            url_for("programmes.places"),
            ngettext("%(num)d approved place", "%(num)d approved places", len(approved)),
        ),
        (
            _("The week"),
            count > 0,
            url_for("programmes.week", **here),
            ngettext("%(num)d time in the week", "%(num)d times in the week", count),
        ),
        (
            _("Adults on duty"),
            count > 0 and safe == count,
            url_for("programmes.adults", **here),
            _("%(safe)s of %(count)s times can be used", safe=safe, count=count),
        ),
    )
    steps, is_next = [], True
    for label, done, href, note in found:
        state = "done" if done else "now" if is_next else "todo"
        is_next = is_next and done
        steps.append(Step(label, state, href, note))
    return steps
