"""What the board's page shows: the people behind a stored suggestion, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _

from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.profiles import profiles
from mentoring.joining.rules.profile import Help, Interest
from mentoring.joining.rules.readiness import Gate
from mentoring.joining.wording import GATES
from mentoring.joining.wording.profile import HELP, INTERESTS
from mentoring.matching.actions.boards import pairs_before, put_together_on
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import people_on
from mentoring.matching.queries.scene import NO_NEW
from mentoring.matching.rules.board import PAGE, Fit, Order, fit_of
from mentoring.matching.wording.board import FITS, behind_the_wait, beyond_words, kept_out, shared
from mentoring.matching.wording.helps import help_in_short, help_sentence
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import slots
from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.rules.settings import CATALOGUE, Code
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
    put_together: str
    since: str  # what is new since the suggestion before

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
    helps: str


@dataclass(frozen=True)
class Shown:
    """A board's page: its rows on this page, how many there are, who waits, and what kept pairs apart.

    helps: what would match more children; None where that was not asked. compared: what is different from the
    suggestion before.
    """

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    waiting: Sequence[WaitingRow]
    helps: Sequence[str] | None
    compared: Sequence[str]
    excluded: Sequence[tuple[str, int]]
    full: int  # mentors without a free place
    not_ready: Sequence[tuple[str, int]]


def shown(
    programme: Programme, board: Board, *, order: Order = Order.WEAKEST, find: str = "", page: int = 1
) -> Shown:
    """Return what the board shows, in words (8 queries)."""
    kept = board.suggestion
    pairs, whys = kept.get("answer", {}).get("pairs", []), kept.get("whys", [])
    waiting = kept.get("waiting", [])
    ids = [each[side] for each in pairs for side in ("mentor", "mentee")]
    helps = kept.get("helps", [])
    ids += [each["mentee"] for each in waiting] + [each for one in helps for each in one["mentors"]]
    before = {each.mentee: each.mentor for each in pairs_before(board)}
    ids += before.values()
    people = people_on(programme, ids)
    said = profiles(programme.school_id, [each["mentee"] for each in pairs])
    say = Words(programme, board, said)
    rows = [
        say.row(people[each["mentor"]], people[each["mentee"]], why, since=_since(each, before, people))
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
                WaitingRow(
                    people[each["mentee"]],
                    _why_waiting(each, limits, kept.get("mentors", 0)),
                    say.helps_for(each["mentee"], helps),
                )
                for each in waiting
                if each["mentee"] in people
            ),
            key=lambda row: _by_name(row.mentee),
        ),
        [say.help(each, people) for each in helps] if "helps" in kept else None,
        compared(board),
        kept_out(kept.get("excluded", {}), limits),
        kept.get("full", 0),
        list(not_ready_words(kept.get("not_ready", {}))),
    )


class Words:
    """Says what is on one board: times, interests, help and years in words."""

    def __init__(self, programme: Programme, board: Board | None, said: Mapping[str, Profile]) -> None:
        cards = slot_cards(slots(programme.school_id, programme.id), {})
        self._slots = {card.id: _when(card) for card in cards}
        self._times = {card.id: _time(card) for card in cards}
        years = country(school_here().country).years
        self._years = {year.code: year.label for year in years}
        self._years_in_order = {year.ordinal: year.label for year in years}
        self._default_gap = CATALOGUE[Code.GAP_LEAST].default(Kind(programme.kind))
        self._said = said
        # A few words, in hundreds of rows: looked up once.
        self._help = {each.value: str(HELP[each]) for each in Help}
        self._interests = {each.value: str(INTERESTS[each]) for each in Interest}
        self._locked = {tuple(each) for each in board.locked} if board is not None else set()
        seats = board.suggestion.get("seats", {}) if board is not None else {}
        self._seats: Mapping[str, int] = seats
        self._reasons = {each.pair: each.why for each in put_together_on(board)} if board is not None else {}

    def row(self, mentor: Enrolment, mentee: Enrolment, why: Mapping[str, Any], *, since: str = "") -> Row:
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
            self._reasons.get(Pair(mentor.id, mentee.id), ""),
            since,
        )

    def help(self, kept: Mapping[str, Any], people: Mapping[str, Enrolment]) -> str:
        """Return one change that would match more children, in a sentence."""
        mentors = sorted((people[each] for each in kept["mentors"] if each in people), key=_by_name)
        return help_sentence(
            kept,
            slot_words=self._time_of,
            labels=self._years_in_order,
            names=[each.student.name for each in mentors],
            default_gap=self._default_gap if isinstance(self._default_gap, int) else None,
        )

    def helps_for(self, mentee_id: str, helps: Sequence[Mapping[str, Any]]) -> str:
        """Return which of these changes would match a child, in few words each."""
        mine = [help_in_short(each, self._time_of) for each in helps if mentee_id in each["children"]]
        return "; ".join(dict.fromkeys(mine))

    def _time_of(self, slot_id: str) -> str:
        return self._times.get(slot_id, _("a time that is gone"))

    def why(self, mentee: Enrolment, why: Mapping[str, Any]) -> list[tuple[str, bool]]:
        """Return why two are suggested, in sentences."""
        parts = {
            "help": _named(self._help, why["help"]),
            "lived": _named(self._help, why.get("lived", ())),  # older suggestions have none
            "interests": _named(self._interests, why["interests"]),
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
        wanted = ", ".join(each.lower() for each in _named(self._help, said.help)) if said else ""
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


def _since(pair: Mapping[str, str], before: Mapping[str, str], people: Mapping[str, Enrolment]) -> str:
    """Return what is new about a pair since the suggestion before; empty where nothing is, or there was none."""
    last = before.get(pair["mentee"])
    if not before or last == pair["mentor"]:
        return ""
    if last is None:
        return _("New: had nobody before")
    if last not in people:
        return _("New: had somebody else before")
    return _("New: had %(name)s before", name=people[last].student.name)


def compared(board: Board) -> list[str]:
    """Return what is different on a board from the suggestion before; nothing for the first one."""
    since = board.suggestion.get("since")
    if not since:
        return []
    reached = board.suggestion.get("answer", {}).get("objectives", {})
    same = ngettext("%(num)d pairing as before", "%(num)d pairings as before", since["same"])
    said = [
        _("%(same)s, %(new)s new, %(gone)s gone.", same=same, new=since["new"], gone=since["gone"])
        if since["new"] or since["gone"]
        else _("All pairings are as before.")
    ]
    if reached.get("kept_of"):
        total, price = reached["total"], reached["price_of_kept"]
        said.append(
            _(
                "They were kept wherever that matched no fewer. Afresh, all together would fit %(share)s better.",
                share=format_percent(price / total if total else 0, "#,##0.#%"),
            )
            if price
            else _("They were kept, and that costs nothing: afresh, they would fit no better.")
        )
    return said


def _when(card: SlotCard) -> str:
    """Return a time in few words, with its place where there is only one."""
    when = f"{card.day} {card.times.partition(' ')[0]}"
    return when if "," in card.places else f"{when}, {card.places}"


def _time(card: SlotCard) -> str:
    """Return a time alone, with its week where it is not every week."""
    when = f"{card.day} {card.times.partition(' ')[0]}"
    return f"{when} {card.week}" if card.week else when


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


def _named(words: Mapping[str, str], codes: Iterable[str]) -> list[str]:
    return [words[code] for code in codes if code in words]


def _why_waiting(row: Mapping[str, Any], limits: Mapping[str, int | None], mentors: int) -> list[str]:
    if not mentors:
        return [_("No mentor is ready.")]
    said = behind_the_wait(row["boundaries"], limits)
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
