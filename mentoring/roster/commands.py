"""`flask roster import`: the same import as in the browser, for whoever runs the machine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from mentoring import clock, transaction
from mentoring.audit.trail import MACHINE
from mentoring.people.models import School
from mentoring.people.queries import schools
from mentoring.people.rules.countries import country
from mentoring.roster.actions.taking import remember_columns, take_roster
from mentoring.roster.queries.drafts import remembered
from mentoring.roster.queries.families import known_pairs
from mentoring.roster.queries.plans import plan_for
from mentoring.roster.reading.reader import read
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.comparing import Plan
from mentoring.roster.rules.families import families_to_show
from mentoring.roster.rules.people import (
    DateOrder,
    KeepBirth,
    Kin,
    Options,
    Question,
    Reading,
    Unreadable,
)
from mentoring.roster.rules.problems import Refusal
from mentoring.roster.rules.years import year_code
from mentoring.roster.wording import FIELDS, REFUSALS, WHYS, problem_sentence, refused_sentence

REFUSED, ASKS = 1, 2  # exit codes
Answer = dict[str, Any]

cli = AppGroup("roster", help="Bring in students from your school's own files.")


class _Stop(Exception):
    """The import ends here, with this exit code and this answer."""

    def __init__(self, code: int, answer: Answer, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.answer, self.sentence = code, answer, sentence


@cli.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--school", "code", required=True, help="The school's code.")
@click.option("--org", help="Only this organisation of the files, by its id.")
@click.option("--years", help="Only these year groups, such as 7,8,9. All if not given.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="How the files write dates.")
@click.option(
    "--keep-birth",
    type=click.Choice([each.value for each in KeepBirth]),
    default=KeepBirth.MONTH.value,
    show_default=True,
    help="How much of birth dates to keep.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="HEADER=FIELD", help="Which column is which. Repeat it."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_roster(path: Path, code: str, dry_run: bool, as_json: bool, **chosen: Any) -> None:
    """Import students from PATH: a CSV, XLSX or zip file, or a folder of CSV files.

    Exit code 0: done. 1: refused, nothing written. 2: a column or the order of dates must be given first.
    """
    try:
        answer, exit_code = _import(path, code, chosen, dry_run=dry_run), 0
        sentence = _done(answer, dry_run=dry_run)
    except _Stop as stop:
        answer, exit_code, sentence = stop.answer, stop.code, stop.sentence
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for row in answer["left_out"]:
            click.echo(f"{row['file']}, row {row['row']}: {row['message']}")
        for one in answer["missing"]:
            click.echo(f"Not in the files: {one['name']}")
        for pair in answer["families"]:
            click.echo(f"May be one family: {' and '.join(pair['names'])}. {pair['why']}")
        click.echo(sentence, err=exit_code != 0)
    raise SystemExit(exit_code)


def _import(path: Path, code: str, chosen: Mapping[str, Any], *, dry_run: bool) -> Answer:
    with transaction.unit(writes=False):
        school = schools.school_with_code(code)
        if school is None:
            raise _refused(f"There is no school with the code {code}.", "no-school")
        if school.setup_finished_at is None:
            raise _refused(str(REFUSALS[Refusal.SETUP_NOT_FINISHED]), Refusal.SETUP_NOT_FINISHED)
        school_id, options = school.id, _options(school, chosen)
    try:
        reading = _reading(path, school_id, options)
    except Unreadable as problem:
        raise _refused(refused_sentence(problem.code, problem.facts), problem.code) from problem
    if reading.questions:
        raise _asks(reading, reading.questions[0])
    with transaction.unit(writes=not dry_run):
        school = schools.school(school_id)
        assert school is not None
        plan = plan_for(school, reading, options)
        families = families_to_show(reading, plan.known, known_pairs(school_id))
        if not dry_run:
            _take(school, reading, plan)
            if options.mapping is not None:
                columns = {field: reading.headers.index(header) for header, field in reading.mapping.items()}
                remember_columns(school_id, reading.headers, columns)
    return _answer(reading, plan, families)


def _reading(path: Path, school_id: str, options: Options) -> Reading:
    """Return what the files say; which column is which is asked only if nobody has said so before."""
    reading = read(path, options)
    if options.mapping is None and reading.questions and reading.questions[0].code == "columns":
        with transaction.unit(writes=False):
            known = remembered(school_id, reading.headers)
        if known is not None:
            return read(path, replace(options, mapping=known))
    return reading


def _take(school: School, reading: Reading, plan: Plan) -> None:
    refusal = take_roster(MACHINE, school, reading, plan, now=clock.now())
    if refusal is not None:
        raise _refused(str(REFUSALS[refusal]), refusal)


def _options(school: School, chosen: Mapping[str, Any]) -> Options:
    years = None
    if chosen["years"] is not None:
        given = [each.strip() for each in chosen["years"].split(",") if each.strip()]
        codes = {each: year_code(each, school.country) for each in given}
        if unknown := [each for each, known in codes.items() if known is None]:
            scale = ", ".join(year.code for year in country(school.country).years)
            raise _refused(f"No year group: {', '.join(unknown)}. There are: {scale}.", "no-such-year")
        years = frozenset(known for known in codes.values() if known)
    mapping = dict(each.rpartition("=")[::2] for each in chosen["columns"]) or None
    return Options(
        country=school.country,
        years=years,
        mapping=mapping,
        date_order=DateOrder(chosen["date_order"]) if chosen["date_order"] else None,
        keep_birth=KeepBirth(chosen["keep_birth"]),
        org=chosen["org"],
    )


def _empty() -> Answer:
    return {
        "added": 0,
        "changed": 0,
        "unchanged": 0,
        "left_out": [],
        "missing": [],
        "families": [],
        "questions": [],
    }


def _refused(sentence: str, code: str) -> _Stop:
    return _Stop(REFUSED, {**_empty(), "refused": {"code": str(code), "message": sentence}}, sentence)


def _asks(reading: Reading, question: Question) -> _Stop:
    if question.code == "columns":
        fields = ", ".join(f"{field} ({FIELDS[field]})" for field in Field)
        guessed = ", ".join(f"{header}={field}" for header, field in reading.mapping.items()) or "none"
        sentence = (
            "Which column is which? Give --column HEADER=FIELD for each.\n"
            f"The headers: {', '.join(reading.headers)}\nThe fields: {fields}\nOur guess: {guessed}"
        )
    else:
        sentence = (
            f"Is {question.facts['example']} in the column {question.facts['column']} day first or month first? "
            "Give --date-order dmy or --date-order mdy."
        )
    told = {
        "code": question.code,
        "message": sentence,
        "headers": list(reading.headers),
        "guess": dict(reading.mapping),
    }
    return _Stop(ASKS, {**_empty(), "questions": [told]}, sentence)


def _answer(reading: Reading, plan: Plan, families: Sequence[Kin]) -> Answer:
    return {
        **_empty(),
        **{name: plan.counts[name] for name in ("added", "changed", "unchanged")},
        "left_out": [
            {
                "file": row.file,
                "row": row.row,
                "code": str(row.code),
                "message": problem_sentence(row.code, row.facts),
            }
            for row in plan.left_out
        ],
        "missing": [{"id": one.student_id, "name": one.name} for one in plan.missing],
        "families": [
            {"names": [_name(reading, kin.one), _name(reading, kin.other)], "why": str(WHYS[kin.why])}
            for kin in families
        ],
    }


def _name(reading: Reading, place: int) -> str:
    student = reading.students[place]
    return f"{student.first_name} {student.last_name}"


def _done(answer: Answer, *, dry_run: bool) -> str:
    counts = (
        f"{answer['added']} added, {answer['changed']} changed, {answer['unchanged']} unchanged, "
        f"{len(answer['left_out'])} left out, {len(answer['missing'])} not in the files."
    )
    return f"Nothing was written. It would be: {counts}" if dry_run else counts
