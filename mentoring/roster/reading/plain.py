"""One table with a student in each row, under whatever headers the school's system gave it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from mentoring.roster.reading.bundle import Row, Table
from mentoring.roster.reading.drafts import Draft, judged
from mentoring.roster.rules.births import order_of
from mentoring.roster.rules.cells import clean, clean_name
from mentoring.roster.rules.columns import Field, guess, split_name, understood
from mentoring.roster.rules.people import (
    DateOrder,
    KeepBirth,
    LeftOut,
    Options,
    Org,
    Question,
    Reading,
    Unreadable,
)
from mentoring.roster.rules.problems import Problem, Refused

Progress = Callable[[int], None]
EVERY = 1_000  # rows between two signs of progress
LOOKED_AT = 20  # rows, for examples
EXAMPLES = 3
LONGEST_EXAMPLE = 30
SHOWN = frozenset(
    {
        Field.ROSTER_ID,
        Field.FIRST_NAME,
        Field.LAST_NAME,
        Field.FULL_NAME,
        Field.YEAR,
        Field.FORM,
        Field.SITE,
        Field.STATUS,
    }
)


def read_plain(table: Table, kind: str, options: Options, progress: Progress) -> Reading:
    """Return what a single table says, or the question that must be answered first."""
    if not table.headers:
        raise Unreadable(Refused.EMPTY)
    guessed = guess(table.headers)
    known = Reading(format=kind, headers=table.headers, mapping=dict(guessed.mapping))
    sure = guessed.is_sure and not options.ask_columns
    mapping: Mapping[str, Field] | None = guessed.mapping if sure else None
    if options.mapping is not None:
        mapping = understood(options.mapping, table.headers)
    if mapping is None:
        return replace(known, questions=(Question("columns", _examples(table, guessed.mapping)),))
    columns = {field: header for header, field in mapping.items()}
    if options.keep_birth is KeepBirth.NOTHING:
        columns.pop(Field.BORN, None)
    order = _order(table, columns, options)
    if isinstance(order, Question):
        return replace(known, mapping=dict(mapping), questions=(order,))
    if options.org is not None and options.org not in _orgs(table, columns):
        raise Unreadable(Refused.UNKNOWN_ORG, org=options.org)
    problems: list[LeftOut] = []
    result = judged(_drafts(table, columns, options, problems, progress), options, order)
    read = set(columns.values())
    return replace(
        known,
        mapping=dict(mapping),
        students=result.students,
        left_out=(*problems, *result.left_out),
        orgs=tuple(Org(name, name) for name in sorted({one.org for one in result.students if one.org})),
        kin=result.kin,
        twins=result.twins,
        unread={table.file: tuple(header for header in table.headers if header not in read)},
    )


def _examples(table: Table, mapping: Mapping[str, Field]) -> dict[str, str]:
    """Return the first values of each guessed column, by field, so that a person can see what stands there."""
    seen: dict[str, list[str]] = {field: [] for field in mapping.values() if field in SHOWN}
    for row in islice(table.rows(), LOOKED_AT):
        for header, field in mapping.items():
            value = clean(row.cells[header])[:LONGEST_EXAMPLE]
            if field in SHOWN and value and value not in seen[field] and len(seen[field]) < EXAMPLES:
                seen[field].append(value)
    return {field: ", ".join(values) for field, values in seen.items() if values}


def _orgs(table: Table, columns: Mapping[Field, str]) -> frozenset[str]:
    header = columns.get(Field.SITE)
    return frozenset(clean(row.cells[header]) for row in table.rows()) if header is not None else frozenset()


def _order(table: Table, columns: Mapping[Field, str], options: Options) -> DateOrder | Question | None:
    header = columns.get(Field.BORN)
    if header is None:
        return None
    cells = (clean(row.cells.get(header, "")) for row in table.rows())
    order = order_of(cells, options.date_order)
    if order is None or isinstance(order, DateOrder):
        return order
    return Question("date-order", {"column": header, "example": order})


def _drafts(
    table: Table, columns: Mapping[Field, str], options: Options, problems: list[LeftOut], progress: Progress
) -> Iterator[Draft]:
    orgs_wanted = options.org
    for count, row in enumerate(table.rows(), start=1):
        if count % EVERY == 0:
            progress(count)
        if row.is_blank:
            continue
        if row.problem is not None:
            problems.append(LeftOut(table.file, row.number, row.problem))
            continue
        draft = _draft(table.file, row, columns)
        if orgs_wanted is not None and draft.org != orgs_wanted:
            problems.append(LeftOut(table.file, row.number, Problem.OTHER_ORG))
            continue
        yield draft


def _draft(file: str, row: Row, columns: Mapping[Field, str]) -> Draft:
    def cell(field: Field) -> str:
        return clean(row.cells[columns[field]]) if field in columns else ""

    def name(field: Field) -> str:
        return clean_name(row.cells[columns[field]]) if field in columns else ""

    first, last = name(Field.FIRST_NAME), name(Field.LAST_NAME)
    if Field.FULL_NAME in columns:
        first, last = split_name(name(Field.FULL_NAME))
    guardian = cell(Field.GUARDIAN)
    return Draft(
        file=file,
        row=row.number,
        roster_id=cell(Field.ROSTER_ID),
        first_name=first,
        last_name=last,
        years=tuple(part for part in (cell(Field.YEAR),) if part),
        form=cell(Field.FORM),
        born=cell(Field.BORN),
        org=cell(Field.SITE),
        status=(cell(Field.STATUS),),
        guardians=(guardian,) if guardian else (),
        address=cell(Field.ADDRESS),
    )
