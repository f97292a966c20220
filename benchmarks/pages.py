"""How fast the ten main pages are in a large school, beside a page that does next to nothing. Prints; asserts nothing.

    python benchmarks/pages.py                                  1,000 pairings, 20,000 meetings: some minutes
    python benchmarks/pages.py --pairings 100 --rounds 20       a smaller school
    python benchmarks/pages.py --only board --no-load           one page, and not under load

Each page is asked in turn with two others that show as many rows: the reference, which has the same sign-in, guard,
policy, headers, frame and table but one query of its own; and a bare page of Flask and Jinja with one query and
nothing else. Aims: at most 3 times the reference, at most 12 queries, as many with 100 pairings as with all;
under load at least a third of the reference's rate.
"""

import argparse
import gc
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from flask_migrate import upgrade  # noqa: E402
from sqlalchemy import event  # noqa: E402

from benchmarks.reference import bare_app, with_reference  # noqa: E402
from mentoring import clock, transaction  # noqa: E402
from mentoring.commands import serving  # noqa: E402
from mentoring.extensions import db  # noqa: E402
from mentoring.jobs.upkeep import learn_sizes  # noqa: E402
from tests.support.factories import World, make_session  # noqa: E402
from tests.support.large_school import MAIN_PAGES, Large, make_large_school, suggest_on_board  # noqa: E402
from tests.support.server import free_port, wait_for  # noqa: E402

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday in term, before lunch
SMALL = 100  # pairings of the school whose queries are compared
QUERIES_MOST, TIMES_MOST, SHARE_LEAST = 12, 3.0, 1 / 3
ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
CLIENTS = 4  # that ask at once


@dataclass
class School:
    """A made-up school in an installation of its own, with a sign-in for each account of MAIN_PAGES."""

    app: Flask
    folder: Path
    large: Large
    cookies: dict[str, str]


@contextmanager
def school_of(pairings: int) -> Iterator[School]:
    """Make a school with so many pairings in a new installation."""
    folder = Path(tempfile.mkdtemp(prefix="pages-"))
    app = with_reference(str(folder))
    try:
        with app.app_context():
            upgrade()
            with transaction.unit():
                large = make_large_school(pairings)
                suggest_on_board(large)
            with transaction.unit():
                learn_sizes(clock.now())  # as the worker does every hour
            with transaction.unit():
                tokens = {
                    who: _session(large.world, who) for who in {page[0] for page in MAIN_PAGES.values()}
                }
        yield School(app, folder, large, {who: _cookie(app, token) for who, token in tokens.items()})
    finally:
        with app.app_context():
            db.engine.dispose()
        shutil.rmtree(folder)


def _session(world: World, who: str) -> str:
    person_id, is_student = world.person(who)
    return make_session(world, person_id, is_student=is_student)


def _cookie(app: Flask, token: str) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    found = client.get_cookie("mentoring")
    assert found is not None
    return f"mentoring={found.value}"


def asker(app: Flask, address: str, cookie: str = "") -> Callable[[], Any]:
    """Return a function that asks for a page as a browser does, and returns the answer."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"} if cookie else {}
    return lambda: client.get(address, headers=headers)


def rows_of(page: str) -> int:
    """Return how many rows of a table, a list or a form a page shows in its main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return len(re.findall(r"<(?:tr|li|fieldset)\b", main))


def queries_of(app: Flask, ask: Callable[[], Any]) -> int:
    """Return how many statements a page sends; beginning, ending and settings do not count."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(ASKS):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


@dataclass(frozen=True)
class Found:
    """A page that is there: how many rows it shows, whose it is, and where."""

    name: str
    who: str
    address: str
    rows: int

    @property
    def reference(self) -> str:
        """Return where a page with as many rows is that does next to nothing."""
        return f"/reference/{'young' if self.who in ('mentor', 'mentee') else 'staff'}/{self.rows}"


def found_in(school: School, only: str) -> list[Found]:
    """Return the pages that are there; say which are not."""
    found = []
    for name, (who, path) in MAIN_PAGES.items():
        if only and only not in name:
            continue
        address = school.large.address(path)
        answer = asker(school.app, address, school.cookies[who])()
        if answer.status_code != 200:
            print(f"{name}: {answer.status_code}, left out")
            continue
        page = asker(school.app, address, school.cookies[who])
        plain = school.app.test_client(use_cookies=False).get(
            address, headers={"Cookie": school.cookies[who]}
        )
        page()
        found.append(Found(name, who, address, rows_of(plain.get_data(as_text=True))))
    return found


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000


def timed(ask: Callable[[], Any]) -> float:
    """Return the seconds that a page takes."""
    began = time.perf_counter()
    answer = ask()
    took = time.perf_counter() - began
    assert answer.status_code == 200, answer.status
    return took


def measure_pages(school: School, pages: Sequence[Found], rounds: int, small: dict[str, int]) -> None:
    """Ask each page, its reference and a bare page in turn, and print what came of it."""
    with school.app.app_context():
        bare = bare_app(str(db.engine.url.database))
    print(f"\n{'page':24}{'rows':>6}{'p50':>8}{'p99':>8}{'ref.':>8}{'p99':>8}{'times':>7}{'bare':>8}{'times':>7}"
          f"{'queries':>9}{f'({SMALL})':>7}{'ref.':>6}{'bytes':>9}")  # fmt: skip
    for page in pages:
        cookie = school.cookies[page.who]
        asks = (
            asker(school.app, page.address, cookie),
            asker(school.app, page.reference, cookie),
            asker(bare, f"/bare/{page.rows}"),
        )
        for ask in asks:
            ask()
        # As app.py does: what is loaded, and here what making the school left, is not searched for garbage again.
        gc.collect()
        gc.freeze()
        taken: tuple[list[float], ...] = ([], [], [])
        for _round in range(rounds):
            for ask, seconds in zip(asks, taken, strict=True):
                seconds.append(timed(ask))
        (own, own_99), (house, house_99), (plain, _) = (percentiles(seconds) for seconds in taken)
        queries, of_reference = (queries_of(school.app, ask) for ask in asks[:2])
        size = len(asks[0]().get_data())
        told = [
            "" if own <= TIMES_MOST * house else f"over {TIMES_MOST:.0f} times",
            "" if queries <= QUERIES_MOST else f"over {QUERIES_MOST} queries",
            "" if queries <= small.get(page.name, queries) else "more queries in a larger school",
        ]
        print(
            f"{page.name:24}{page.rows:6}{own:8.1f}{own_99:8.1f}{house:8.1f}{house_99:8.1f}{own / house:7.2f}"
            f"{plain:8.2f}{own / plain:7.1f}{queries:9}{small.get(page.name, 0):7}{of_reference:6}{size:9,}"
            f"  {', '.join(filter(None, told))}"
        )


# Many at once


def measure_load(school: School, pages: Sequence[Found], seconds: float, workers: int) -> None:
    """Let several ask at once for all these pages in turn, and for their references, side by side; print the rates."""
    port = free_port()
    environment = {
        **os.environ, "INSTANCE_PATH": str(school.folder), "PORT": str(port), "WORKERS": str(workers),
        "BENCHMARK_NOW": NOW.isoformat(), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    settings = with_reference(str(school.folder), PORT=str(port), WORKERS=str(workers)).extensions["settings"]
    command = [*serving.server_command(settings)[:-1], "benchmarks.reference:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port)
        mixes = {
            "product": [(page.address, school.cookies[page.who]) for page in pages],
            "reference": [(page.reference, school.cookies[page.who]) for page in pages],
        }
        rates: dict[str, list[float]] = {name: [] for name in mixes}
        taken: dict[str, list[float]] = {name: [] for name in mixes}
        for mix in mixes.values():  # once before, so that every worker has read its templates
            _ask_for(port, mix, 2)
        for _turn in range(3):
            for name, mix in mixes.items():
                answers = _ask_for(port, mix, seconds / 3)
                rates[name].append(len(answers) / (seconds / 3))
                taken[name] += answers
    finally:
        server.terminate()
        server.wait()
    print(f"\n{CLIENTS} at once, {workers} workers, {len(pages)} pages in turn:")
    for name in mixes:
        p50, p99 = percentiles(taken[name])
        print(
            f"{name:10}{statistics.mean(rates[name]):8.1f} a second   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms"
        )
    share = statistics.mean(rates["product"]) / statistics.mean(rates["reference"])
    print(f"The product answers {share:.2f} times as many as the reference. Aim: at least {SHARE_LEAST:.2f}.")


def _ask_for(port: int, mix: Sequence[tuple[str, str]], seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(_one_client, port, mix, number, until) for number in range(CLIENTS)]
    return [taken for client in clients for taken in client.result()]  # which raises what went wrong in one


def _one_client(port: int, mix: Sequence[tuple[str, str]], number: int, until: float) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    while time.perf_counter() < until:
        address, cookie = mix[number % len(mix)]
        number += 1
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        assert answer.status == 200, (address, answer.status)
    connection.close()
    return taken


def main() -> None:
    """Make the schools, measure, print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--pairings", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=100, help="how often each page is asked")
    options.add_argument("--seconds", type=float, default=30, help="of load, for each of the two")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", default="", help="pages whose name has this in it")
    options.add_argument("--no-load", action="store_true")
    chosen = options.parse_args()
    clock.set_source(lambda: NOW)
    small = {}
    with school_of(min(SMALL, chosen.pairings)) as school:
        for page in found_in(school, chosen.only):
            ask = asker(school.app, page.address, school.cookies[page.who])
            small[page.name] = queries_of(school.app, ask)
    began = time.perf_counter()
    with school_of(chosen.pairings) as school:
        large = school.large
        print(f"{len(large.pairings):,} pairings and {large.meetings:,} meetings, made in "
              f"{time.perf_counter() - began:.1f} s; {len(large.todays):,} meet today.")  # fmt: skip
        pages = found_in(school, chosen.only)
        measure_pages(school, pages, chosen.rounds, small)
        if not chosen.no_load and pages:
            measure_load(school, pages, chosen.seconds, chosen.workers)


if __name__ == "__main__":
    main()
