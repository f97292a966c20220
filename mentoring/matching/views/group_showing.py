"""What the board of groups shows: the people behind stored groups, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from mentoring.joining.models import Enrolment
from mentoring.joining.rules.profile import Help, Interest
from mentoring.joining.wording.profile import HELP, INTERESTS
from mentoring.matching.actions.groups import groups_on
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import people_on
from mentoring.matching.rules.board import Fit, fit_of
from mentoring.matching.rules.groups import GROUPS, key_of
from mentoring.matching.views.showing import not_ready_words
from mentoring.matching.wording import groups as wording
from mentoring.matching.wording.board import behind_the_wait, kept_out
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import slots
from mentoring.programme.views.grid import slot_cards


@dataclass(frozen=True)
class Member:
    """One person of a group, with what stands beside the name."""

    enrolment: Enrolment
    note: str


@dataclass(frozen=True)
class GroupRow:
    """One suggested group. value: what its tick sends. why: sentences, each with whether it speaks for the group."""

    value: str
    leaders: Sequence[Member]
    mentees: Sequence[Member]
    when: str
    fit: Fit
    score: int
    why: Sequence[tuple[str, bool]]
    locked: bool

    @property
    def names(self) -> str:
        """Return its mentors by name, for ticks that look alike."""
        return _(" and ").join(each.enrolment.student.name for each in self.leaders)


@dataclass(frozen=True)
class WaitingRow:
    """Children without a group in whose way the same stands."""

    mentees: Sequence[Enrolment]
    why: Sequence[str]


@dataclass(frozen=True)
class GroupsShown:
    """The board of groups: those that are suggested, who waits, who of the mentors has none, and how sure it is."""

    rows: Sequence[GroupRow]
    children: int
    wait: int
    waiting: Sequence[WaitingRow]
    spare: Sequence[Enrolment]
    sizes: str
    sure: Sequence[tuple[str, bool]]
    is_best: bool
    approved: int
    by_hand: bool
    notes: Sequence[str]
    excluded: Sequence[tuple[str, int]]
    full: int  # mentors without a free place
    not_ready: Sequence[tuple[str, int]]


def shown_groups(programme: Programme, board: Board, *, least: int) -> GroupsShown:
    """Return what the board shows, in words (a constant number of queries)."""
    kept = board.suggestion.get(GROUPS, {})
    groups, waiting, spare = groups_on(board), kept.get("waiting", []), kept.get("spare", [])
    ids = [each for group in groups for each in (*group["leaders"], *group["mentees"])]
    people = people_on(programme, [*ids, *(each["mentee"] for each in waiting), *spare])
    say = _Words(programme, people)
    rows = [
        say.row(group)
        for group in groups
        if all(each in people for each in (*group["leaders"], *group["mentees"]))
    ]
    limits, measures = board.suggestion.get("limits", {}), kept.get("measures")
    aims = {name: measures[name] for name in ("placed", "count", "spread", "total")} if measures else {}
    leaders = board.suggestion.get("leaders", 2)
    waits = [
        (people[each["mentee"]], tuple(_why_waiting(board, each, limits, leaders, least)))
        for each in waiting
        if each["mentee"] in people
    ]
    if aims and measures.get("floor"):
        aims["floor"] = measures["floor"]
    by_hand = bool(kept.get("by_hand"))
    sure = wording.how_sure(aims) if any(not row.locked for row in rows) and aims and not by_hand else []
    return GroupsShown(
        sorted(rows, key=lambda row: (row.names, row.value)),
        sum(len(row.mentees) for row in rows),
        len(waits),
        _together(waits),
        sorted((people[each] for each in spare if each in people), key=_by_name),
        wording.sizes_in_words([len(row.mentees) for row in rows]),
        sure,
        all(is_best for _words, is_best in sure),
        len(kept.get("approved", {})),
        by_hand,
        [wording.dropped_locks(dropped)] if (dropped := kept.get("dropped", 0)) else [],
        kept_out(kept.get("excluded", {}), limits),
        board.suggestion.get("full", 0),
        list(not_ready_words(board.suggestion.get("not_ready", {}))),
    )


class _Words:
    """Says what is in one group: names, years, times, and what is shared."""

    def __init__(self, programme: Programme, people: Mapping[str, Enrolment]) -> None:
        self._people = people
        cards = slot_cards(slots(programme.school_id, programme.id), {})
        self._slots = {card.id: f"{card.day} {card.times}" for card in cards}
        self._years = {year.code: year.label for year in country(school_here().country).years}

    def row(self, group: Mapping[str, Any]) -> GroupRow:
        why = group["why"]
        return GroupRow(
            key_of(group),
            self._members(group["leaders"]),
            self._members(group["mentees"]),
            self._slots.get(group["slot"], _("a time that is gone")),
            fit_of(why["fit"]),
            why["fit"],
            self._why(why, len(group["mentees"])),
            bool(group.get("locked")),
        )

    def _members(self, ids: Sequence[str]) -> list[Member]:
        found = sorted((self._people[each] for each in ids), key=_by_name)
        return [Member(each, self._years.get(each.student.year, each.student.year)) for each in found]

    def _why(self, why: Mapping[str, Any], of: int) -> list[tuple[str, bool]]:
        said = []
        for counts, sentence in (
            (_named(INTERESTS, Interest, why["interests"]), wording.liked),
            (_named(HELP, Help, why["help"]), wording.helped),
            (_named(HELP, Help, why.get("lived", {})), wording.been_through),  # older suggestions have none
            ([(each.capitalize(), count) for each, count in why["languages"].items()], wording.spoken),
        ):
            if counts:
                said.append((sentence(sorted(counts, key=lambda each: (-each[1], each[0])), of), True))
        if why["friends"]:
            said.append((wording.friends_together(why["friends"]), True))
        if why["alone"]:
            names = [self._people[each].student.name for each in why["alone"]]
            said.append((wording.nothing_shared(sorted(names)), False))
        return said


def _named(words: Mapping[Any, Any], kind: type[Any], counts: Mapping[str, int]) -> list[tuple[str, int]]:
    known = {each.value for each in kind}
    return [(str(words[kind(code)]), count) for code, count in counts.items() if code in known]


def _why_waiting(
    board: Board, row: Mapping[str, Any], limits: Mapping[str, int | None], leaders: int, least: int
) -> list[str]:
    if not board.suggestion.get("mentors", 0):
        return [_("No mentor is ready.")]
    said = behind_the_wait(row["boundaries"], limits)
    if row["teams"]:
        said.append(wording.teams_could(row["teams"], leaders))
    elif row["could"]:
        said.append(wording.no_team(row["could"], least))
    return said


def _together(waits: Sequence[tuple[Enrolment, tuple[str, ...]]]) -> list[WaitingRow]:
    """Return those who wait, by name, with all whose reasons are the same in one row."""
    found: dict[tuple[str, ...], list[Enrolment]] = {}
    for mentee, why in sorted(waits, key=lambda each: _by_name(each[0])):
        found.setdefault(why, []).append(mentee)
    return [WaitingRow(mentees, why) for why, mentees in found.items()]


def _by_name(enrolled: Enrolment) -> tuple[str, str, str]:
    return enrolled.student.first_name, enrolled.student.last_name, enrolled.id
