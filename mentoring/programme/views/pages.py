"""What the pages about programmes share: their blueprint, how one is loaded, and how sentences get onto fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all
from mentoring.people.models import Site
from mentoring.people.queries import schools
from mentoring.people.views.school.pages import Conflict
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.queries.settings import count_gap_requests
from mentoring.programme.wording import kind_name, role_in_programme, sentence_for, status_name, status_tone
from mentoring.web.navigation import Entry, register

bp = Blueprint("programmes", __name__)


def register_navigation(app: Flask) -> None:
    """Put Programmes on the rail, after Today; the head's shows how many decisions wait."""
    entry = Entry(
        15, _l("Programmes"), "programmes.overview", Action.PROGRAMME_LIST, "clipboard-check", count=_waiting
    )
    register(app, entry)
    app.jinja_env.globals.update(
        kind_name=kind_name,
        status_name=status_name,
        status_tone=status_tone,
        role_in_programme=role_in_programme,
    )


def _waiting(actor: Actor) -> int:
    return count_gap_requests(actor.school_id) if may_at_all(actor, Action.GAP_DECIDE) else 0


def programme_of(school_id: str, programme_id: str, **_below: str) -> Programme | None:
    """Load the programme of a page that is about something in it, which may have been removed meanwhile."""
    return programmes.programme(school_id, programme_id)


def put_errors(form: Any, codes: Iterable[str], fields: Mapping[Any, str], otherwise: str) -> None:
    """Put the sentence of each code on the field that it is about."""
    for code in codes:
        field = form[fields.get(code, otherwise)]
        field.errors = [*field.errors, sentence_for(code)]


def conflict(who: str | None, rows: Iterable[tuple[Any, str, str]]) -> Conflict:
    """Return what differs between what is saved now and what was typed, and who saved it."""
    return Conflict(who, [(str(what), now, typed) for what, now, typed in rows if now != typed])


def last_to_change(school_id: str, subject_id: str) -> str | None:
    """Return the name of whoever last changed a record, by the trail."""
    member = schools.last_to_change(school_id, subject_id)
    return member.name if member else None


def crumbs(programme: Programme, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return where a page of a programme lies."""
    return [
        (_("Programmes"), url_for("programmes.overview")),
        (programme.name, url_for("programmes.programme", programme_id=programme.id)),
        *more,
    ]


def sites_of(programme: Programme) -> list[Site]:
    """Return the sites where a programme runs, the main one first."""
    return [site for site in schools.sites(programme.school_id) if site.id in programme.site_ids]


def yes_or_no(answer: bool) -> str:
    """Return an answer in a word."""
    return _("yes") if answer else _("no")
