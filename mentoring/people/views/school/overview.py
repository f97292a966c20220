"""The page about the whole school, and what it says about itself."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.people.actions import schools as actions
from mentoring.people.actions.schools import Refusal, SchoolFacts
from mentoring.people.forms.school import SchoolForm
from mentoring.people.models import School
from mentoring.people.queries import schools, staff
from mentoring.people.queries.school_times import school_times
from mentoring.people.queries.setup import gaps
from mentoring.people.rules.countries import countries, country
from mentoring.people.rules.school_time import SchoolTime
from mentoring.people.views.identity import school_here
from mentoring.people.views.school import pages
from mentoring.people.views.school.pages import bp, clock_words
from mentoring.people.wording import gap_sentence, role_name, zone_name
from mentoring.web.fields import choices_of

READERS = (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR)
FIELDS = {
    Refusal.CODE_TAKEN: "code_of_school",
    Refusal.CODE_UNUSABLE: "code_of_school",
    Refusal.ZONE_ELSEWHERE: "zone",
}


@bp.get("/school")
@requires(Action.SCHOOL_SEE)
def overview() -> Any:
    """Show the school, its sites, and who reads worries."""
    school, held = school_here(), staff.holders(actor_here().school_id)
    times = school_times(school.id)
    return render_template(
        "people/school.html",
        school=school,
        country=country(school.country),
        zone=zone_name(school.zone),
        sites=[(site, _in_short(times[site.id])) for site in schools.sites(school.id)],
        readers=[(role_name(role, school.country), held[role]) for role in READERS],
        gaps=[gap_sentence(gap, school.country) for gap in gaps(school.id)],
    )


def _in_short(times: SchoolTime) -> dict[str, Any]:
    return {
        "day": f"{clock_words(times.day_starts)} – {clock_words(times.day_ends)}",
        "hours": len(times.hours),
        "terms": len(times.terms),
    }


@bp.route("/school/details", methods=["GET", "POST"])
@requires(Action.SCHOOL_CHANGE)
def details() -> Any:
    """Change what the school says about itself."""
    school = school_here()
    form = _with_choices(SchoolForm(obj=school, code_of_school=school.code))
    if not form.is_submitted():
        form.seen.show(school.version)
    elif form.validate():
        facts = _facts(form)
        refusal = actions.change_school(actor_here().by, school, facts, seen=form.seen.data, now=clock.now())
        if refusal is None:
            flash(_("Saved."), "good")
            return redirect(url_for("school.overview"), 303)
        if refusal is Refusal.STALE:
            return _conflict(form, school, facts)
        pages.put_errors(form, [refusal], FIELDS, "name")
    return _page(form), 422 if form.errors else 200


def _with_choices(form: SchoolForm) -> SchoolForm:
    zones = dict.fromkeys(zone for pack in countries().values() for zone in pack.zones)
    form.country.choices = choices_of((pack.code, pack.name) for pack in countries().values())
    form.zone.choices = choices_of((zone, zone_name(zone)) for zone in zones)
    return form


def _facts(form: SchoolForm) -> SchoolFacts:
    return SchoolFacts(
        name=form.name.data,
        code=form.code_of_school.data,
        country=form.country.data,
        zone=form.zone.data,
        outside_name=form.outside_name.data or None,
        outside_number=form.outside_number.data or None,
        second_factor_for_all_staff=form.second_factor_for_all_staff.data,
    )


def _conflict(form: SchoolForm, school: School, typed: SchoolFacts) -> Any:
    form.seen.show(school.version)
    rows = [
        (form.name.label.text, school.name, typed.name),
        (form.code_of_school.label.text, school.code, typed.code),
        (form.country.label.text, country(school.country).name, country(typed.country).name),
        (form.zone.label.text, zone_name(school.zone), zone_name(typed.zone)),
        (_("Outside contact"), school.outside_name or "", typed.outside_name or ""),
        (_("Its number"), school.outside_number or "", typed.outside_number or ""),
        (
            form.second_factor_for_all_staff.label.text,
            _yes_or_no(school.second_factor_for_all_staff),
            _yes_or_no(typed.second_factor_for_all_staff),
        ),
    ]
    return _page(form, pages.conflict(school.id, school.id, rows)), 409


def _yes_or_no(answer: bool) -> str:
    return _("yes") if answer else _("no")


def _page(form: SchoolForm, conflict: pages.Conflict | None = None) -> str:
    return render_template(
        "people/school_details.html",
        form=form,
        conflict=conflict,
        outside=country(school_here().country).outside,
    )
