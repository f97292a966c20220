"""What meetings put on *Today*: today's sessions, each with its room, who is near, and the one thing to do."""

from collections.abc import Collection, Mapping
from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.meetings.queries.absences import absences_from
from mentoring.meetings.queries.sessions import Session, sessions_to_see_to
from mentoring.meetings.views.pages import names_of_near, today_here
from mentoring.people.models import StaffMember
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.queries.programmes import people_by_id
from mentoring.web import waiting
from mentoring.web.waiting import Row, Source

ORDER = 15


def register_today(app: Flask) -> None:
    """Put today's sessions on *Today*."""
    waiting.register(app, Source(ORDER, _l("Today's sessions"), Action.MEETING_REGISTER, _rows))


def _rows(actor: Actor) -> list[Row]:
    """Return a row for each place, time and adult near, until its register is taken; first what lacks an adult."""
    own = None if actor.holds(Role.COORDINATOR) else actor.person_id
    today = today_here()
    found = sessions_to_see_to(actor.school_id, today, own=own)
    if not found:
        return []
    people = people_by_id(actor.school_id)
    away = (
        {each.staff_id for each in absences_from(actor.school_id, today, until=today)}
        if any(each.lacks_adult for each in found)
        else set()
    )
    return [
        _without_adult(each, people, today, away) if each.lacks_adult else _session(each, people, today)
        for each in found
    ]


def _session(session: Session, people: Mapping[str, StaffMember], today: date) -> Row:
    near = names_of_near(people.get(session.adult_id or ""), people.get(session.stand_in_id or ""))
    return Row(
        _where(session),
        _("%(pairs)s. Near: %(adult)s", pairs=_pairs(session), adult=near),
        today,
        _("Take the register"),
        url_for("meetings.register", day=today.isoformat(), place=session.place_id),
    )


def _without_adult(
    session: Session, people: Mapping[str, StaffMember], today: date, away: Collection[str]
) -> Row:
    adult = people.get(session.adult_id or "")
    name = adult.name if adult is not None else _("The adult")
    words = _("%(adult)s is away and nobody stands in. %(pairs)s.", adult=name, pairs=_pairs(session))
    if session.adult_id in away:
        url = url_for("meetings.away", staff_id=session.adult_id, day=today.isoformat())
    else:
        url = url_for("meetings.overview", day=today.isoformat())
    return Row(_where(session), words, today, _("Find a stand-in"), url)


def _where(session: Session) -> str:
    place = session.place or _("no place")
    return _("%(place)s, %(time)s", place=place, time=clock_words(session.starts))


def _pairs(session: Session) -> str:
    return ngettext("%(num)d pair", "%(num)d pairs", session.pairs)
