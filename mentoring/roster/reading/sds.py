"""Microsoft School Data Sync, version 1: a table of students and a table of schools."""

from collections.abc import Iterator, Mapping

from mentoring.roster.reading.bundle import Bundle, Table
from mentoring.roster.reading.drafts import Draft, judged
from mentoring.roster.reading.oneroster import Columns
from mentoring.roster.reading.plain import EVERY, Progress
from mentoring.roster.rules.births import order_of
from mentoring.roster.rules.cells import clean
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

# Each country's form of these files has its own name for the same column.
STUDENT_ID = ("SIS ID", "ID")
SCHOOL_OF_STUDENT = ("School SIS ID", "School DfE Number", "School ID")
SCHOOL_ID = ("SIS ID", "DfE Number", "ID")


def read_sds_1(bundle: Bundle, kind: str, options: Options, progress: Progress) -> Reading:
    """Return the students of School Data Sync 1 files, or the question that must be answered first."""
    students, schools = bundle.table("student.csv"), bundle.table("school.csv")
    if students is None or schools is None:
        raise Unreadable(Refused.FILE_MISSING, file="Student.csv" if students is None else "School.csv")
    if students.column("First Name") is None or students.column("Last Name") is None:
        raise Unreadable(Refused.NO_NAMES, file=students.file)
    orgs = _orgs(schools)
    if options.org is not None and options.org not in orgs:
        raise Unreadable(Refused.UNKNOWN_ORG, org=options.org)
    order = _order(students, options)
    if isinstance(order, Question):
        return Reading(format=kind, questions=(order,))
    cells, problems = Columns(students), list[LeftOut]()
    result = judged(_drafts(cells, orgs, options, problems, progress), options, order)
    used = {one.org for one in result.students}
    return Reading(
        format=kind,
        students=result.students,
        left_out=(*problems, *result.left_out),
        orgs=tuple(org for org in orgs.values() if org.id in used),
        kin=result.kin,
        twins=result.twins,
        unread={students.file: tuple(header for header in students.headers if header not in cells.read)},
    )


def _orgs(schools: Table) -> dict[str, Org]:
    cells = Columns(schools)
    found = {}
    for row in schools.rows():
        if school_id := cells.get(row, *SCHOOL_ID):
            found[school_id] = Org(school_id, cells.name(row, "Name") or school_id)
    return found


def _order(students: Table, options: Options) -> DateOrder | Question | None:
    header = students.column("Birthdate", "Birth Date")
    if header is None or options.keep_birth is KeepBirth.NOTHING:
        return None
    order = order_of((clean(row.cells[header]) for row in students.rows()), options.date_order)
    if order is None or isinstance(order, DateOrder):
        return order
    return Question("date-order", {"column": header, "example": order})


def _drafts(
    cells: Columns, orgs: Mapping[str, Org], options: Options, problems: list[LeftOut], progress: Progress
) -> Iterator[Draft]:
    file = cells.table.file
    for count, row in enumerate(cells.table.rows(), start=1):
        if count % EVERY == 0:
            progress(count)
        if row.is_blank:
            continue
        student, org = cells.get(row, *STUDENT_ID), cells.get(row, *SCHOOL_OF_STUDENT)
        problem = row.problem or (None if student else Problem.NO_ID)
        if problem is None and options.org not in (None, org):
            problem = Problem.OTHER_ORG
        if problem is not None:
            problems.append(LeftOut(file, row.number, problem))
            continue
        keeps_births = options.keep_birth is not KeepBirth.NOTHING
        yield Draft(
            file=file,
            row=row.number,
            roster_id=student,
            first_name=cells.name(row, "First Name"),
            last_name=cells.name(row, "Last Name"),
            years=tuple(grade for grade in (cells.get(row, "Grade"),) if grade),
            born=cells.get(row, "Birthdate", "Birth Date") if keeps_births else "",
            org=org if org in orgs else "",
            status=(cells.get(row, "Status"),),
        )
