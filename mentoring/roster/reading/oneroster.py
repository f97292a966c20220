"""OneRoster 1.1 and 1.2, and Microsoft School Data Sync 2.1 which has its shape: users, their roles, their orgs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from mentoring.roster.reading.bundle import Bundle, Row, Table
from mentoring.roster.reading.drafts import Draft, is_gone, judged
from mentoring.roster.reading.plain import EVERY, Progress
from mentoring.roster.rules.births import order_of
from mentoring.roster.rules.cells import clean, clean_name
from mentoring.roster.rules.kin import is_family, is_no_family
from mentoring.roster.rules.people import (
    DateOrder,
    KeepBirth,
    Kin,
    LeftOut,
    Listed,
    Options,
    Org,
    Question,
    Reading,
    Unreadable,
    Why,
)
from mentoring.roster.rules.problems import Problem, Refused

ID = ("sourcedId", "userSourcedId")
STUDENT = "student"


@dataclass
class Told:
    """What the tables beside users say of one person."""

    roles: list[str] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)  # ids of guardians and relatives
    born: str = ""


class Columns:
    """The cells of a table by the standard's own names, whatever their case."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.read: set[str] = set()

    def get(self, row: Row, *names: str) -> str:
        """Return a cell, cleaned; "" if the table has no such column."""
        header = self.table.column(*names)
        if header is None:
            return ""
        self.read.add(header)
        return clean(row.cells[header])

    def name(self, row: Row, *names: str) -> str:
        """Return the first of these columns that holds a name."""
        for each in names:
            header = self.table.column(each)
            if header is not None:
                self.read.add(header)
                if found := clean_name(row.cells[header]):
                    return found
        return ""

    def several(self, row: Row, *names: str) -> list[str]:
        """Return the parts of a list, which the standard separates by commas."""
        return [part for part in (clean(each) for each in self.get(row, *names).split(",")) if part]


def read_oneroster(bundle: Bundle, kind: str, options: Options, progress: Progress) -> Reading:
    """Return the students of a OneRoster bundle, or the question that must be answered first."""
    absent = _promised(bundle)
    users = Columns(_needed(bundle, "users.csv"))
    orgs = _orgs(bundle, absent)
    if options.org is not None and options.org not in orgs:
        raise Unreadable(Refused.UNKNOWN_ORG, org=options.org)
    told, problems = _told(bundle, absent), list[LeftOut]()
    _from_users(users, told)
    order = _order_of_births(bundle, absent, options, told)
    if isinstance(order, Question):
        return Reading(format=kind, questions=(order,))
    drafts = _drafts(users, told, orgs, options, problems, progress)
    result = judged(drafts, options, order)
    unread = tuple(header for header in users.table.headers if header not in users.read)
    used = {one.org for one in result.students}
    return Reading(
        format=kind,
        students=result.students,
        left_out=(*problems, *result.left_out),
        orgs=tuple(org for org in (each[0] for each in orgs.values()) if org.id in used),
        kin=(*result.kin, *_direct_kin((*result.students, *chain.from_iterable(result.twins)), told)),
        unread={users.table.file: unread},
        twins=result.twins,
    )


def _promised(bundle: Bundle) -> frozenset[str]:
    """Read the manifest first: which files are not to be looked at. A file of changes alone is refused."""
    manifest = bundle.table("manifest.csv")
    if manifest is None:
        return frozenset()
    cells = Columns(manifest)
    said = {
        cells.get(row, "propertyName").lower(): cells.get(row, "value").lower() for row in manifest.rows()
    }
    absent = set()
    for name, value in said.items():
        if not name.startswith("file."):
            continue
        file = f"{name.removeprefix('file.')}.csv"
        if value == "delta" and file in ("users.csv", "roles.csv", "orgs.csv"):
            raise Unreadable(Refused.DELTA, file=file)
        if value == "absent":
            absent.add(file)
        elif value == "bulk" and bundle.table(file) is None:
            raise Unreadable(Refused.FILE_MISSING, file=file)
    return frozenset(absent)


def _needed(bundle: Bundle, name: str) -> Table:
    table = bundle.table(name)
    if table is None or not table.headers:
        raise Unreadable(Refused.FILE_MISSING, file=name)
    return table


def _columns(bundle: Bundle, name: str, absent: frozenset[str]) -> Columns | None:
    table = None if name in absent else bundle.table(name)
    return Columns(table) if table is not None and table.headers else None


def _orgs(bundle: Bundle, absent: frozenset[str]) -> dict[str, tuple[Org, str]]:
    """Return each org with the id of the one above it."""
    cells = _columns(bundle, "orgs.csv", absent)
    if cells is None:
        return {}
    found = {}
    for row in cells.table.rows():
        org_id = cells.get(row, "sourcedId")
        if org_id and not is_gone([cells.get(row, "status")]):
            found[org_id] = Org(org_id, cells.name(row, "name") or org_id), cells.get(row, "parentSourcedId")
    return found


def _told(bundle: Bundle, absent: frozenset[str]) -> dict[str, Told]:
    told: dict[str, Told] = {}
    if cells := _columns(bundle, "roles.csv", absent):
        for row in cells.table.rows():
            person = told.setdefault(cells.get(row, "userSourcedId"), Told())
            if is_gone([cells.get(row, "status")]):
                continue
            role, org = cells.get(row, "role").lower(), cells.get(row, "orgSourcedId")
            first = (
                cells.get(row, "isPrimary").lower() == "true"
                or cells.get(row, "roleType").lower() == "primary"
            )
            if role == STUDENT:  # where somebody works or looks after others says nothing of their own year
                person.grades += cells.several(row, "grade", "grades")
                person.orgs.insert(0 if first else len(person.orgs), org)
            person.roles.append(role)
    if cells := _columns(bundle, "relationships.csv", absent):
        for row in cells.table.rows():
            if is_family(cells.get(row, "relationshipRole")):
                person = told.setdefault(cells.get(row, "userSourcedId"), Told())
                person.family.append(cells.get(row, "relationshipUserSourcedId"))
    return told


def _from_users(users: Columns, told: dict[str, Told]) -> None:
    """Add what version 1.1 says in users itself. An agent is family only if that is their role."""
    agents: dict[str, list[str]] = {}
    no_family: set[str] = set()
    for row in users.table.rows():
        user = users.get(row, *ID)
        person = told.setdefault(user, Told())
        if is_no_family(f"{users.name(row, 'givenName')} {users.name(row, 'familyName')}"):
            no_family.add(user)
        if role := users.get(row, "role").lower():
            person.roles.append(role)
        person.orgs += [
            org for org in users.several(row, "orgSourcedIds", "orgSourcedId") if org not in person.orgs
        ]
        person.grades += users.several(row, "grades", "grade")
        agents[user] = users.several(row, "agentSourcedIds", "agents")
    for user, theirs in agents.items():
        told[user].family += [
            agent for agent in theirs if agent in told and any(is_family(role) for role in told[agent].roles)
        ]
    for person in told.values():
        person.family = [each for each in person.family if each not in no_family]


def _order_of_births(
    bundle: Bundle, absent: frozenset[str], options: Options, told: dict[str, Told]
) -> DateOrder | Question | None:
    cells = _columns(bundle, "demographics.csv", absent)
    if cells is None or options.keep_birth is KeepBirth.NOTHING:
        return None
    for row in cells.table.rows():
        told.setdefault(cells.get(row, *ID), Told()).born = cells.get(row, "birthDate", "birthdate")
    order = order_of((person.born for person in told.values()), options.date_order)
    if order is None or isinstance(order, DateOrder):
        return order
    return Question("date-order", {"column": "birthDate", "example": order})


def _drafts(
    users: Columns,
    told: Mapping[str, Told],
    orgs: Mapping[str, tuple[Org, str]],
    options: Options,
    problems: list[LeftOut],
    progress: Progress,
) -> Iterator[Draft]:
    file = users.table.file
    for count, row in enumerate(users.table.rows(), start=1):
        if count % EVERY == 0:
            progress(count)
        if row.is_blank:
            continue
        user = users.get(row, *ID)
        person = told.get(user, Told())
        problem = row.problem or _problem(user, person, orgs, options)
        if problem is not None:
            problems.append(LeftOut(file, row.number, problem, {"id": user} if user else {}))
            continue
        yield Draft(
            file=file,
            row=row.number,
            roster_id=user,
            first_name=users.name(row, "preferredFirstName", "preferredGivenName", "givenName"),
            last_name=users.name(row, "preferredLastName", "preferredFamilyName", "familyName"),
            years=tuple(dict.fromkeys(person.grades)),
            born=person.born,
            org=_home(person.orgs, orgs, options.org),
            status=(users.get(row, "status"), users.get(row, "enabledUser")),
            guardians=tuple(dict.fromkeys(person.family)),
        )


def _problem(
    user: str, person: Told, orgs: Mapping[str, tuple[Org, str]], options: Options
) -> Problem | None:
    if not user:
        return Problem.NO_ID
    if STUDENT not in person.roles:
        return Problem.NOT_A_STUDENT
    if options.org is not None and not any(_within(org, options.org, orgs) for org in person.orgs):
        return Problem.OTHER_ORG
    return None


def _within(org: str, wanted: str, orgs: Mapping[str, tuple[Org, str]]) -> bool:
    """Say whether an org is the wanted one or stands below it."""
    seen = set()
    while org and org not in seen:
        if org == wanted:
            return True
        seen.add(org)
        org = orgs[org][1] if org in orgs else ""
    return False


def _home(own: list[str], orgs: Mapping[str, tuple[Org, str]], wanted: str | None) -> str:
    """Return the org that becomes the student's site: within the wanted one, else the first that is known."""
    fitting = [org for org in own if org in orgs and (wanted is None or _within(org, wanted, orgs))]
    return fitting[0] if fitting else ""


def _direct_kin(students: Sequence[Listed], told: Mapping[str, Told]) -> list[Kin]:
    """Return students whom the files call each other's relatives."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(students):
        places.setdefault(one.roster_id, []).append(place)
    pairs = {
        (min(place, other), max(place, other))
        for place, one in enumerate(students)
        for relative in told[one.roster_id].family
        if relative != one.roster_id
        for other in places.get(relative, ())
    }
    return [Kin(one, other, Why.RELATIONSHIP) for one, other in sorted(pairs)]
