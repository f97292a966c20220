"""What pairings put on *Today*: holds, whom to tell in person, what waits before it begins, and endings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.joining.rules.readiness import Hold
from mentoring.matching.clockwork import days_waited
from mentoring.matching.models import Pairing
from mentoring.matching.queries.holds import held_pairings
from mentoring.matching.queries.lists import Waiting, needing_somebody, told_since, waiting
from mentoring.matching.rules.asking import REMIND_AFTER, is_late
from mentoring.matching.rules.life import ASKED, LIVE, RUNNING, Rematch, State
from mentoring.matching.views.pages import who
from mentoring.people.queries import schools
from mentoring.people.views.identity import school_here
from mentoring.programme.views.shared import times_here
from mentoring.raising.queries.holds import holds_since
from mentoring.web import waiting as web
from mentoring.web.waiting import Row, Source


def register_waiting(app: Flask) -> None:
    """Put each group on *Today*, for whoever may do something about it."""
    sees = Action.PAIRING_LIST
    web.register(app, Source(5, _l("On hold"), sees, _holds, tone="stop"))
    web.register(app, Source(20, _l("Tell both in person, today"), sees, _to_tell, tone="stop"))
    web.register(app, Source(38, _l("Pairings waiting"), Action.PAIRING_CHANGE, _waiting, tone="wait"))
    web.register(app, Source(60, _l("Endings"), Action.PAIRING_CHANGE, _endings))


def _own(actor: Actor) -> str | None:
    return None if actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY) else actor.person_id


@dataclass(frozen=True)
class Needing:
    """The pairings that somebody must do something about; and which of them are on hold and were not told of it."""

    pairings: Sequence[Pairing]
    holds: Sequence[tuple[Pairing, Hold, datetime]]


def _needing(actor: Actor) -> Needing:
    # Four groups of one page ask.
    found: dict[str, Needing] = g.setdefault("pairings_needing", {})
    if actor.person_id not in found:
        since = holds_since(actor.school_id)
        pairings = needing_somebody(actor.school_id, since, staff_id=_own(actor))
        found[actor.person_id] = Needing(pairings, _untold_holds(actor, pairings, since))
    return found[actor.person_id]


def _untold_holds(
    actor: Actor, pairings: Sequence[Pairing], since: Mapping[str, datetime]
) -> list[tuple[Pairing, Hold, datetime]]:
    """Return the pairings on hold whose students nobody has told since, and how this person may know of each."""
    of_held = [
        each
        for each in pairings
        if each.state in RUNNING and since.keys() & {*each.student_ids, each.adult_id or ""}
    ]
    if not of_held:
        return []
    told = told_since(actor.school_id, [each.id for each in of_held])
    held = held_pairings(of_held, reader_id=actor.person_id)
    found = []
    for each in of_held:
        people = {*each.student_ids, each.adult_id or ""}
        at = max(since[person] for person in people if person in since)
        if each.id in held and (each.id not in told or told[each.id] < at):
            found.append((each, held[each.id].reads, at))
    return found


def _holds(actor: Actor) -> list[Row]:
    # A mentor is a child too, whom the break hits as well: the lead sees to it that somebody talks with them.
    what = (
        _("On hold, do not meet. Talk with the mentor today too.")
        if actor.holds(Role.LEAD, Role.DEPUTY)
        else _("On hold, do not meet. Ask the lead.")
    )
    return [_told_row(each, what, at) for each, reads, at in _needing(actor).holds if reads is Hold.HOLD]


def _to_tell(actor: Actor) -> list[Row]:
    rows = [
        _told_row(each, _told_about(each), each.tell_since)
        for each in _needing(actor).pairings
        if each.tell_since is not None
    ]
    # Whoever may not know of a hold reads of it what is read of any break.
    breaks = [
        _told_row(each, _("their meetings are having a break"), at)
        for each, reads, at in _needing(actor).holds
        if reads is Hold.BREAK and each.tell_since is None
    ]
    return sorted([*rows, *breaks], key=lambda row: str(row.since))


def _told_about(pairing: Pairing) -> str:
    if pairing.state == State.CLOSED:
        return _("their meetings have come to an end")
    if pairing.state == State.ENDING:
        return _("their meetings come to an end")
    if pairing.state == State.ON_BREAK:
        return _("their meetings are having a break")
    return _("their meetings go on")


def _told_row(pairing: Pairing, what: str, since: datetime) -> Row:
    url = url_for("pairings.note_told", pairing_id=pairing.id)
    return Row(who(pairing), what, since, _("I have told both"), url, hidden={})


def _waiting(actor: Actor) -> list[Row]:
    found = waiting(actor.school_id, [State.PROPOSED, State.AGREED, *ASKED])
    rows = [
        *_counted(found, State.PROPOSED, _("not asked yet"), _("Ask")),
        *_counted(found, State.AGREED, _("everybody said yes: confirm them"), _("Confirm")),
        *_unanswered(actor, [each for each in found if each.state in ASKED]),
    ]
    rows += [
        Row(
            who(each),
            _("somebody in it has left the school: end it"),
            each.state_at,
            _("Open"),
            url_for("pairings.pairing", pairing_id=each.id),
        )
        for each in _needing(actor).pairings
        if each.state in LIVE and any(member.student.left_at is not None for member in each.here)
    ]
    return rows


def _counted(found: Sequence[Waiting], state: State, what: str, label: str) -> list[Row]:
    """Return a line for each programme that has pairings in this state."""
    theirs = [each for each in found if each.state is state]
    return _lines(theirs, what, label, state.value)


def _unanswered(actor: Actor, asked: Sequence[Waiting]) -> list[Row]:
    if not asked:
        return []
    times, zone = times_here(actor.school_id), school_here().zone
    main = next(site.id for site in schools.sites(actor.school_id) if site.is_main)
    today = clock.today(zone)
    late = [each for each in asked if is_late(days_waited(each, times, main, zone, today))]
    return _lines(late, _("no answer for %(days)s school days", days=REMIND_AFTER), _("See who"), "asked")


def _lines(found: Sequence[Waiting], what: str, label: str, state: str) -> list[Row]:
    rows = []
    for programme_id in dict.fromkeys(each.programme_id for each in found):
        theirs = [each for each in found if each.programme_id == programme_id]
        number = ngettext("%(num)d pairing", "%(num)d pairings", len(theirs))
        rows.append(
            Row(
                _("%(name)s: %(number)s", name=theirs[0].programme, number=number),
                what,
                min(each.since for each in theirs),
                label,
                url_for("pairings.overview", programme=programme_id, state=state),
            )
        )
    return rows


def _endings(actor: Actor) -> list[Row]:
    today = clock.today(school_here().zone)
    return [
        Row(
            who(each),
            _ending_words(each, today),
            each.ends_on if each.state == State.ENDING and each.ends_on is not None else each.state_at,
            _("Open"),
            url_for("pairings.pairing", pairing_id=each.id),
        )
        for each in _needing(actor).pairings
        if each.state == State.ENDING or (each.state == State.CLOSED and each.rematch == Rematch.LATER)
    ]


def _ending_words(pairing: Pairing, today: date) -> str:
    if pairing.state == State.CLOSED:
        return _("decide whether they may be paired again")
    if pairing.ends_on is not None and pairing.ends_on <= today:
        return _("the last day is here: close it")
    return _("the last day comes")
