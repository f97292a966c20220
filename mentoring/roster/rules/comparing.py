"""What would change if a roster were taken: compared with the students who are here."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.people import LeftOut, Listed, Options, Reading
from mentoring.roster.rules.problems import Problem

LONGEST_SITE = 120  # letters that the table has room for


@dataclass(frozen=True)
class Known:
    """A student who is here, or has left. roster_id: None without one; from_roster: came or was found by a roster."""

    student_id: str
    first_name: str
    last_name: str
    year: str
    form: str
    site: str
    has_left: bool = False
    from_roster: bool = False
    roster_id: str | None = None
    born: str = ""
    is_missing: bool = False  # the roster before did not hold them, and nobody has decided yet

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Change:
    """A student who would be changed: each field with its old and new value."""

    listed: Listed
    known: Known
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Plan:
    """All that taking a roster would do. `same` are listed students who are here already as they are listed."""

    added: tuple[Listed, ...]
    changed: tuple[Change, ...]
    same: tuple[tuple[Listed, Known], ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[Known, ...]
    new_sites: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Return a short text that is another one as soon as anything of the plan is."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def known(self) -> dict[tuple[str, int], str]:
        """Return the ids of the students who are here already, by the file and row that list them."""
        pairs = [(change.listed, change.known) for change in self.changed]
        return {(listed.file, listed.row): known.student_id for listed, known in (*pairs, *self.same)}

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.same),
            "left_out": len(self.left_out),
            "missing": len(self.missing),
        }


def site_names(reading: Reading, sites: Sequence[str]) -> dict[str, str]:
    """Return the site's name for each org of the files. The first of `sites` is the main one.

    A school with one site, and files with one org: that org is that site, whatever each is called.
    """
    if len(sites) == 1 and len(reading.orgs) <= 1:
        return {org.id: sites[0] for org in reading.orgs}
    by_letters = {same_letters(site): site for site in sites}
    return {org.id: by_letters.get(same_letters(org.name), org.name[:LONGEST_SITE]) for org in reading.orgs}


def plan_of(
    reading: Reading,
    known: Iterable[Known],
    options: Options,
    *,
    sites: Sequence[str],
    ordinal: Callable[[str], int],
) -> Plan:
    """Return what taking `reading` would do to the students `known`.

    sites: the names of the school's sites, the main one first. ordinal: counts the years of the country's scale.
    """
    everyone = list(known)
    names = site_names(reading, sites)
    who = _Who(everyone, reading.students, ordinal)
    added, changed, same, left_out = [], [], [], list(reading.left_out)
    for listed in reading.students:
        match = who.is_here(listed)
        if isinstance(match, LeftOut):
            left_out.append(match)
        elif match is None:
            added.append(listed)
        elif fields := _differences(listed, match, names.get(listed.org, "")):
            changed.append(Change(listed, match, fields))
        else:
            same.append((listed, match))
    new_sites = dict.fromkeys(names[one.org] for one in added if one.org in names)
    new_sites |= dict.fromkeys(new for one in changed for field, _old, new in one.fields if field == "site")
    return Plan(
        added=tuple(added),
        changed=tuple(changed),
        same=tuple(same),
        left_out=tuple(left_out),
        missing=tuple(
            _missing(everyone, who.found | who.unclear, left_out, options, frozenset(names.values()))
        ),
        new_sites=tuple(name for name in new_sites if name not in sites),
    )


class _Who:
    """Which of the students here a row means: by id, else by a name that only one has, and never by a guess.

    found: the ids of those whom a row means. unclear: of those whom a row may mean, so they are not missing either.
    """

    def __init__(
        self, everyone: Sequence[Known], students: Sequence[Listed], ordinal: Callable[[str], int]
    ) -> None:
        self.ordinal = ordinal
        self.by_id = {one.roster_id: one for one in everyone if one.roster_id}
        self.by_name: dict[str, list[Known]] = {}
        for one in everyone:
            self.by_name.setdefault(_name(one), []).append(one)
        self.without_match = Counter(_name(one) for one in students if one.roster_id not in self.by_id)
        self.found: set[str] = set()
        self.unclear: set[str] = set()

    def is_here(self, listed: Listed) -> Known | LeftOut | None:
        """Return the student whom a row means, None if it is a new one, or why that cannot be said."""
        match = self.by_id.get(listed.roster_id) if listed.roster_id else None
        if match is not None and _is_another(listed, match):
            return self._cannot_say(listed, Problem.ID_OF_ANOTHER, [match])
        if match is None:
            candidates = self._of_that_name(listed)
            # Two of one name here, or two of one name in the file: nobody guesses who is who.
            if len(candidates) > 1 or (candidates and self.without_match[_name(listed)] > 1):
                return self._cannot_say(listed, Problem.SAME_NAME_AS_ANOTHER, candidates)
            match = candidates[0] if candidates else None
        if match is not None:
            self.found.add(match.student_id)
        return match

    def _of_that_name(self, listed: Listed) -> list[Known]:
        return [
            one
            for one in self.by_name.get(_name(listed), [])
            if not (listed.roster_id and one.roster_id)
            and one.student_id not in self.found
            and abs(self.ordinal(one.year) - self.ordinal(listed.year)) <= 1
        ]

    def _cannot_say(self, listed: Listed, why: Problem, them: Sequence[Known]) -> LeftOut:
        self.unclear |= {one.student_id for one in them}
        facts = {"name": _full_name(listed), "id": listed.roster_id, "here": them[0].name}
        return LeftOut(listed.file, listed.row, why, facts)


def _is_another(listed: Listed, known: Known) -> bool:
    """Say whether an id that is known comes with quite another name.

    First or last name changes in a life. Both at once rather mean that a system gave the id to another child, whose
    record, and whatever hangs on it, must not become this one's.
    """
    return all(
        same_letters(one) != same_letters(other)
        for one, other in ((listed.first_name, known.first_name), (listed.last_name, known.last_name))
    )


def _name(one: Listed | Known) -> str:
    return f"{same_letters(one.first_name)} {same_letters(one.last_name)}"


def _full_name(one: Listed) -> str:
    return f"{one.first_name} {one.last_name}"


def _differences(listed: Listed, known: Known, site: str) -> tuple[tuple[str, str, str], ...]:
    """Return what differs. What the file does not say (a form, a site, a birth) stays as it is."""
    compared = [
        ("first_name", known.first_name, listed.first_name),
        ("last_name", known.last_name, listed.last_name),
        ("year", known.year, listed.year),
        ("form", known.form, listed.form or known.form),
        ("site", known.site, site or known.site),
        ("born", known.born, listed.born or known.born),
        ("roster_id", known.roster_id or "", listed.roster_id or known.roster_id or ""),
        ("left", "yes" if known.has_left else "no", "no"),
    ]
    if not known.from_roster:
        compared.append(("roster", "no", "yes"))
    return tuple((field, old, new) for field, old, new in compared if old != new)


def _missing(
    everyone: Sequence[Known],
    found: set[str],
    left_out: Iterable[LeftOut],
    options: Options,
    sites: frozenset[str],
) -> list[Known]:
    """Return who came by a roster, is within what this one covers, and is in no row of it.

    Whoever stands in a row that was left out is there, except where the row itself says that they are gone.
    """
    told = [one for one in left_out if one.code != Problem.NOT_ACTIVE]
    ids = {one.facts["id"] for one in told if one.facts.get("id")}
    named = {same_letters(one.facts["name"]) for one in told if one.facts.get("name")}
    return [
        one
        for one in everyone
        if one.from_roster
        and not one.has_left
        and one.student_id not in found
        and (options.years is None or one.year in options.years)
        and (not sites or one.site in sites)
        and (one.roster_id is None or one.roster_id not in ids)
        and same_letters(one.name) not in named
    ]
