"""The pages about a site's terms, holidays and exam weeks."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import calendar_dates as actions
from mentoring.people.actions.calendar_dates import Dates, DatesRefusal, dates_of
from mentoring.people.actions.schools import Refusal
from mentoring.people.forms.school import DatesForm
from mentoring.people.models import CalendarSpan, Site
from mentoring.people.queries import schools
from mentoring.people.rules.school_time import SchoolTimeRefusal
from mentoring.people.views.identity import school_here
from mentoring.people.views.school import pages
from mentoring.people.views.school.pages import bp, day_words, site_of
from mentoring.people.wording import kind_name
from mentoring.web.undo import flash_with_undo

FIELDS = {
    DatesRefusal.TOO_LONG: "last_day",
    SchoolTimeRefusal.TERMS_OVERLAP: "first_day",
    SchoolTimeRefusal.TERM_ENDS_BEFORE_IT_STARTS: "last_day",
    SchoolTimeRefusal.HOLIDAY_ENDS_BEFORE_IT_STARTS: "last_day",
    SchoolTimeRefusal.EXAM_WEEK_ENDS_BEFORE_IT_STARTS: "last_day",
}
YEAR_TURNS = 7  # July: from then on the examples are those of the school year that comes


@bp.route("/school/sites/<site_id>/calendar", methods=["GET", "POST"])
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def calendar(site: Site) -> Any:
    """Show a site's dates and add one."""
    form = DatesForm()
    if form.validate_on_submit():
        wrong = actions.add_dates(actor_here().by, site, _dates(form), now=clock.now())
        if not wrong:
            flash(_("%(name)s was added.", name=form.name.data), "good")
            return _back(site)
        pages.put_errors(form, wrong, FIELDS, "name")
    return _calendar_page(site, form), 422 if form.errors else 200


def _calendar_page(site: Site, form: DatesForm) -> str:
    year, country = _example_year(), school_here().country
    spans = schools.calendar(site.school_id, site.id)
    return render_template(
        "people/calendar.html",
        site=site,
        form=form,
        spans=spans,
        kind_name=kind_name,
        years=f"{year}/{(year + 1) % 100:02}",
        may_fill=actions.examples_fit(spans, country=country, year=year),
    )


def _example_year() -> int:
    today = clock.today(school_here().zone)
    return today.year if today.month >= YEAR_TURNS else today.year - 1


def _back(site: Site) -> Any:
    return redirect(url_for("school.calendar", site_id=site.id), 303)


def _dates(form: DatesForm) -> Dates:
    return Dates(form.kind.data, form.name.data, form.first_day.data, form.last_day.data)


@bp.route("/school/sites/<site_id>/calendar/<span_id>", methods=["GET", "POST"])
@requires(Action.CALENDAR_CHANGE, load=site_of)
def change_dates(site: Site) -> Any:
    """Change a term, a holiday or an exam week."""
    span_id = str((request.view_args or {})["span_id"])
    form = DatesForm()
    if form.validate_on_submit():
        now = clock.now()
        wrong = actions.change_dates(
            actor_here().by, site, span_id, _dates(form), seen=form.seen.data, now=now
        )
        if not wrong:
            flash(_("Saved."), "good")
            return _back(site)
        if Refusal.STALE in wrong:
            return _conflict(site, _span(site, span_id), form)
        pages.put_errors(form, wrong, FIELDS, "name")
    elif not form.is_submitted():
        span = _span(site, span_id)
        if span is None:
            flash(_("Those dates are not there any more."), "wait")
            return _back(site)
        form = DatesForm(data=vars(dates_of(span)))
        form.seen.show(span.version)
    return _change_page(site, form), 422 if form.errors else 200


def _span(site: Site, span_id: str) -> CalendarSpan | None:
    span = schools.calendar_span(site.school_id, span_id)
    return span if span is not None and span.site_id == site.id else None


def _change_page(
    site: Site, form: DatesForm, conflict: pages.Conflict | None = None, removed: bool = False
) -> str:
    return render_template(
        "people/calendar_change.html", site=site, form=form, conflict=conflict, removed=removed
    )


def _conflict(site: Site, span: CalendarSpan | None, form: DatesForm) -> Any:
    """Show both texts; saving again puts the typed dates in the place of what is there, or adds them anew."""
    typed = _words(_dates(form))
    saved = _words(dates_of(span)) if span else dict.fromkeys(typed, _("removed"))
    form.seen.show(span.version if span else 0)
    found = pages.conflict(site.school_id, site.id, [(what, saved[what], typed[what]) for what in typed])
    return _change_page(site, form, found, removed=span is None), 409


def _words(dates: Dates) -> dict[str, str]:
    return {
        _("What is it?"): kind_name(dates.kind),
        _("Name"): dates.name,
        _("First day"): day_words(dates.first_day),
        _("Last day"): day_words(dates.last_day),
    }


@bp.post("/school/sites/<site_id>/calendar/<span_id>/remove")
@requires(Action.CALENDAR_CHANGE, load=site_of)
def remove_dates(site: Site) -> Any:
    """Remove a term, a holiday or an exam week, and offer to put it back."""
    span_id = str((request.view_args or {})["span_id"])
    was = actions.remove_dates(actor_here().by, site, span_id, now=clock.now())
    if was is None:
        flash(_("Those dates are not there any more."), "wait")
        return _back(site)
    flash_with_undo(
        _("%(name)s was removed.", name=was.name),
        url=url_for("school.calendar", site_id=site.id),
        hidden={
            "kind": was.kind,
            "name": was.name,
            "first_day": was.first_day.isoformat(),
            "last_day": was.last_day.isoformat(),
        },
    )
    return _back(site)


@bp.post("/school/sites/<site_id>/calendar/examples")
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def example_dates(site: Site) -> Any:
    """Fill in the usual dates of the country as examples to edit."""
    country, year = school_here().country, _example_year()
    if actions.add_example_dates(actor_here().by, site, country=country, year=year, now=clock.now()):
        flash(_("These are examples. Change each to your school's own dates."), "good")
    else:
        flash(_("There are dates for that year already, so no examples were added."), "wait")
    return _back(site)
