"""`python -m mentoring.matching solve FILE`: check the solver on a published problem, or on a table of your own."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from mentoring.matching.engine.tables import Scores, Solved, Unreadable, read_table, solve_table


@click.group()
def cli() -> None:
    """Who goes with whom, and the proof that nothing is better."""


@cli.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--maximise", is_flag=True, help="The numbers are scores: the largest total. Else they are costs."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON: value, assignment, proof.")
def solve(path: Path, maximise: bool, as_json: bool) -> None:
    """Solve FILE: an OR-Library assignment problem, or a CSV table with names in its first line and column.

    An empty cell is forbidden. A second column with the heading "capacity" says how many each row takes; else one.
    The most pairs come first, then the best total.
    """
    try:
        table = read_table(path.read_text(encoding="utf-8-sig"))
        solved = solve_table(table, maximise=maximise)
    except UnicodeDecodeError as problem:
        raise click.ClickException(f"{path} is not text in UTF-8.") from problem
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from problem
    if as_json:
        click.echo(json.dumps(_as_json(table, solved, maximise=maximise), ensure_ascii=False))
        return
    for row, column, number in solved.pairs:
        click.echo(f"{row}\t{column}\t{number}")
    click.echo(f"{len(solved.pairs)} pairs, {'largest' if maximise else 'smallest'} total {solved.value}.")
    click.echo(
        f"Proved: nothing allowed is worth more than {solved.bound}, and this is worth {solved.worth}."
    )


def _as_json(table: Scores, solved: Solved, *, maximise: bool) -> dict[str, Any]:
    return {
        "value": _number(solved.value),
        "pairs": len(solved.pairs),
        "assignment": [
            {"row": row, "column": column, "value": _number(number)} for row, column, number in solved.pairs
        ],
        "proof": {
            "sense": "maximise" if maximise else "minimise",
            "worth_of_a_pair": {"first": solved.first, "base": solved.base, "decimals": table.decimals},
            "worth": solved.worth,
            "bound": solved.bound,
            "row_prices": dict(zip(table.rows, solved.row_prices, strict=True)),
            "column_prices": dict(zip(table.columns, solved.column_prices, strict=True)),
        },
    }


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


if __name__ == "__main__":
    cli()
