"""The pages about a site: what it is, its day, and a new one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import schools as actions
from mentoring.people.actions.schools import Refusal, SiteDay
from mentoring.people.forms.school import SiteForm
from mentoring.people.models import Site
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.example_terms import DAY_ENDS, DAY_STARTS
from mentoring.people.rules.school_time import SchoolTimeRefusal
from mentoring.people.views.identity import school_here
from mentoring.people.views.school import pages
from mentoring.people.views.school.grid import grid_of
from mentoring.people.views.school.pages import bp, clock_words, cycle_words, day_words, weekday_words
from mentoring.people.views.school.preview import coming_weeks
from mentoring.people.wording import kind_name

FIELDS = {
    Refusal.SITE_NAME_TAKEN: "name",
    SchoolTimeRefusal.DAY_ENDS_BEFORE_IT_STARTS: "day_ends",
    SchoolTimeRefusal.NO_SCHOOL_WEEKDAYS: "weekdays",
    SchoolTimeRefusal.HOURS_NAME_A_WEEK_WITHOUT_A_CYCLE: "cycle_weeks",
}


@bp.get("/school/sites/<site_id>")
@requires(Action.SCHOOL_SEE, load=schools.site)
def site(site: Site) -> Any:
    """Show a site: its day, hours and dates, and what they make of the next two weeks."""
    settings = school_time(site.school_id, site.id)
    return render_template(
        "people/site.html",
        site=site,
        day=f"{clock_words(site.day_starts)} – {clock_words(site.day_ends)}",
        weekdays=weekday_words(site.weekdays),
        cycle=cycle_words(site.cycle_weeks),
        grid=grid_of(site, schools.hours(site.school_id, site.id)),
        spans=schools.calendar(site.school_id, site.id),
        kind_name=kind_name,
        weeks=coming_weeks(settings, clock.today(settings.zone)),
    )


@bp.route("/school/sites/new", methods=["GET", "POST"])
@requires(Action.SCHOOL_CHANGE)
def add_site() -> Any:
    """Add a site, such as a feeder primary."""
    usual = {
        "day_starts": DAY_STARTS,
        "day_ends": DAY_ENDS,
        "weekdays": list("01234"),
        "cycle_weeks": "1",
    }
    form = SiteForm(data=usual)
    if form.validate_on_submit():
        added = actions.add_site(actor_here().by, actor_here().school_id, _day(form), now=clock.now())
        if isinstance(added, Site):
            flash(_("%(site)s was added. Now give it its hours and dates.", site=added.name), "good")
            return redirect(url_for("school.site", site_id=added.id), 303)
        pages.put_errors(form, added, FIELDS, "name")
    return render_template("people/site_new.html", form=form), 422 if form.errors else 200


@bp.route("/school/sites/<site_id>/day", methods=["GET", "POST"])
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def site_day(site: Site) -> Any:
    """Change a site's name, day and cycle."""
    as_now = {**vars(_day_of(site)), "weekdays": list(site.weekdays), "cycle_weeks": str(site.cycle_weeks)}
    form = SiteForm(data=as_now)
    if not form.is_submitted():
        form.seen.show(site.version)
    elif form.validate():
        wrong = actions.change_site(actor_here().by, site, _day(form), seen=form.seen.data, now=clock.now())
        if not wrong:
            flash(_("Saved."), "good")
            return redirect(url_for("school.site", site_id=site.id), 303)
        if Refusal.STALE in wrong:
            return _conflict(form, site)
        pages.put_errors(form, wrong, FIELDS, "name")
    return render_template("people/site_day.html", form=form, site=site), 422 if form.errors else 200


def _day(form: SiteForm) -> SiteDay:
    cycle = int(form.cycle_weeks.data)
    return SiteDay(
        name=form.name.data,
        day_starts=form.day_starts.data,
        day_ends=form.day_ends.data,
        weekdays="".join(sorted(set(form.weekdays.data or []))),
        cycle_weeks=cycle,
        cycle_anchor=form.cycle_anchor.data if cycle == 2 else None,
    )


def _day_of(site: Site) -> SiteDay:
    return SiteDay(
        site.name, site.day_starts, site.day_ends, site.weekdays, site.cycle_weeks, site.cycle_anchor
    )


def _conflict(form: SiteForm, site: Site) -> Any:
    form.seen.show(site.version)
    saved, typed = _words(_day_of(site)), _words(_day(form))
    rows = [(what, saved[what], typed[what]) for what in saved]
    found = pages.conflict(school_here().id, site.id, rows)
    return render_template("people/site_day.html", form=form, site=site, conflict=found), 409


def _words(day: SiteDay) -> dict[str, str]:
    return {
        _("Name of the site"): day.name,
        _("The school day starts"): clock_words(day.day_starts),
        _("The school day ends"): clock_words(day.day_ends),
        _("School days"): weekday_words(day.weekdays),
        _("Timetable"): cycle_words(day.cycle_weeks),
        _("A day in a week A"): day_words(day.cycle_anchor),
    }
