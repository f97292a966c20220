"""How long a roster takes, how much memory it needs, and how soon an attack is refused. Prints; asserts nothing.

    python benchmarks/roster.py

Each figure is measured in a process of its own, so that one does not warm up another. The aims stand beside them.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from flask_migrate import upgrade  # noqa: E402

from mentoring import create_app, transaction  # noqa: E402
from mentoring.audit.trail import MACHINE  # noqa: E402
from mentoring.roster.actions.taking import take_roster  # noqa: E402
from mentoring.roster.queries.plans import plan_for  # noqa: E402
from mentoring.roster.reading.keeping import as_text, from_text  # noqa: E402
from mentoring.roster.reading.reader import read_content  # noqa: E402
from mentoring.roster.rules.people import DateOrder, KeepBirth, Options, Unreadable  # noqa: E402

HEAD = [
    "Adno",
    "Forename",
    "Surname",
    "Year",
    "Form",
    "DOB",
    "Guardian",
    "Address",
    "Email",
    "Phone",
    "Notes",
]
OPTIONS = Options("england", date_order=DateOrder.DAY_FIRST, keep_birth=KeepBirth.MONTH)


def roster(rows: int) -> bytes:
    """Return a list of students as CSV: 11 columns, every second child with a sibling."""
    written = io.StringIO()
    write = csv.writer(written)
    write.writerow(HEAD)
    for number in range(rows):
        family = number // 2
        write.writerow(
            [f"{number:06}", f"First{number % 997}", f"Last{family}", str(7 + number % 5), f"{7 + number % 5}A",
             f"{1 + number % 28:02}/{1 + number % 12:02}/2012", f"Parent {family}", f"{family} High Street, Town",
             f"student{number}@school.example", "01632 960000", "nothing to note here"]
        )  # fmt: skip
    return written.getvalue().encode()


def workbook_of(rows: int) -> bytes:
    """Return the same list as a workbook."""
    from tests.roster.files import workbook

    return workbook({"Students": list(csv.reader(io.StringIO(roster(rows).decode())))})


def bomb() -> bytes:
    """Return a workbook of some 97 KB that unpacks to far more."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return _with_sheet(f"<worksheet>{row * 850_000}</worksheet>")


def far_cell() -> bytes:
    """Return a workbook with one cell at the end of the world."""
    return _with_sheet(
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )


def _with_sheet(sheet: str) -> bytes:
    from tests.roster.files import workbook

    return workbook({"A": []}, **{"xl/worksheets/sheet1.xml": sheet})


def zip_bomb() -> bytes:
    """Return a zip with 90 MB of nothing."""
    return _zip({"users.csv": b"0" * 90_000_000})


def zip_slip() -> bytes:
    """Return a zip with a name that leads out of it."""
    return _zip({"../../users.csv": b"sourcedId"})


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Return how long it took, and what came of it."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def refused(content: bytes, name: str) -> dict[str, object]:
    """Measure how soon a file is refused."""

    def read() -> str:
        try:
            read_content(content, name, OPTIONS)
        except Unreadable as problem:
            return str(problem.code)
        return "was read"

    took, code = seconds(read)
    return {"seconds": took, "code": code, "bytes": len(content)}


def preview(rows: int, kind: str) -> dict[str, object]:
    """Measure reading, keeping, looking, taking, and looking at the same file again."""
    content, name = (roster(rows), "a.csv") if kind == "csv" else (workbook_of(rows), "a.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder})
        with app.app_context():
            upgrade()
            before = memory()
            with transaction.unit():
                from tests.support.factories import make_school

                world = make_school()
            figures: dict[str, object] = {"bytes": len(content)}
            figures["read"], reading = seconds(lambda: read_content(content, name, OPTIONS))
            figures["keep and open"], reading = seconds(lambda: from_text(as_text(reading)))
            figures["look"] = seconds(lambda: _looked(world.school_id, reading))[0]
            figures["take"] = seconds(lambda: _taken(world.school_id, reading))[0]
            figures["look again"] = seconds(lambda: _looked(world.school_id, reading))[0]
            figures["memory"], figures["memory more"] = memory(), memory() - before
            from mentoring.extensions import db

            db.engine.dispose()
    return figures


def _looked(school_id: str, reading: object) -> object:
    from mentoring.people.queries import schools

    with transaction.unit(writes=False):
        return plan_for(schools.school(school_id), reading, OPTIONS).fingerprint  # type: ignore[arg-type]


def _taken(school_id: str, reading: object) -> object:
    from mentoring import clock
    from mentoring.people.queries import schools

    with transaction.unit():
        school = schools.school(school_id)
        assert school is not None
        plan = plan_for(school, reading, OPTIONS)  # type: ignore[arg-type]
        return take_roster(MACHINE, school, reading, plan, now=clock.now())  # type: ignore[arg-type]


def memory() -> int:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


WORK: dict[str, Callable[[], dict[str, object]]] = {
    "10,000 rows of CSV": lambda: preview(10_000, "csv"),
    "10,000 rows of XLSX": lambda: preview(10_000, "xlsx"),
    "100,000 rows of CSV": lambda: refused(roster(100_000), "a.csv"),
    "a zip bomb": lambda: refused(zip_bomb(), "a.zip"),
    "a zip-slip": lambda: refused(zip_slip(), "a.zip"),
    "a workbook of 97 KB that unpacks to 33 MB": lambda: refused(bomb(), "a.xlsx"),
    "a workbook with a cell at the end of the world": lambda: refused(far_cell(), "a.xlsx"),
}
AIMS = {
    "10,000 rows of CSV": "read and look under 10 s, under 200 MB",
    "10,000 rows of XLSX": "read and look under 10 s, under 200 MB",
    "100,000 rows of CSV": "refused in words",
}


def main() -> None:
    """Measure each in a process of its own and print it."""
    if len(sys.argv) > 1:
        print(json.dumps(WORK[sys.argv[1]]()))
        return
    for name in WORK:
        ran = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
        figures = json.loads(ran.stdout.splitlines()[-1])
        told = [f"{what} {value:.3f} s" for what, value in figures.items() if isinstance(value, float)]
        told += [f"{what} {value} MB" for what, value in figures.items() if what.startswith("memory")]
        told += [f"refused: {figures['code']}"] if "code" in figures else []
        print(
            f"{name} ({figures['bytes']:,} bytes): {', '.join(told)}. Aim: {AIMS.get(name, 'refused under 0.050 s')}."
        )


if __name__ == "__main__":
    main()
