"""One student as some format lists them, judged by the same rules whatever the format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mentoring.roster.rules.births import born
from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.doubles import without_doubles
from mentoring.roster.rules.kin import kin_by_key
from mentoring.roster.rules.people import DateOrder, Kin, LeftOut, Listed, Options, Why
from mentoring.roster.rules.problems import Problem
from mentoring.roster.rules.years import year_of

LONGEST_NAME = 80
LONGEST_ID = 80
LONGEST_FORM = 20
LONGEST_YEAR = 40
GONE = frozenset({
    "inactive", "tobedeleted", "deleted", "false", "no", "n", "0", "left", "leaver", "former", "withdrawn", "offroll",
    "graduated", "transferred", "archived", "disabled",
})  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What one row says before it is judged. Keys of guardians and addresses live only while reading."""

    file: str
    row: int
    roster_id: str
    first_name: str
    last_name: str
    years: tuple[str, ...]
    form: str = ""
    born: str = ""
    org: str = ""
    status: tuple[str, ...] = ()
    guardians: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class Judged:
    """The students of a roster, the rows left out, and who may be family."""

    students: tuple[Listed, ...]
    left_out: tuple[LeftOut, ...]
    kin: tuple[Kin, ...]
    twins: tuple[tuple[Listed, ...], ...] = ()


def judged(drafts: Iterable[Draft], options: Options, order: DateOrder | None = None) -> Judged:
    """Return what is taken of these drafts, and why the others are not."""
    listed: list[Listed] = []
    left_out: list[LeftOut] = []
    keys: dict[tuple[str, int], Draft] = {}
    for draft in drafts:
        result = _one(draft, options, order)
        if isinstance(result, LeftOut):
            left_out.append(result)
        else:
            listed.append(result)
            keys[draft.file, draft.row] = draft
    found = without_doubles(listed)
    everyone = [*found.kept, *(one for group in found.twins for one in group)]
    kin = _kin([keys[one.file, one.row] for one in everyone])
    # Two rows of one student are not two relatives.
    kin = [each for each in kin if not _same(everyone[each.one], everyone[each.other])]
    return Judged(found.kept, (*left_out, *found.left_out), tuple(kin), found.twins)


def _same(one: Listed, other: Listed) -> bool:
    return bool(one.roster_id) and one.roster_id == other.roster_id


def _kin(drafts: Sequence[Draft]) -> list[Kin]:
    guardians = [(place, key) for place, draft in enumerate(drafts) for key in draft.guardians]
    addresses = [(place, draft.address) for place, draft in enumerate(drafts)]
    found = kin_by_key(guardians, Why.SHARED_GUARDIAN) + kin_by_key(addresses, Why.SHARED_ADDRESS)
    pairs: dict[tuple[int, int], Kin] = {}
    for each in found:  # one question a pair, with the nearer reason
        pairs.setdefault((each.one, each.other), each)
    return list(pairs.values())


def is_gone(status: Iterable[str]) -> bool:
    """Say whether any of a row's status cells says that the student is not here any more. Blank says nothing."""
    return any(same_letters(cell) in GONE for cell in status)


def _one(draft: Draft, options: Options, order: DateOrder | None) -> Listed | LeftOut:
    year = year_of(draft.years, options.country)
    chosen = options.years
    if chosen is not None and not isinstance(year, Problem) and year not in chosen:
        return LeftOut(draft.file, draft.row, Problem.YEAR_NOT_CHOSEN)  # by number alone, never by name
    facts = {"name": f"{draft.first_name} {draft.last_name}".strip()[:LONGEST_NAME]}
    if is_gone(draft.status):
        return LeftOut(
            draft.file, draft.row, Problem.NOT_ACTIVE, {**facts, "id": draft.roster_id[:LONGEST_ID]}
        )
    problem = _problem_of_name(draft)
    if problem is None and isinstance(year, Problem):
        problem = year
        facts["year"] = ", ".join(draft.years)[:LONGEST_YEAR]
    birth = born(draft.born, order, options.keep_birth)
    if problem is None and birth is None:
        problem = Problem.BIRTH_UNREADABLE
    if problem is not None:
        return LeftOut(draft.file, draft.row, problem, {**facts, "id": draft.roster_id[:LONGEST_ID]})
    return Listed(
        file=draft.file,
        row=draft.row,
        roster_id=draft.roster_id,
        first_name=draft.first_name,
        last_name=draft.last_name,
        year=str(year),
        year_given=", ".join(draft.years)[:LONGEST_YEAR],
        form=draft.form,
        born=birth or "",
        org=draft.org,
    )


def _problem_of_name(draft: Draft) -> Problem | None:
    if not draft.first_name:
        return Problem.NO_FIRST_NAME
    if not draft.last_name:
        return Problem.NO_LAST_NAME
    if max(len(draft.first_name), len(draft.last_name), len(draft.roster_id)) > LONGEST_NAME:
        return Problem.NAME_TOO_LONG
    return Problem.FORM_TOO_LONG if len(draft.form) > LONGEST_FORM else None
