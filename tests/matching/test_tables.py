"""Tables of scores from anywhere: read, solved, and refused with a sentence that says what to do."""

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.__main__ import cli
from mentoring.matching.engine.tables import Unreadable, read_table, solve_table
from tests.roster.outside import outside

TABLE = "name,Leo,Zoe,Mia\nAmara,9,,2\nBen,8,7,\n"


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["solve", *words])
    return done.exit_code, done.output


def _file(folder: Path, text: str) -> str:
    made = folder / "table.csv"
    made.write_text(text, encoding="utf-8")
    return str(made)


@pytest.mark.parametrize(
    "name,words,pairs,value",
    [
        ("score_small.csv", ["--maximise"], 35, 750),
        ("score_large.csv", ["--maximise"], 484, 11480),
        ("orlib_assign100.txt", [], 100, 305),
    ],
)
def test_published_problems_have_their_published_values(
    name: str, words: list[str], pairs: int, value: int
) -> None:
    code, answer = _run(str(outside("matching", name)), "--json", *words)
    found = json.loads(answer)
    assert code == 0
    assert (found["pairs"], found["value"]) == (pairs, value)
    assert len(found["assignment"]) == pairs
    proof = found["proof"]
    assert proof["worth"] == proof["bound"]
    assert sum(proof["row_prices"].values()) + sum(proof["column_prices"].values()) == proof["bound"]


def test_the_most_pairs_come_first_then_the_best_total(tmp_path: Path) -> None:
    code, answer = _run(_file(tmp_path, TABLE), "--maximise")
    assert code == 0
    assert "Amara\tLeo\t9" in answer and "Ben\tZoe\t7" in answer
    assert "2 pairs, largest total 16." in answer
    _code, least = _run(_file(tmp_path, TABLE))
    assert "2 pairs, smallest total 9." in least  # Amara with Mia, Ben with Zoe


def test_a_row_takes_as_many_as_its_capacity_says(tmp_path: Path) -> None:
    text = "name,capacity,Leo,Zoe,Mia\nAmara,2,9.5,3.25,2\nBen,0,8,7,9\n"
    _code, answer = _run(_file(tmp_path, text), "--maximise", "--json")
    assert json.loads(answer)["value"] == 12.75
    assert {each["row"] for each in json.loads(answer)["assignment"]} == {"Amara"}


@pytest.mark.parametrize(
    "text,says",
    [
        ("", "needs a first line with names"),
        ("3 1 2 3", "An OR-Library file has n, then n times n costs"),
        ("name,Leo\nAmara,nine\n", "Row Amara, column Leo: nine is no number"),
        ("name,Leo\nAmara,1,2\n", "Line 2 has 3 cells, and the first line 2"),
        ("name,Leo\nAmara,1\nAmara,2\n", "Two rows are called Amara"),
        ("name,Leo,Leo\nAmara,1,2\n", "Two columns are called Leo"),
        ("name,capacity,Leo\nAmara,many,2\n", "the capacity must be a whole number, and is many"),
        ("name,Leo\nAmara,1e400\n", "is no number of at most 12 digits"),
        ("name,Leo\nAmara,0.12345678\n", "at most 6 digits behind the point"),
        (
            "name,Leo,Zoe\nAmara,1,999999999999\nBen,-999999999999,0.000001\n",
            "too large to be counted exactly",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path, text: str, says: str) -> None:
    code, answer = _run(_file(tmp_path, text))
    assert code == 1
    assert says in answer


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    code, answer = _run(str(tmp_path / "picture.png"))
    assert code == 1
    assert "is not text in UTF-8" in answer


CELLS = st.one_of(st.none(), st.integers(-9, 9))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=3), st.booleans())
def test_nothing_is_better_by_trying_all(cells: list[list[int | None]], maximise: bool) -> None:
    lines = ["name,x,y,z"] + [
        f"r{at}," + ",".join("" if each is None else str(each) for each in line)
        for at, line in enumerate(cells)
    ]
    solved = solve_table(read_table("\n".join(lines)), maximise=maximise)
    totals = []
    for chosen in product([None, 0, 1, 2], repeat=len(cells)):
        taken = [(row, column) for row, column in enumerate(chosen) if column is not None]
        if len({column for _row, column in taken}) == len(taken):
            numbers = [cells[row][column] for row, column in taken]
            if None not in numbers:
                total = sum(each for each in numbers if each is not None)
                totals.append((len(taken), total if maximise else -total))
    best = max(totals)
    assert (len(solved.pairs), int(solved.value) if maximise else -int(solved.value)) == best


def test_a_table_without_numbers_has_no_pairs() -> None:
    with pytest.raises(Unreadable):
        read_table("name\n")
    assert solve_table(read_table("name,Leo\nAmara,\n"), maximise=True).pairs == []


def test_the_example_of_the_documentation_is_as_it_is_drawn(tmp_path: Path) -> None:
    table = ",Leo,Zoe,Sam\nAmara,84,31,\nBen,62,70,40\nCara,,55,20\n"
    code, said = _run("--maximise", "--json", _file(tmp_path, table))
    assert (code, json.loads(said)["value"]) == (0, 179)
    prices = {"Amara": 0, "Ben": 15, "Cara": 0, "Leo": 84, "Zoe": 55, "Sam": 25}
    heads, *lines = (line.split(",") for line in table.split())
    for mentor, *scores in lines:
        for mentee, score in zip(heads[1:], scores, strict=True):
            assert not score or int(score) <= prices[mentor] + prices[mentee]
    assert sum(prices.values()) == 179
