"""Pages that make a programme, change what it says about itself, copy it, open it and close it."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.models import School
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime
from mentoring.people.views.identity import school_here
from mentoring.people.views.school.pages import day_words
from mentoring.programme.actions import programmes as actions
from mentoring.programme.actions.programmes import Details, details_of
from mentoring.programme.forms.programmes import DetailsForm
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes, roles
from mentoring.programme.queries.programmes import names_of, people_by_id
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.queries.slots import coordinators, slots
from mentoring.programme.rules.dates import Dates, DatesRefusal, moved_dates, usual_dates
from mentoring.programme.rules.kinds import DetailsRefusal, Kind, Status
from mentoring.programme.rules.settings import CATALOGUE
from mentoring.programme.rules.verdicts import carried_over
from mentoring.programme.views import pages
from mentoring.programme.views.grid import slot_cards
from mentoring.programme.views.pages import bp
from mentoring.programme.wording import KIND_SENTENCES, KINDS, MOVED, sentence_for
from mentoring.programme.wording.first_texts import first_texts
from mentoring.programme.wording.settings import amount, label
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo

FIELDS = {
    DetailsRefusal.NAME_TAKEN: "name",
    DetailsRefusal.SITE_UNKNOWN: "sites",
    DetailsRefusal.SITE_HAS_SLOTS: "sites",
    DetailsRefusal.NOT_A_COORDINATOR: "in_charge",
    DatesRefusal.ENDS_BEFORE_IT_STARTS: "ends",
    DatesRefusal.TOO_LONG: "ends",
    DatesRefusal.SHORT_WITHOUT_REASON: "short_because",
}


@bp.get("/programmes/new")
@requires(Action.PROGRAMME_ADD)
def choose_kind() -> Any:
    """Ask which kind of programme is to be made, each in a sentence."""
    kinds = [(kind, KINDS[kind], KIND_SENTENCES[kind]) for kind in Kind]
    return render_template("programme/choose_kind.html", kinds=kinds)


@bp.route("/programmes/new/<kind>", methods=["GET", "POST"])
@requires(Action.PROGRAMME_ADD)
def add(kind: str) -> Any:
    """Make a programme of that kind."""
    if kind not in frozenset(Kind):
        abort(404)
    form = _with_choices(DetailsForm(data=_usual(school_here())))
    if form.validate_on_submit():
        actor = actor_here()
        made = actions.add_programme(
            actor.by, actor.school_id, Kind(kind), _details(form), first_texts(Kind(kind)), now=clock.now()
        )
        if isinstance(made, Programme):
            flash(
                _("%(name)s is here, as a draft. Next: where and when pairs can meet.", name=made.name),
                "good",
            )
            return _to(made)
        pages.put_errors(form, made, FIELDS, "name")
    return render_template(
        "programme/add.html", form=form, kind=Kind(kind), sentence=KIND_SENTENCES[Kind(kind)]
    ), 422 if form.errors else 200


def _usual(school: School) -> dict[str, Any]:
    site, me = schools.main_site(school.id), actor_here().person_id
    dates = usual_dates(_times(school.id, site.id if site else None), clock.today(school.zone))
    return {
        "starts": dates.starts,
        "ends": dates.ends,
        "sites": [site.id] if site else [],
        "in_charge": [me],
    }


def _times(school_id: str, site_id: str | None) -> SchoolTime:
    times = school_times(school_id)
    return times[site_id] if site_id in times else next(iter(times.values()))


def _with_choices(form: DetailsForm, programme: Programme | None = None) -> DetailsForm:
    school_id = actor_here().school_id
    form.sites.choices = choices_of((site.id, site.name) for site in schools.sites(school_id))
    held = list(coordinators(school_id))
    if (
        programme is not None
    ):  # somebody in charge who is no coordinator any more can still be seen, and unticked
        people = people_by_id(school_id)
        known = {member.id for member in held}
        held += [people[each] for each in programme.in_charge_ids if each in people and each not in known]
    form.in_charge.choices = choices_of((member.id, member.full_name) for member in held)
    return form


def _details(form: DetailsForm) -> Details:
    return Details(
        name=form.name.data,
        dates=Dates(form.starts.data, form.ends.data),
        site_ids=tuple(sorted(set(form.sites.data))),
        in_charge_ids=tuple(sorted(set(form.in_charge.data))),
        short_because=(form.short_because.data or "").strip(),
    )


def _to(programme: Programme, page: str = "programme") -> Any:
    return redirect(url_for(f"programmes.{page}", programme_id=programme.id), 303)


@bp.route("/programmes/<programme_id>/details", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programmes.programme)
def details(programme: Programme) -> Any:
    """Change a programme's name, dates, sites and who is in charge."""
    form = _with_choices(DetailsForm(data=_as_now(programme)), programme)
    if not form.is_submitted():
        form.seen.show(programme.version)
    elif form.validate():
        typed = _details(form)
        wrong = actions.change_programme(
            actor_here().by, programme, typed, seen=form.seen.data, now=clock.now()
        )
        if not wrong:
            flash(_("Saved."), "good")
            return _to(programme)
        if DetailsRefusal.STALE in wrong:
            return _conflict(form, programme, typed)
        pages.put_errors(form, wrong, FIELDS, "name")
    return _details_page(form, programme), 422 if form.errors else 200


def _as_now(programme: Programme) -> dict[str, Any]:
    return {
        "name": programme.name,
        "starts": programme.starts,
        "ends": programme.ends,
        "sites": programme.site_ids,
        "in_charge": programme.in_charge_ids,
        "short_because": programme.short_because,
    }


def _details_page(form: DetailsForm, programme: Programme, conflict: Any = None) -> str:
    return render_template(
        "programme/details.html",
        form=form,
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        conflict=conflict,
    )


def _conflict(form: DetailsForm, programme: Programme, typed: Details) -> Any:
    form.seen.show(programme.version)
    saved, mine = _words(programme.school_id, details_of(programme)), _words(programme.school_id, typed)
    who = pages.last_to_change(programme.school_id, programme.id)
    rows = [(what, saved[what], mine[what]) for what in saved]
    return _details_page(form, programme, pages.conflict(who, rows)), 409


def _words(school_id: str, said: Details) -> dict[str, str]:
    sites = {site.id: site.name for site in schools.sites(school_id)}
    return {
        _("Name of the programme"): said.name,
        _("First day"): day_words(said.dates.starts),
        _("Last day"): day_words(said.dates.ends),
        _("Where it runs"): ", ".join(sites[each] for each in said.site_ids if each in sites),
        _("In charge"): ", ".join(names_of(people_by_id(school_id), said.in_charge_ids)),
        _("Why it is right with fewer than nine weeks"): said.short_because,
    }


@bp.post("/programmes/<programme_id>/status")
@requires(Action.PROGRAMME_CHANGE, load=programmes.programme)
def set_status(programme: Programme) -> Any:
    """Open a programme, close it, or make it a draft again; each can be undone."""
    wanted = request.form.get("status", "")
    if wanted not in frozenset(Status):
        abort(400)
    before, today = Status(programme.status), clock.today(school_here().zone)
    wrong = actions.set_status(actor_here().by, programme, Status(wanted), today=today, now=clock.now())
    for code in wrong:
        flash(sentence_for(code), "wait")
    if not wrong and before != wanted:
        flash_with_undo(
            str(MOVED[Status(wanted)]) % {"name": programme.name},
            url=url_for("programmes.set_status", programme_id=programme.id),
            hidden={"status": before.value},
        )
    return _to(programme)


@bp.route("/programmes/<programme_id>/copy", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programmes.programme)
def copy(programme: Programme) -> Any:
    """Show what a copy would be, with its dates moved on, and make it."""
    form = _with_choices(DetailsForm(data=_moved(programme)))
    if form.validate_on_submit():
        made = actions.copy_programme(actor_here().by, programme, _details(form), now=clock.now())
        if isinstance(made, Programme):
            flash(_("%(name)s is here, as a draft. Next: who is on duty.", name=made.name), "good")
            return _to(made)
        pages.put_errors(form, made, FIELDS, "name")
    settings = settings_of(programme)
    kept, left = carried_over(settings)
    held = slots(programme.school_id, programme.id)
    return render_template(
        "programme/copy.html",
        form=form,
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        kept=[(label(code), amount(value, CATALOGUE[code])) for code, value in kept.items()],
        left=[(label(code), amount(settings.value(code), CATALOGUE[code])) for code in left],
        cards=slot_cards(held, {}),
        versions=roles.newest_versions(programme),
        slot_words=ngettext("%(num)d time in the week", "%(num)d times in the week", len(held)),
    ), 422 if form.errors else 200


def _moved(programme: Programme) -> dict[str, Any]:
    times = _times(programme.school_id, next(iter(programme.site_ids), None))
    dates = moved_dates(times, Dates(programme.starts, programme.ends), clock.today(school_here().zone))
    name = f"{programme.name} {dates.starts.year}/{dates.ends.year % 100:02}"
    known = {member.id for member in coordinators(programme.school_id)}
    in_charge: Sequence[str] = [each for each in programme.in_charge_ids if each in known]
    return {
        "name": name,
        "starts": dates.starts,
        "ends": dates.ends,
        "sites": programme.site_ids,
        "in_charge": in_charge or [actor_here().person_id],
    }
