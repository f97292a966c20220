"""The pages about a programme's week: all of it, and a slot added, changed, removed and put back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.people.forms.school import WEEKDAYS
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.people.views.school.grid import grid_of
from mentoring.programme.actions import slots as actions
from mentoring.programme.actions.slots import SlotDetails, details_of
from mentoring.programme.forms.week import AddSlotForm, ChangeSlotForm, SlotForm
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries import programmes
from mentoring.programme.queries.programmes import names_of, people_by_id
from mentoring.programme.queries.slots import places, problems_by_slot, slot, slots, who_can_be_on_duty
from mentoring.programme.rules.slots import SlotRefusal
from mentoring.programme.views import pages
from mentoring.programme.views.grid import day_name, week_tables
from mentoring.programme.views.pages import bp, programme_of, sites_of
from mentoring.programme.wording import sentence_for
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo

FIELDS = {
    SlotRefusal.ENDS_BEFORE_IT_STARTS: "ends",
    SlotRefusal.SHORTER_THAN_A_MEETING: "ends",
    SlotRefusal.WEEK_WITHOUT_A_CYCLE: "week",
    SlotRefusal.OUTSIDE_SUPERVISED_HOURS: "starts",
    SlotRefusal.SITE_NOT_IN_PROGRAMME: "site",
    SlotRefusal.PLACE_ELSEWHERE: "places",
    SlotRefusal.PLACE_NOT_APPROVED: "places",
    SlotRefusal.ADULT_TWICE: "stand_ins",
    SlotRefusal.ADULT_UNKNOWN: "on_duty",
    SlotRefusal.THERE_ALREADY: "starts",
}


@bp.get("/programmes/<programme_id>/week")
@requires(Action.PROGRAMME_SEE, load=programmes.programme)
def week(programme: Programme) -> Any:
    """Show when and where pairs may meet."""
    held = slots(programme.school_id, programme.id)
    problems = problems_by_slot(held, school_times(programme.school_id))
    may_change = may(actor_here(), Action.PROGRAMME_CHANGE, programme)
    return render_template(
        "programme/week.html",
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        tables=week_tables(programme, sites_of(programme), held, problems, may_add=may_change),
        any_slot=bool(held),
        any_place=bool(places(programme.school_id, approved_only=True)),
        unusable=sum(bool(each) for each in problems.values()),
    )


def _back(programme: Programme) -> Any:
    return redirect(url_for("programmes.week", programme_id=programme.id), 303)


@bp.route("/programmes/<programme_id>/week/new", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programmes.programme)
def add_slot(programme: Programme) -> Any:
    """Add a time on one or more weekdays."""
    form = _with_choices(AddSlotForm(data=_started_with(programme)), programme)
    if form.validate_on_submit():
        weekdays = tuple(int(digit) for digit in form.weekdays.data)
        wrong = actions.add_slots(actor_here().by, programme, _details(form, weekdays), now=clock.now())
        if not wrong:
            days = ", ".join(day_name(weekday) for weekday in sorted(weekdays))
            flash(_("Added: %(days)s.", days=days), "good")
            return _back(programme)
        pages.put_errors(form, wrong, {**FIELDS, SlotRefusal.NOT_A_SCHOOL_DAY: "weekdays"}, "starts")
    return _page("add_slot", form, programme), 422 if form.errors else 200


def _started_with(programme: Programme) -> dict[str, Any]:
    """Return what a new slot begins with: the hours that were pressed in the grid, if any."""
    hour = schools.supervised_hour(programme.school_id, request.args.get("hour", ""))
    site_id = next(iter(site.id for site in sites_of(programme)), "")
    if hour is None or hour.site_id not in programme.site_ids:
        return {"site": site_id, "week": ""}
    asked = request.args.get("week", "")
    return {
        "site": hour.site_id,
        "weekdays": [str(hour.weekday)],
        "week": hour.week or (asked if asked in ("A", "B") else ""),
        "starts": hour.starts,
        "ends": hour.ends,
    }


def _with_choices(form: Any, programme: Programme, changed: Slot | None = None) -> Any:
    sites = sites_of(programme)
    names = {site.id: site.name for site in sites}
    form.site.choices = choices_of(names.items())
    school_days = {digit for site in sites for digit in site.weekdays}
    days = form.weekdays if isinstance(form, AddSlotForm) else form.weekday
    days.choices = choices_of((digit, name) for digit, name in WEEKDAYS if digit in school_days)
    held = [place for place in places(programme.school_id, approved_only=True) if place.site_id in names]
    form.places.choices = choices_of(
        (
            place.id,
            _("%(place)s (%(pairs)s pairs)", place=place.name, pairs=place.capacity)
            if len(sites) == 1
            else _(
                "%(place)s, %(site)s (%(pairs)s pairs)",
                place=place.name,
                site=names[place.site_id],
                pairs=place.capacity,
            ),
        )
        for place in held
    )
    adults = {member.id: member.full_name for member in who_can_be_on_duty(programme.school_id)}
    for each in changed.adults if changed else ():
        adults.setdefault(each.staff_id, each.staff.full_name)
    form.on_duty.choices = choices_of(adults.items())
    form.stand_ins.choices = choices_of(adults.items())
    years = country(school_here().country).years
    form.years.choices = choices_of((year.code, year.label) for year in years)
    return form


def _details(form: SlotForm, weekdays: tuple[int, ...]) -> SlotDetails:
    scale = [year.code for year in country(school_here().country).years]
    years = set(form.years.data or ())
    return SlotDetails(
        site_id=form.site.data,
        weekdays=weekdays,
        week=form.week.data or "",
        starts=form.starts.data,
        ends=form.ends.data,
        years=tuple(code for code in scale if code in years),
        place_ids=tuple(form.places.data),
        on_duty_ids=tuple(form.on_duty.data),
        stand_in_ids=tuple(form.stand_ins.data),
    )


def _page(
    name: str, form: SlotForm, programme: Programme, conflict: Any = None, slot: Slot | None = None
) -> str:
    sites = sites_of(programme)
    return render_template(
        f"programme/{name}.html",
        form=form,
        programme=programme,
        slot=slot,
        conflict=conflict,
        crumbs_here=pages.crumbs(
            programme, (_("The week"), url_for("programmes.week", programme_id=programme.id))
        ),
        sites=sites,
        cycle=any(site.cycle_weeks == 2 for site in sites),
        hours=[(site, grid_of(site, schools.hours(site.school_id, site.id))) for site in sites],
    )


@bp.route("/programmes/<programme_id>/week/<slot_id>", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programme_of)
def change_slot(programme: Programme) -> Any:
    """Change a time of the week."""
    changed = _asked_for(programme)
    if changed is None:
        return _gone(programme)
    form = _with_choices(ChangeSlotForm(data=_as_now(changed)), programme, changed)
    if not form.is_submitted():
        form.seen.show(changed.version)
    elif form.validate():
        typed = _details(form, (int(form.weekday.data),))
        wrong = actions.change_slot(
            actor_here().by, programme, changed, typed, seen=form.seen.data, now=clock.now()
        )
        if not wrong:
            flash(_("Saved."), "good")
            return _back(programme)
        if SlotRefusal.STALE in wrong:
            return _conflict(form, programme, changed, typed)
        pages.put_errors(form, wrong, {**FIELDS, SlotRefusal.NOT_A_SCHOOL_DAY: "weekday"}, "starts")
    return _page("change_slot", form, programme, slot=changed), 422 if form.errors else 200


def _asked_for(programme: Programme, *, also_removed: bool = False) -> Slot | None:
    found = slot(programme.school_id, programme.id, str((request.view_args or {})["slot_id"]))
    return None if found is None or (found.removed_at is not None and not also_removed) else found


def _gone(programme: Programme) -> Any:
    flash(_("That time is not in the week any more."), "wait")
    return _back(programme)


def _as_now(changed: Slot) -> dict[str, Any]:
    now = details_of(changed)
    return {
        "site": now.site_id,
        "weekday": str(now.weekdays[0]),
        "week": now.week,
        "starts": now.starts,
        "ends": now.ends,
        "places": now.place_ids,
        "on_duty": now.on_duty_ids,
        "stand_ins": now.stand_in_ids,
        "years": now.years,
    }


def _conflict(form: ChangeSlotForm, programme: Programme, changed: Slot, typed: SlotDetails) -> Any:
    if changed.removed_at is not None:
        return _gone(programme)
    form.seen.show(changed.version)
    saved, mine = _words(programme, details_of(changed)), _words(programme, typed)
    who = pages.last_to_change(programme.school_id, programme.id)
    found = pages.conflict(who, [(each, saved[each], mine[each]) for each in saved])
    return _page("change_slot", form, programme, found, changed), 409


def _words(programme: Programme, said: SlotDetails) -> dict[str, str]:
    people = people_by_id(programme.school_id)
    names = {place.id: place.name for place in places(programme.school_id)}
    labels = {year.code: year.label for year in country(school_here().country).years}
    return {
        _("Day"): day_name(said.weekdays[0]),
        _("In which weeks"): {"A": _("Week A"), "B": _("Week B")}.get(said.week, _("Every week")),
        _("From"): said.starts.strftime("%H:%M"),
        _("To"): said.ends.strftime("%H:%M"),
        _("Places"): ", ".join(sorted(names.get(each, "") for each in said.place_ids)),
        _("Adults on duty"): ", ".join(names_of(people, said.on_duty_ids)),
        _("Stand-ins"): ", ".join(names_of(people, said.stand_in_ids)),
        _("Suits these year groups"): ", ".join(labels[each] for each in labels if each in said.years),
    }


@bp.post("/programmes/<programme_id>/week/<slot_id>/remove")
@requires(Action.PROGRAMME_CHANGE, load=programme_of)
def remove_slot(programme: Programme) -> Any:
    """Take a time out of the week, and offer to put it back."""
    removed = _asked_for(programme)
    if removed is None or not actions.remove_slot(actor_here().by, programme, removed, now=clock.now()):
        return _gone(programme)
    flash_with_undo(
        _(
            "%(day)s %(time)s was removed.",
            day=day_name(removed.weekday),
            time=removed.starts.strftime("%H:%M"),
        ),
        url=url_for("programmes.restore_slot", programme_id=programme.id, slot_id=removed.id),
        hidden={},
    )
    return _back(programme)


@bp.post("/programmes/<programme_id>/week/<slot_id>/restore")
@requires(Action.PROGRAMME_CHANGE, load=programme_of)
def restore_slot(programme: Programme) -> Any:
    """Put a time back into the week."""
    removed = _asked_for(programme, also_removed=True)
    if removed is None:
        return _gone(programme)
    wrong = actions.restore_slot(actor_here().by, programme, removed, now=clock.now())
    for code in wrong:
        flash(sentence_for(code), "wait")
    if not wrong:
        day, at = day_name(removed.weekday), removed.starts.strftime("%H:%M")
        flash(_("%(day)s %(time)s is back.", day=day, time=at), "good")
    return _back(programme)
