"""What the board's page shows: the people behind a stored suggestion, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.profiles import profiles
from mentoring.joining.rules.profile import Help, Interest
from mentoring.joining.rules.readiness import Gate
from mentoring.joining.wording import GATES
from mentoring.joining.wording.profile import HELP, INTERESTS
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import people_on
from mentoring.matching.queries.scene import NO_NEW
from mentoring.matching.rules.board import PAGE, Fit, Order, fit_of
from mentoring.matching.wording.board import FITS, beyond_words, boundary_name, mentors_behind, shared
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import slots
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.views.grid import SlotCard, slot_cards


@dataclass(frozen=True)
class Row:
    """One suggested pairing. value: what its buttons send. why: sentences, each with whether it speaks for the two."""

    value: str
    mentee: Enrolment
    mentor: Enrolment
    mentee_note: str
    mentor_note: str
    score: int
    fit: Fit
    why: Sequence[tuple[str, bool]]
    locked: bool

    @property
    def names(self) -> str:
        """Return the two by name, for buttons that look alike."""
        return _(
            "%(mentee)s and %(mentor)s", mentee=self.mentee.student.name, mentor=self.mentor.student.name
        )


@dataclass(frozen=True)
class WaitingRow:
    """One child who is not matched, and what stands in the way."""

    mentee: Enrolment
    why: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """A board's page: its rows on this page, how many there are, who waits, and what kept pairs apart."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    waiting: Sequence[WaitingRow]
    excluded: Sequence[tuple[str, int]]
    not_ready: Sequence[tuple[str, int]]


def shown(
    programme: Programme, board: Board, *, order: Order = Order.WEAKEST, find: str = "", page: int = 1
) -> Shown:
    """Return what the board shows, in words (8 queries)."""
    kept = board.suggestion
    pairs, whys = kept.get("answer", {}).get("pairs", []), kept.get("whys", [])
    waiting = kept.get("waiting", [])
    ids = [each[side] for each in pairs for side in ("mentor", "mentee")]
    people = people_on(programme, [*ids, *(each["mentee"] for each in waiting)])
    said = profiles(programme.school_id, [each["mentee"] for each in pairs])
    say = Words(programme, board, said)
    rows = [
        say.row(people[each["mentor"]], people[each["mentee"]], why)
        for each, why in zip(pairs, whys, strict=True)
        if each["mentor"] in people and each["mentee"] in people
    ]
    rows = [row for row in _in_order(rows, order) if _is_found(row, find)]
    pages = max(1, -(-len(rows) // PAGE))
    page = max(1, min(page, pages))
    limits = kept.get("limits", {})
    return Shown(
        rows[(page - 1) * PAGE : page * PAGE],
        len(pairs),
        page,
        pages,
        sorted(
            (
                WaitingRow(people[each["mentee"]], _why_waiting(each, limits, kept.get("mentors", 0)))
                for each in waiting
                if each["mentee"] in people
            ),
            key=lambda row: _by_name(row.mentee),
        ),
        sorted(
            ((boundary_name(code, limits), count) for code, count in kept.get("excluded", {}).items()),
            key=lambda each: (-each[1], each[0]),
        ),
        list(not_ready_words(kept.get("not_ready", {}))),
    )


class Words:
    """Says what is on one board: times, interests, help and years in words."""

    def __init__(self, programme: Programme, board: Board | None, said: Mapping[str, Profile]) -> None:
        cards = slot_cards(slots(programme.school_id, programme.id), {})
        self._slots = {card.id: _when(card) for card in cards}
        self._years = {year.code: year.label for year in country(school_here().country).years}
        self._said = said
        self._locked = {tuple(each) for each in board.locked} if board is not None else set()
        seats = board.suggestion.get("seats", {}) if board is not None else {}
        self._seats: Mapping[str, int] = seats

    def row(self, mentor: Enrolment, mentee: Enrolment, why: Mapping[str, Any]) -> Row:
        """Return one pairing in words."""
        return Row(
            f"{mentor.id}-{mentee.id}",
            mentee,
            mentor,
            self.note_of_mentee(mentee),
            self.note_of_mentor(mentor),
            why["score"],
            fit_of(why["score"]),
            self.why(mentee, why),
            (mentor.id, mentee.id) in self._locked,
        )

    def why(self, mentee: Enrolment, why: Mapping[str, Any]) -> list[tuple[str, bool]]:
        """Return why two are suggested, in sentences."""
        parts = {
            "help": _named(HELP, Help, why["help"]),
            "interests": _named(INTERESTS, Interest, why["interests"]),
            "languages": [each.capitalize() for each in why["languages"]],
            "slots": list(why["slots"]),
            "wanted": list(self._said[mentee.id].help) if mentee.id in self._said else [],
        }
        return shared(
            parts,
            lambda slot_id: self._slots.get(slot_id, _("a time that is gone")),
            beyond_words(why["parts"]),
        )

    def note_of_mentee(self, mentee: Enrolment) -> str:
        """Return what stands under a mentee's name."""
        said = self._said.get(mentee.id)
        wanted = ", ".join(each.lower() for each in _named(HELP, Help, said.help)) if said else ""
        return ", ".join(
            part
            for part in (self.year(mentee), _("asks for: %(what)s", what=wanted) if wanted else "")
            if part
        )

    def note_of_mentor(self, mentor: Enrolment) -> str:
        """Return what stands under a mentor's name."""
        seats = self._seats.get(mentor.id, 1)
        more = ngettext("can take %(num)d", "can take %(num)d", seats) if seats > 1 else ""
        return ", ".join(part for part in (self.year(mentor), more) if part)

    def year(self, enrolled: Enrolment) -> str:
        """Return somebody's year in words."""
        return self._years.get(enrolled.student.year, enrolled.student.year)


def _when(card: SlotCard) -> str:
    """Return a time in few words, with its place where there is only one."""
    when = f"{card.day} {card.times.partition(' ')[0]}"
    return when if "," in card.places else f"{when}, {card.places}"


def pair_of(value: str) -> Pair:
    """Return the pair that a button sent."""
    mentor, _dash, mentee = value.partition("-")
    return Pair(mentor, mentee)


def not_ready_words(counts: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, int]]:
    """Yield who is not ready, by role and by the first gate that is not green."""
    heads = {ProgrammeRole.MENTEE: _("Mentees: %(gate)s"), ProgrammeRole.MENTOR: _("Mentors: %(gate)s")}
    for role, head in heads.items():
        for gate in Gate:
            if count := counts.get(role.value, {}).get(gate.value):
                yield head % {"gate": str(GATES[gate]).lower()}, count
        if count := counts.get(role.value, {}).get(NO_NEW):
            yield head % {"gate": _("staff decide whether they get a new partner")}, count


def weakest_fit(board: Board) -> Fit | None:
    """Return the fit of the weakest pairing on the board, or None without any."""
    scores = [each["score"] for each in board.suggestion.get("whys", [])]
    return fit_of(min(scores)) if scores else None


def fit_words(fit: Fit) -> str:
    """Return a fit in words."""
    return str(FITS[fit])


def _named(words: Mapping[Any, Any], kind: type[Any], codes: Iterable[str]) -> list[str]:
    known = {each.value for each in kind}
    return [str(words[kind(code)]) for code in codes if code in known]


def _why_waiting(row: Mapping[str, Any], limits: Mapping[str, int | None], mentors: int) -> list[str]:
    if not mentors:
        return [_("No mentor is ready.")]
    said = [
        mentors_behind(code, count, limits)
        for code, count in sorted(row["boundaries"].items(), key=lambda each: (-each[1], each[0]))
    ]
    if row["could"]:
        said.append(
            ngettext(
                "%(num)d mentor could, and is with somebody else",
                "%(num)d mentors could, and are with somebody else",
                row["could"],
            )
        )
    return said


def _by_name(enrolled: Enrolment) -> tuple[str, str, str]:
    return enrolled.student.first_name, enrolled.student.last_name, enrolled.id


def _in_order(rows: Sequence[Row], order: Order) -> list[Row]:
    by_name = sorted(rows, key=lambda row: _by_name(row.mentor if order is Order.MENTOR else row.mentee))
    if order is Order.WEAKEST:
        return sorted(by_name, key=lambda row: row.score)
    if order is Order.STRONGEST:
        return sorted(by_name, key=lambda row: -row.score)
    return by_name


def _is_found(row: Row, find: str) -> bool:
    wanted = " ".join(find.split()).casefold()
    return any(wanted in each.student.name.casefold() for each in (row.mentor, row.mentee))
