"""A roster that waits, a pair that may be family and a student who is missing, for tests of the whole house."""

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import School
from mentoring.roster.actions.drafts import Brought, bring_roster, keep_outcome
from mentoring.roster.models import Family, RosterDraft, RosterEntry
from mentoring.roster.rules.families import FamilyState, pair_of
from mentoring.roster.rules.people import KeepBirth, Why
from mentoring.roster.sealed import options_of
from mentoring.roster.work import read_brought
from tests.roster.files import Rows, csv_of
from tests.support.factories import World

HEAD = ["Adno", "Forename", "Surname", "Year", "Form", "School", "DOB"]
ROWS = [
    HEAD,
    ["1", "Ana", "Reed", "7", "7A", "Main site", "04/05/2013"],
    ["2", "Ben", "Okoro", "8", "8B", "Little Alder", "05/06/2012"],
    ["3", "Cy", "Poe", "9", "9C", "Main site", "06/07/2011"],
    ["3", "Cy", "Poe", "8", "8C", "Main site", "06/07/2011"],
    ["4", "", "Nameless", "7", "7A", "Main site", ""],
]
COLUMNS = {"roster_id": 0, "first_name": 1, "last_name": 2, "year": 3, "form": 4, "site": 5}


def make_draft(world: World, rows: Rows = ROWS, *, columns: dict[str, int] | None = COLUMNS,
               keep_birth: KeepBirth = KeepBirth.NOTHING, name: str = "students.csv") -> str:  # fmt: skip
    """Bring a roster, read as far as these answers go; return its id. The caller's transaction is ended and begun."""
    school = db.session.get_one(School, world.school_id)
    coordinator = Actor("", school.id, world.staff[Role.COORDINATOR], "", frozenset({Role.COORDINATOR}))
    years = frozenset({"7", "8", "9"})
    content = csv_of(rows)
    made = bring_roster(coordinator, school, Brought(name, content, years, keep_birth), now=clock.now())
    assert isinstance(made, RosterDraft)
    options, school_id, draft_id = options_of(made), made.school_id, made.id
    transaction.commit()
    outcome, columns = read_brought(school_id, content, name, options, columns)
    transaction.begin(writes=True)
    found = db.session.get_one(RosterDraft, (school_id, draft_id))
    keep_outcome(found, outcome, columns)
    db.session.flush()
    return draft_id


def make_family(world: World, other_id: str | None = None) -> str:
    """Let the mentor and another student (the mentee if none is named) be suggested as one family; return its id."""
    one, other = pair_of(world.mentor, other_id or world.mentee)
    family = Family(
        school_id=world.school_id, id=ids.new_id(), one_id=one, other_id=other, why=Why.SHARED_ADDRESS,
        state=FamilyState.PROPOSED, proposed_at=clock.now(),
    )  # fmt: skip
    db.session.add(family)
    db.session.flush()
    return family.id


def make_missing(world: World, student_id: str) -> str:
    """Let a student be missing from the newest roster; return their id."""
    entry = RosterEntry(
        school_id=world.school_id, id=ids.new_id(), student_id=student_id, roster_id=f"r{student_id[-6:]}",
        year_given="7", born="", missing_since=clock.now(),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return student_id
