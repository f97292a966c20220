"""What pairings that meet put on *Today*: a child to tell, check-ins overdue, pairings to look at."""

from collections.abc import Sequence
from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.meetings.queries import due as queries
from mentoring.meetings.queries.check_ins import own_of
from mentoring.meetings.queries.due import Missed, Person, Side, Silent
from mentoring.meetings.rules.due import Ask, Silence, Why
from mentoring.meetings.views.frame import frame_here
from mentoring.meetings.views.sections import asked
from mentoring.meetings.wording import check_ins as wording
from mentoring.web import waiting
from mentoring.web.waiting import Found, Row, Source


def register_waiting(app: Flask) -> None:
    """Put what is due in pairings on *Today*, and give templates the words about it."""
    may = Action.CHECK_IN_LIST
    waiting.register(app, Source(20, _l("Tell a child today"), may, _to_tell, tone="wait"))
    waiting.register(
        app, Source(25, _l("Check-ins overdue"), may, _check_ins, tone="wait", more=_all_check_ins)
    )
    waiting.register(app, Source(37, _l("Pairings to look at"), may, _to_look_at))
    app.jinja_env.globals.update(
        check_in_name=wording.check_in_name,
        check_in_stages=wording.STAGES,
        check_in_words=wording.HOW,
        names_of_all=wording.both,
        lately_in_words=wording.lately_in_words,
    )


def _missed(actor: Actor) -> list[Missed]:
    return waiting.once("due: missed", lambda: queries.missed(frame_here(actor.school_id), own=own_of(actor)))


def _silent(actor: Actor) -> list[Silent]:
    return waiting.once("due: silent", lambda: queries.silent(frame_here(actor.school_id), own=own_of(actor)))


def _overdue(actor: Actor) -> list[list[Side]]:
    """Return overdue check-ins, those of one pairing and one kind together, the longest ago first."""

    def make() -> list[list[Side]]:
        pairs: dict[tuple[str, Why], list[Side]] = {}
        for each in queries.overdue(frame_here(actor.school_id), own=own_of(actor)):
            pairs.setdefault((each.pairing_id, each.due.why), []).append(each)
        return list(pairs.values())

    return waiting.once("due: overdue", make)


def _people(actor: Actor) -> dict[str, Sequence[Person]]:
    """Return who is in all pairings that have a row here, by pairing (1 query)."""

    def make() -> dict[str, Sequence[Person]]:
        wanted = {each.pairing_id for each in _missed(actor)} | {each.pairing_id for each in _silent(actor)}
        wanted |= {each[0].pairing_id for each in _overdue(actor)[: waiting.MOST_ON_A_PAGE]}
        return dict(queries.people_of(actor.school_id, wanted)) if wanted else {}

    return waiting.once("due: people", make)


def _pair(people: Sequence[Person]) -> str:
    """Return the pair's name in a list, the mentee first: "Leo and Amara"."""
    ordered = sorted(people, key=lambda each: each.role == "mentor")
    return wording.both([each.first_name for each in ordered])


def _to_tell(actor: Actor) -> list[Row]:
    people = _people(actor)
    rows = []
    for each in _missed(actor):
        if Ask.TELL in each.asks:
            here = people.get(each.pairing_id, ())
            names = wording.both([who.first_name for who in here if who.role == each.waits])
            ask = asked(each, Ask.TELL, names)
            url = url_for("pairings.pairing", pairing_id=each.pairing_id)
            rows.append(Row(_pair(here), ask.sentence, each.up_to, ask.label, ask.url, ask.hidden, url))
    return rows


def _check_ins(actor: Actor) -> Found:
    found, people = _overdue(actor), _people(actor)
    rows = []
    for some in found[: waiting.MOST_ON_A_PAGE]:
        here = people.get(some[0].pairing_id, ())
        what = wording.check_in_with(some[0].due.why, wording.both([each.first_name for each in some]))
        url = (
            url_for("check_ins.check_in", member_id=some[0].member_id)
            if len(some) == 1
            else url_for("check_ins.check_in_round", pairing=some[0].pairing_id)
        )
        who_url = url_for("pairings.pairing", pairing_id=some[0].pairing_id)
        rows.append(
            Row(
                _pair(here),
                what,
                min(each.due.by for each in some),
                _("Record check-in"),
                url,
                who_url=who_url,
                is_due=True,
            )
        )
    return Found(rows, len(found))


def _all_check_ins(actor: Actor) -> str:
    return url_for("check_ins.overview", show="overdue")


def _to_look_at(actor: Actor) -> list[Row]:
    """Return the pairings of which three meetings were missed, or whose mentor fell silent."""
    people = _people(actor)
    found: list[tuple[date, Row]] = []
    for each in _missed(actor):
        if Ask.REVIEW in each.asks:
            here = people.get(each.pairing_id, ())
            ask = asked(each, Ask.REVIEW, "")
            url = url_for("pairings.pairing", pairing_id=each.pairing_id)
            row = Row(_pair(here), ask.sentence, each.up_to, ask.label, ask.url, ask.hidden, url)
            found.append((each.up_to, row))
    for quiet in _silent(actor):
        here = people.get(quiet.pairing_id, ())
        mentors = wording.both([who.first_name for who in here if who.role == "mentor"])
        what = _("Nothing was written up since then. Ask %(names)s.", names=mentors)
        if quiet.asks is Silence.DECIDE:
            what = _(
                "Nothing was written up for weeks. Ask %(names)s, then decide how it goes on.", names=mentors
            )
        url = url_for("pairings.pairing", pairing_id=quiet.pairing_id)
        label = _("Decide") if quiet.asks is Silence.DECIDE else _("Look at it")
        found.append((quiet.since, Row(_pair(here), what, quiet.since, label, url)))
    return [row for _day, row in sorted(found, key=lambda each: each[0])]
