"""The pages about places: all of the school's, and one added, changed, removed and put back."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.queries import schools
from mentoring.programme.actions import places as actions
from mentoring.programme.actions.places import PlaceDetails, details_of
from mentoring.programme.forms.week import PlaceForm
from mentoring.programme.models import Place
from mentoring.programme.queries import slots as queries
from mentoring.programme.rules.slots import PlaceRefusal
from mentoring.programme.views import pages
from mentoring.programme.views.pages import bp, yes_or_no
from mentoring.programme.wording import sentence_for
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo

FIELDS = {PlaceRefusal.NAME_TAKEN: "name", PlaceRefusal.CAPACITY: "capacity"}


@bp.get("/programmes/places")
@requires(Action.PLACE_SEE)
def places() -> Any:
    """Show where pairs meet, site by site."""
    school_id = actor_here().school_id
    held = queries.places(school_id)
    sites = [
        (site, [place for place in held if place.site_id == site.id]) for site in schools.sites(school_id)
    ]
    return render_template("programme/places.html", sites=sites, any_place=bool(held))


def _with_sites(form: PlaceForm) -> PlaceForm:
    form.site.choices = choices_of((site.id, site.name) for site in schools.sites(actor_here().school_id))
    return form


def _details(form: PlaceForm) -> PlaceDetails:
    return PlaceDetails(
        name=form.name.data,
        capacity=form.capacity.data,
        step_free=form.step_free.data,
        quiet=form.quiet.data,
        approved=form.approved.data,
    )


def _back() -> Any:
    return redirect(url_for("programmes.places"), 303)


@bp.route("/programmes/places/new", methods=["GET", "POST"])
@requires(Action.PLACE_CHANGE)
def add_place() -> Any:
    """Add a place."""
    main = schools.main_site(actor_here().school_id)
    form = _with_sites(PlaceForm(data={"site": main.id if main else "", "capacity": 4}))
    if form.validate_on_submit():
        site = schools.site(actor_here().school_id, form.site.data)
        assert site is not None  # the form takes only sites of this school
        added = actions.add_place(actor_here().by, site, _details(form), now=clock.now())
        if isinstance(added, Place):
            flash(_("%(name)s was added.", name=added.name), "good")
            return _back()
        pages.put_errors(form, added, FIELDS, "name")
    return render_template("programme/add_place.html", form=form), 422 if form.errors else 200


@bp.route("/programmes/places/<place_id>", methods=["GET", "POST"])
@requires(Action.PLACE_CHANGE, load=queries.place)
def change_place(place: Place) -> Any:
    """Change a place. Its site stays."""
    form = _with_sites(PlaceForm(data={**vars(details_of(place)), "site": place.site_id}))
    form.site.data = place.site_id
    if not form.is_submitted():
        form.seen.show(place.version)
    elif form.validate():
        typed = _details(form)
        wrong = actions.change_place(actor_here().by, place, typed, seen=form.seen.data, now=clock.now())
        if not wrong:
            flash(_("Saved."), "good")
            return _back()
        if PlaceRefusal.STALE in wrong:
            return _conflict(form, place, typed)
        pages.put_errors(form, wrong, FIELDS, "name")
    return _page(form, place), 422 if form.errors else 200


def _page(form: PlaceForm, place: Place, conflict: Any = None) -> str:
    return render_template("programme/change_place.html", form=form, place=place, conflict=conflict)


def _conflict(form: PlaceForm, place: Place, typed: PlaceDetails) -> Any:
    if place.removed_at is not None:
        flash(_("%(name)s was removed meanwhile.", name=place.name), "wait")
        return _back()
    form.seen.show(place.version)
    saved, mine = _words(details_of(place)), _words(typed)
    who = pages.last_to_change(place.school_id, place.id)
    return _page(form, place, pages.conflict(who, [(each, saved[each], mine[each]) for each in saved])), 409


def _words(said: PlaceDetails) -> dict[str, str]:
    return {
        _("Name"): said.name,
        _("How many pairs fit"): str(said.capacity),
        _("Step-free"): yes_or_no(said.step_free),
        _("Quiet"): yes_or_no(said.quiet),
        _("Approved for meetings"): yes_or_no(said.approved),
    }


@bp.post("/programmes/places/<place_id>/remove")
@requires(Action.PLACE_CHANGE, load=queries.place)
def remove_place(place: Place) -> Any:
    """Take a place out of use, and offer to put it back."""
    if actions.remove_place(actor_here().by, place, now=clock.now()):
        flash_with_undo(
            _("%(name)s was removed. Times in the week that used only this place say so.", name=place.name),
            url=url_for("programmes.restore_place", place_id=place.id),
            hidden={},
        )
    else:
        flash(_("%(name)s was removed already.", name=place.name), "wait")
    return _back()


@bp.post("/programmes/places/<place_id>/restore")
@requires(Action.PLACE_CHANGE, load=queries.place)
def restore_place(place: Place) -> Any:
    """Put a place back into use."""
    wrong = actions.restore_place(actor_here().by, place, now=clock.now())
    for code in wrong:
        flash(sentence_for(code), "wait")
    if not wrong:
        flash(_("%(name)s is back.", name=place.name), "good")
    return _back()
