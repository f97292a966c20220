"""The pages about a site's supervised hours: the week as a grid, a row added, changed, removed, put back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import supervised_hours as actions
from mentoring.people.actions.schools import Refusal
from mentoring.people.actions.supervised_hours import Hours
from mentoring.people.forms.school import HoursForm, RestoreHoursForm
from mentoring.people.models import Site
from mentoring.people.queries import schools
from mentoring.people.rules.school_time import SchoolTimeRefusal
from mentoring.people.views.school import pages
from mentoring.people.views.school.grid import GridRow, grid_of, read_seen, row_with, week_words
from mentoring.people.views.school.pages import bp, clock_words, site_of, weekday_words
from mentoring.people.wording import sentence_for
from mentoring.web.undo import flash_with_undo

FIELDS = {
    SchoolTimeRefusal.HOURS_END_BEFORE_THEY_START: "ends",
    SchoolTimeRefusal.HOURS_OVERLAP: "starts",
    SchoolTimeRefusal.HOURS_NAME_A_WEEK_WITHOUT_A_CYCLE: "week",
}


@bp.route("/school/sites/<site_id>/hours", methods=["GET", "POST"])
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def hours(site: Site) -> Any:
    """Show a site's week and add supervised hours to it."""
    form = HoursForm(data={"weekdays": list(site.weekdays), "week": ""})
    if form.validate_on_submit():
        wrong = actions.add_hours(actor_here().by, site, _hours(form), now=clock.now())
        if not wrong:
            flash(_("%(label)s was added.", label=form.label.data), "good")
            return _back(site)
        pages.put_errors(form, wrong, FIELDS, "label")
    return _week_page(site, form), 422 if form.errors else 200


def _week_page(site: Site, form: HoursForm) -> str:
    return render_template("people/site_hours.html", site=site, form=form, grid=_grid(site))


def _grid(site: Site) -> list[GridRow]:
    return grid_of(site, schools.hours(site.school_id, site.id))


def _back(site: Site) -> Any:
    return redirect(url_for("school.hours", site_id=site.id), 303)


def _hours(form: HoursForm) -> Hours:
    weekdays = tuple(int(digit) for digit in form.weekdays.data)
    return Hours(weekdays, form.week.data or "", form.starts.data, form.ends.data, form.label.data)


@bp.route("/school/sites/<site_id>/hours/<hour_id>", methods=["GET", "POST"])
@requires(Action.CALENDAR_CHANGE, load=site_of)
def change_hours(site: Site) -> Any:
    """Change a row of the week."""
    if request.method == "GET":
        row = row_with(_grid(site), _asked_for("hour_id"))
        if row is None:
            flash(_("Those hours are not there any more."), "wait")
            return _back(site)
        return _change_page(site, HoursForm(data=_as_now(row)))
    form = HoursForm()
    if form.validate():
        seen = read_seen(form.seen.data)
        wrong = actions.change_hours(actor_here().by, site, seen, _hours(form), now=clock.now())
        if not wrong:
            flash(_("Saved."), "good")
            return _back(site)
        if Refusal.STALE in wrong:
            return _conflict(site, form), 409
        pages.put_errors(form, wrong, FIELDS, "label")
    return _change_page(site, form), 422


def _change_page(
    site: Site, form: HoursForm, conflict: pages.Conflict | None = None, removed: bool = False
) -> str:
    return render_template(
        "people/site_hours_change.html", site=site, form=form, conflict=conflict, removed=removed
    )


def _asked_for(name: str) -> str:
    return str((request.view_args or {})[name])


def _as_now(row: GridRow) -> dict[str, Any]:
    first = row.held[0]
    return {
        "label": row.label,
        "starts": first.starts,
        "ends": first.ends,
        "week": row.week,
        "weekdays": [str(held.weekday) for held in row.held],
        "seen": row.seen,
    }


def _conflict(site: Site, form: HoursForm) -> str:
    """Show both texts; saving again puts the typed row in the place of what is there, or adds it anew."""
    row, typed = row_with(_grid(site), _asked_for("hour_id")), _hours(form)
    gone = _("removed")
    rows = [
        (_("What"), row.label if row else gone, typed.label),
        (_("Times"), row.times if row else gone, f"{clock_words(typed.starts)} – {clock_words(typed.ends)}"),
        (_("On"), row.days if row else gone, weekday_words(form.weekdays.data)),
        (_("In"), row.week_words if row else gone, week_words(site, typed.week)),
    ]
    form.seen.raw_data, form.seen.data = None, row.seen if row else ""
    found = pages.conflict(site.school_id, site.id, rows)
    return _change_page(site, form, found, removed=row is None)


@bp.post("/school/sites/<site_id>/hours/remove")
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def remove_hours(site: Site) -> Any:
    """Remove a row of the week, and offer to put it back."""
    was = actions.remove_hours(
        actor_here().by, site, request.form.get("rows", "").split(","), now=clock.now()
    )
    if was is None:
        flash(_("Those hours are not there any more."), "wait")
        return _back(site)
    flash_with_undo(
        _("%(label)s was removed.", label=was.label),
        url=url_for("school.restore_hours", site_id=site.id),
        hidden={
            "label": was.label,
            "starts": clock_words(was.starts),
            "ends": clock_words(was.ends),
            "weekdays": "".join(str(weekday) for weekday in was.weekdays),
            "week": was.week,
        },
    )
    return _back(site)


@bp.post("/school/sites/<site_id>/hours/restore")
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def restore_hours(site: Site) -> Any:
    """Put back what was just removed."""
    form = RestoreHoursForm()
    if not form.validate():
        flash(_("That could not be put back. Please add it again."), "wait")
        return _back(site)
    weekdays = tuple(int(digit) for digit in form.weekdays.data)
    was = Hours(weekdays, form.week.data, form.starts.data, form.ends.data, form.label.data)
    wrong = actions.add_hours(actor_here().by, site, was, now=clock.now())
    if wrong:
        flash(sentence_for(wrong[0]), "wait")
    else:
        flash(_("%(label)s is back.", label=was.label), "good")
    return _back(site)


@bp.post("/school/sites/<site_id>/hours/examples")
@requires(Action.CALENDAR_CHANGE, load=schools.site)
def example_hours(site: Site) -> Any:
    """Fill an empty week with examples."""
    if actions.add_example_hours(actor_here().by, site, now=clock.now()):
        flash(_("These are examples. Change what is different at your school."), "good")
    else:
        flash(_("There are hours already, so no examples were added."), "wait")
    return _back(site)
