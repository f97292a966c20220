"""What a roster says once it is read, whatever the format of its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Why two students may be one family."""

    SHARED_GUARDIAN = "shared-guardian"
    RELATIONSHIP = "relationship"
    SHARED_ADDRESS = "shared-address"
    STAFF = "staff"  # nobody's file said so: a member of staff did


class KeepBirth(StrEnum):
    """How much of a birth date the school wants kept."""

    NOTHING = "nothing"
    MONTH = "month"
    DAY = "day"


class DateOrder(StrEnum):
    """In which order a date such as 04/05/2013 is meant. Years first needs no order."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True)
class Options:
    """What staff chose before anything is stored.

    years: codes of the country's year scale to take, None for all. mapping: the file's column to our field (see
    rules.columns), None to guess. org: the one org whose students to take, None for all. ask_columns: ask which column
    is which even where the guess is sure, because somebody sits there who can look.
    """

    country: str
    years: frozenset[str] | None = None
    mapping: Mapping[str, str] | None = None
    date_order: DateOrder | None = None
    keep_birth: KeepBirth = KeepBirth.NOTHING
    org: str | None = None
    ask_columns: bool = False


@dataclass(frozen=True)
class Org:
    """A school or building that the files name, which becomes a site."""

    id: str
    name: str


@dataclass(frozen=True)
class Listed:
    """One student as the files list them. `row` counts from 1 with the header, as a spreadsheet shows it.

    year: a code of the country's year scale; year_given: what stood in the file. born: "", "2013-05" or
    "2013-05-04", as the school chose. org: an `Org.id`, or "".
    """

    file: str
    row: int
    roster_id: str
    first_name: str
    last_name: str
    year: str
    year_given: str
    form: str = ""
    born: str = ""
    org: str = ""


@dataclass(frozen=True)
class LeftOut:
    """One row that is not taken, and why: `code` has its sentence in wording. facts: what the sentence needs."""

    file: str
    row: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kin:
    """Two students (by place in `Reading.everyone`) who may be one family, and why."""

    one: int
    other: int
    why: Why


@dataclass(frozen=True)
class Question:
    """What must be answered before anything can be taken: "date-order" or "columns".

    facts: for "date-order" the column and an example; for "columns" what stands in the guessed columns, by field.
    """

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the files say. With `questions` there are no students yet.

    format: "csv", "xlsx", "oneroster-1.1", "oneroster-1.2", "sds-1" or "sds-2.1". headers: the columns of a file
    whose columns can be mapped. mapping: the one used or guessed. unread: columns left out on purpose, by file.
    twins: rows that may be one student and are not taken until a person has said which is right.
    """

    format: str
    students: tuple[Listed, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    orgs: tuple[Org, ...] = ()
    kin: tuple[Kin, ...] = ()
    questions: tuple[Question, ...] = ()
    headers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    twins: tuple[tuple[Listed, ...], ...] = ()

    @property
    def everyone(self) -> tuple[Listed, ...]:
        """Return the students, and after them the rows that wait for a choice, group by group."""
        return (*self.students, *(one for group in self.twins for one in group))


class Unreadable(Exception):
    """The files as a whole are refused; `code` has its sentence in wording, `facts` what it needs."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
