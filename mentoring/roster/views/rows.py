"""What taking a roster would do, as rows: a part of them for the page, all of them to download."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.roster.rules.comparing import Change, Known
from mentoring.roster.rules.people import Kin, LeftOut, Listed
from mentoring.roster.views.pages import Looked
from mentoring.roster.wording import CHANGED, WHYS, YES_NO, born_words, problem_sentence

Table = tuple[list[Any], list[Any]]  # headers, rows


class Show(StrEnum):
    """A part of what taking a roster would do."""

    ADDED = "added"
    CHANGED = "changed"
    LEFT_OUT = "left-out"
    MISSING = "missing"
    FAMILIES = "families"
    UNCHANGED = "unchanged"


PARTS: dict[Show, Any] = {
    Show.ADDED: _l("Added"),
    Show.CHANGED: _l("Changed"),
    Show.LEFT_OUT: _l("Left out"),
    Show.MISSING: _l("Not in the file"),
    Show.FAMILIES: _l("May be family"),
    Show.UNCHANGED: _l("Unchanged"),
}


def words_of(part: Show) -> str:
    """Return what a part is called."""
    return str(PARTS[part])


def table_of(
    part: Show,
    looked: Looked,
    families: Sequence[Kin],
    page: slice,
    years: Mapping[str, str],
    live: Collection[str],
) -> Table:
    """Return a part's headers and the rows of one page of it. `live`: the students who have a live pairing."""
    plan, rows = looked.plan, _Rows(looked, years, live)
    row = {"label": _("Row"), "number": True}
    tables: dict[Show, tuple[list[Any], Sequence[Any], Callable[..., list[Any]]]] = {
        Show.ADDED: ([_("Name"), _("Year"), _("Form"), _("Site"), _("Born"), row], plan.added, rows.listed),
        Show.CHANGED: ([_("Name"), _("What"), row], plan.changed, rows.changed),
        Show.LEFT_OUT: ([_("Row"), _("File"), _("Name"), _("Why")], plan.left_out, rows.left_out_on_page),
        Show.MISSING: (
            [_("Name"), _("Year"), _("Form"), _("Site"), _("Pairing")],
            plan.missing,
            rows.missing,
        ),
        Show.FAMILIES: ([_("Student"), _("and"), _("Why")], families, rows.kin),
        Show.UNCHANGED: ([_("Name"), _("Year"), _("Form"), _("Site"), row], plan.same, rows.same),
    }
    headers, found, as_row = tables[part]
    return headers, [as_row(one) for one in found[page]]


class _Rows:
    """Each kind of row in words."""

    def __init__(self, looked: Looked, years: Mapping[str, str], live: Collection[str]) -> None:
        self.reading, self.years, self.live = looked.reading, years, live
        self.sites = {org.id: org.name for org in looked.reading.orgs}

    def listed(self, one: Listed) -> list[str]:
        year = self.years.get(one.year, one.year)
        name = f"{one.first_name} {one.last_name}"
        return [name, year, one.form, self.sites.get(one.org, ""), born_words(one.born), str(one.row)]

    def changed(self, change: Change) -> list[str]:
        return [change.known.name, "; ".join(self.fields(change)), str(change.listed.row)]

    def fields(self, change: Change) -> Iterator[str]:
        for field, old, new in change.fields:
            yield _(
                "%(what)s: %(new)s (was %(old)s)",
                what=CHANGED[field],
                new=self._value(field, new),
                old=self._value(field, old),
            )

    def _value(self, field: str, value: str) -> str:
        if field in ("left", "roster"):
            return str(YES_NO[value])
        if field == "year":
            return self.years.get(value, value)
        if field == "born":
            return born_words(value) or _("nothing")
        return value or _("nothing")

    def left_out_on_page(self, row: LeftOut) -> list[str]:
        number, *others = self.left_out(row)
        return [_("Row %(row)s", row=number), *others]

    def left_out(self, row: LeftOut) -> list[str]:
        name = row.facts.get("name") or row.facts.get("id", "")
        return [str(row.row), row.file, name, problem_sentence(row.code, row.facts)]

    def known(self, one: Known) -> list[str]:
        return [one.name, self.years.get(one.year, one.year), one.form, one.site]

    def missing(self, one: Known) -> list[str]:
        return [*self.known(one), _("has a live pairing") if one.student_id in self.live else ""]

    def same(self, pair: tuple[Listed, Known]) -> list[str]:
        return [*self.known(pair[1]), str(pair[0].row)]

    def kin(self, each: Kin) -> list[str]:
        one, other = self.reading.students[each.one], self.reading.students[each.other]
        names = [f"{student.first_name} {student.last_name}" for student in (one, other)]
        return [*names, str(WHYS[each.why])]


def download_rows(
    looked: Looked, families: Sequence[Kin], years: Mapping[str, str], live: Collection[str]
) -> Iterator[list[str]]:
    """Yield a header and every row, whatever would happen to it. `live`: the students who have a live pairing."""
    rows, plan = _Rows(looked, years, live), looked.plan
    yield [_("What"), _("File"), _("Row"), _("Id"), _("Name"), _("Details")]
    for one in plan.added:
        name, *details, number = rows.listed(one)
        yield [words_of(Show.ADDED), one.file, number, one.roster_id, name, ", ".join(filter(None, details))]
    for change in plan.changed:
        listed = change.listed
        told = "; ".join(rows.fields(change))
        yield [
            words_of(Show.CHANGED),
            listed.file,
            str(listed.row),
            listed.roster_id,
            change.known.name,
            told,
        ]
    for row in plan.left_out:
        line, file, _name, why = rows.left_out(row)
        yield [words_of(Show.LEFT_OUT), file, line, row.facts.get("id", ""), row.facts.get("name", ""), why]
    for known in plan.missing:
        known_as = ", ".join(filter(None, rows.missing(known)[1:]))
        yield [words_of(Show.MISSING), "", "", known.roster_id or "", known.name, known_as]
    for kin in families:
        one_name, other_name, why = rows.kin(kin)
        yield [words_of(Show.FAMILIES), "", "", "", f"{one_name}, {other_name}", why]
    for listed, known in plan.same:
        known_as = ", ".join(filter(None, rows.known(known)[1:]))
        yield [words_of(Show.UNCHANGED), listed.file, str(listed.row), listed.roster_id, known.name, known_as]
