"""Adults who are away: who is near today, one press for a stand-in for all of somebody's meetings, and back again."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.meetings.actions.absences import set_absence, undo_absence
from mentoring.meetings.forms.meetings import NOBODY, AwayForm
from mentoring.meetings.models import Absence
from mentoring.meetings.queries.absences import (
    absence,
    absence_of,
    absences_from,
    away_on,
    covered_by,
    stand_ins_of,
)
from mentoring.meetings.queries.clashes import meetings_there
from mentoring.meetings.queries.meetings import near_counts
from mentoring.meetings.rules.absences import AbsenceRefusal
from mentoring.meetings.views.pages import day_asked, staff_bp, today_here, week_crumb
from mentoring.meetings.wording.meetings import refusal_words
from mentoring.people.models import StaffMember
from mentoring.people.queries.staff import staff_member
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.queries.slots import places, who_can_be_on_duty
from mentoring.web.dates import day as day_words
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo


@staff_bp.get("/meetings/absences")
@requires(Action.ABSENCE_SET)
def absences() -> Any:
    """Show who is near on a day, and who is away from then on."""
    day, school_id = day_asked(), actor_here().school_id
    counts = near_counts(school_id, day)
    away = absences_from(school_id, min(day, today_here()))
    gone = {each.staff_id for each in away if each.day == day}
    people = [each for each in who_can_be_on_duty(school_id) if each.id not in gone]
    return render_template(
        "meetings/absences.html",
        day=day,
        people=sorted(
            ((each, counts.get(each.id, 0)) for each in people),
            key=lambda each: (-each[1], each[0].last_name),
        ),
        away=away,
        today=today_here(),
        crumbs_here=[week_crumb(day)],
    )


@staff_bp.get("/meetings/absences/<staff_id>")
@requires(Action.ABSENCE_SET, load=staff_member)
def away(staff: StaffMember) -> Any:
    """Ask who stands in for somebody who is away."""
    held = absence_of(staff.school_id, staff.id, day_asked())
    now = {"day": day_asked(), "stand_in": (held.stand_in_id or NOBODY) if held else None}
    return _page(staff, AwayForm(formdata=None, data=now))


def _page(staff: StaffMember, form: AwayForm) -> str:
    day = form.day.data or day_asked()
    mine = covered_by(staff.school_id, staff.id, day, away_on(staff.school_id, day))
    named = stand_ins_of(staff.school_id, [each.slot_id for each in mine if each.slot_id])
    people = [each for each in who_can_be_on_duty(staff.school_id) if each.id != staff.id]
    people.sort(key=lambda each: (-named.get(each.id, 0), each.last_name, each.first_name, each.id))
    form.stand_in.choices = choices_of(
        [(each.id, each.name) for each in people] + [(NOBODY, _("Nobody: these meetings are off"))]
    )
    return render_template(
        "meetings/away.html",
        staff=staff,
        form=form,
        day=day,
        count=len(mine),
        places=sorted({each.place.name for each in mine if each.place}),
        hints=_hints(staff, people, named, day),
        crumbs_here=[
            week_crumb(day),
            (_("Adults who are away"), url_for("meetings.absences", day=day.isoformat())),
        ],
    )


def _hints(staff: StaffMember, people: list[StaffMember], named: Any, day: Any) -> dict[str, str]:
    """Return what helps to choose: who stands in at these times, and where the others are on that day."""
    names = {each.id: each.name for each in places(staff.school_id)}
    busy: dict[str, Counter[str]] = {}
    for each in meetings_there(staff.school_id, [day], adult_ids=[each.id for each in people]):
        words = _(
            "%(place)s, %(time)s",
            place=names.get(each.place_id or "", ""),
            time=clock_words(each.time.starts),
        )
        busy.setdefault(str(each.near_id), Counter())[words] += 1
    hints = {}
    for each in people:
        said = [_("stands in at these times")] if each.id in named else []
        if each.id in busy:
            said.append(_("is near elsewhere: %(where)s", where="; ".join(sorted(busy[each.id]))))
        if said:
            hints[each.id] = ". ".join(said)
    return hints


@staff_bp.post("/meetings/absences/<staff_id>")
@requires(Action.ABSENCE_SET, load=staff_member)
def set_away(staff: StaffMember) -> Any:
    """Note that somebody is away, and who stands in for all of their meetings."""
    form = AwayForm()
    people = {each.id for each in who_can_be_on_duty(staff.school_id)} - {staff.id}
    form.stand_in.choices = choices_of((each, each) for each in (*people, NOBODY))
    if not form.validate():
        return _page(staff, form), 422
    stand_in = None if form.stand_in.data == NOBODY else form.stand_in.data
    refusal = set_absence(
        actor_here().by, staff, form.day.data, stand_in, today=today_here(), now=clock.now()
    )
    if refusal is not None:
        field = form.day if refusal is AbsenceRefusal.DAY_GONE else form.stand_in
        field.errors = [*field.errors, refusal_words(refusal)]
        return _page(staff, form), 422
    made = absence_of(staff.school_id, staff.id, form.day.data)
    assert made is not None
    flash_with_undo(
        _("%(name)s is away on %(day)s.", name=staff.name, day=day_words(made.day)),
        url=url_for("meetings.undo_away", absence_id=made.id),
        hidden={},
    )
    return redirect(url_for("meetings.overview", day=made.day.isoformat()), 303)


@staff_bp.post("/meetings/absences/<absence_id>/undo")
@requires(Action.ABSENCE_SET, load=absence)
def undo_away(held: Absence) -> Any:
    """Take an absence back."""
    name, day = held.staff.name, held.day
    undo_absence(actor_here().by, held, now=clock.now())
    flash(_("%(name)s is here on %(day)s after all.", name=name, day=day_words(day)), "good")
    return redirect(url_for("meetings.overview", day=day.isoformat()), 303)
