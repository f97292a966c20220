"""Missed meetings, and mentors who fell silent: what each asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing
from mentoring.meetings.models import Meeting, SeenTo
from mentoring.meetings.queries.frame import Frame, past_of, that_meet, was_held
from mentoring.meetings.rules.due import (
    NOT_IN_SCHOOL,
    Ask,
    Outcome,
    Past,
    Silence,
    asked_by_missed,
    missed_in_a_row,
    school_days_ago,
    silence,
    silent_since,
    waits,
)

# Half a year holds the longest row of missed meetings that a programme can ask for.
LOOKED_BACK = timedelta(days=190)


@dataclass(frozen=True)
class Missed:
    """A pairing whose meetings were missed in a row, what that asks for, and who waited."""

    pairing_id: str
    programme_id: str
    row: Sequence[Past]
    asks: Sequence[Ask]
    waits: str  # a role

    @property
    def up_to(self) -> date:
        """Return the day of the newest of them."""
        return self.row[-1].day


def missed(frame: Frame, *, own: str | None = None, pairing_id: str | None = None) -> list[Missed]:
    """Return the pairings whose missed meetings ask for something, the longest ago first (1 query)."""
    given = {
        "school_id": frame.school_id, "own": own, "pairing_id": pairing_id, "since": frame.today - LOOKED_BACK,
    }  # fmt: skip
    rows: dict[str, list[Any]] = {}
    for row in db.session.execute(_missed(is_own=own is not None, is_one=pairing_id is not None), given):
        rows.setdefault(row.pairing_id, []).append(row)
    found = []
    for one, theirs in rows.items():
        run = missed_in_a_row([past_of(frame, row) for row in theirs])
        seen_to = {what.value: day for what in Ask if (day := getattr(theirs[0], what)) is not None}
        if asks := asked_by_missed(run, seen_to, frame.standards[theirs[0].programme_id]):
            found.append(Missed(one, theirs[0].programme_id, run, asks, waits(run)))
    return sorted(found, key=lambda each: (each.up_to, each.pairing_id))


@cache
def _missed(*, is_own: bool, is_one: bool) -> Rows:
    held = aliased(Meeting)
    held_later = exists().where(
        held.school_id == SCHOOL,
        held.pairing_id == Meeting.pairing_id,
        held.day > Meeting.day,
        held.state == Outcome.HELD,
    )
    wanted = _of_pairings_that_meet(is_own=is_own).add_columns(*(_seen_to(what).label(what) for what in Ask))
    return wanted.where(
        *([Meeting.pairing_id == bindparam("pairing_id")] if is_one else []),
        Meeting.state == Outcome.MISSED,
        Meeting.why != NOT_IN_SCHOOL,
        Meeting.day >= bindparam("since"),
        ~held_later,
    )


def _of_pairings_that_meet(*, is_own: bool) -> Rows:
    """Begin a statement for meetings, those of a pairing together and by time.

    Not all by time: SQLite would read every meeting since the first by its day, in place of the few that are wanted.
    """
    columns = (Meeting.pairing_id, Meeting.programme_id, Meeting.site_id, Meeting.day, Meeting.state)
    return (
        select(*columns, Meeting.why)
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(*that_meet(is_own=is_own), Meeting.school_id == SCHOOL)
        .order_by(Meeting.pairing_id, Meeting.day, Meeting.starts)
    )


def missed_in(frame: Frame, pairing: Pairing) -> Missed | None:
    """Return what one pairing's missed meetings ask for, or None."""
    return next(iter(missed(frame, pairing_id=pairing.id)), None)


def _seen_to(what: Ask) -> ScalarSelect[date]:
    """Return the day of the newest meeting about which somebody has done what a row of missed ones asked for."""
    return (
        select(func.max(SeenTo.up_to))
        .where(SeenTo.school_id == SCHOOL, SeenTo.pairing_id == Meeting.pairing_id, SeenTo.what == what)
        .correlate(Meeting)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class Silent:
    """A pairing of which nobody wrote up a meeting for long: since which, and what that asks for."""

    pairing_id: str
    since: date
    asks: Silence


def silent(
    frame: Frame,
    *,
    own: str | None = None,
    only: Collection[str] | None = None,
    least: Silence = Silence.STAFF,
) -> list[Silent]:
    """Return the pairings whose mentor fell silent, the longest first (1 query). A register counts as the log.

    only: of these pairings. least: REMIND for the mentor's own home, STAFF for what staff see to.
    """
    given = {
        "school_id": frame.school_id, "own": own, "pairing_ids": only, "until": _newest_silent_day(frame, least),
    }  # fmt: skip
    rows: dict[str, list[Any]] = {}
    for row in db.session.execute(_unwritten(is_own=own is not None, is_some=only is not None), given):
        rows.setdefault(row.pairing_id, []).append(row)
    wanted_asks = [each for each in Silence if list(Silence).index(each) >= list(Silence).index(least)]
    found = []
    for pairing_id, held in rows.items():
        since = silent_since([past_of(frame, row) for row in held])
        asks = silence(
            frame.times.get(held[0].site_id), since, frame.today, frame.standards[held[0].programme_id]
        )
        if asks in wanted_asks and since is not None:
            found.append(Silent(pairing_id, since, asks))
    return sorted(found, key=lambda each: (each.since, each.pairing_id))


@cache
def _unwritten(*, is_own: bool, is_some: bool) -> Rows:
    later = aliased(Meeting)
    written_later = exists().where(
        later.school_id == SCHOOL,
        later.pairing_id == Meeting.pairing_id,
        later.day > Meeting.day,
        later.state.in_((Outcome.HELD, Outcome.MISSED)),
    )
    return _of_pairings_that_meet(is_own=is_own).where(
        *([Meeting.pairing_id.in_(bindparam("pairing_ids", expanding=True))] if is_some else []),
        Meeting.state == "planned",
        Meeting.day <= bindparam("until"),
        ~written_later,
        ~was_held(),
    )


def reminders_of(frame: Frame, pairing_ids: Collection[str]) -> list[Silent]:
    """Return those of a mentor's pairings in which they are to be reminded, on their own home, to write up meetings.

    Nothing in a break or a hold, which read the same. From 7 school days after a meeting that nobody wrote up.
    """
    return silent(frame, only=pairing_ids, least=Silence.REMIND)


def _newest_silent_day(frame: Frame, least: Silence) -> date:
    """Return the newest day on which a meeting can lie that is silent by now, in any programme at any site."""
    held = frame.standards.values()
    counts = [each.remind if least is Silence.REMIND else each.staff for each in held]
    count = min((each for each in counts if each is not None), default=None)
    if count is None:
        return date.min
    return max(
        (school_days_ago(times, frame.today, count) for times in frame.times.values()), default=date.min
    )
