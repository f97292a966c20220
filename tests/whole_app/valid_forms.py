"""A form that is taken, written by hand, for every route that changes something: by whom, where, and every field.

The form of a route names every field that the route reads, so that whatever else is sent must change nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people import hashing, typed_codes
from mentoring.people.actions import passwords, second_factor
from mentoring.people.actions.installation import ROW, ensure_installation
from mentoring.people.actions.second_factor import NewPasskey
from mentoring.people.models import Account, CalendarSpan, Passkey, StaffMember, StaffRole, Student
from mentoring.people.queries.schools import school
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import ConcernStep
from mentoring.raising.queries.concerns import words_again
from mentoring.raising.rules.answers import DoneBy
from mentoring.safeguarding.rules import StepKind
from tests.access.table import make_records
from tests.people.authenticator import Authenticator, decoded, encoded
from tests.people.second_factors import SECRET, code_now
from tests.people.signing_in import PASSWORD, PICTURES, WORDS
from tests.support.crawling import Browser
from tests.support.factories import World, make_school, make_session, make_staff, make_student
from tests.support.worlds import SIGNED_OUT, client_for, sign_everybody_in

NEW_PASSWORD = "copper lantern by the sea"
DEVICE = Authenticator("the lead's")


class QuickHasher:
    """Stands in for argon2 where how a secret is kept does not matter: the same each time, and at once."""

    def hash(self, secret: str) -> str:
        return f"quick {secret}"

    def verify(self, held: str, secret: str) -> bool:
        return held == f"quick {secret}"


@dataclass
class Place:
    """Two schools with everything that the forms need, and the ids that their addresses and fields name."""

    app: Flask
    here: World
    there: World
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def browser(self, account: str) -> Browser:
        """Return the browser of an account, or of somebody who is not signed in."""
        return Browser(client_for(self.app, self.tokens.get(account)), account)

    def named(self, written: Any) -> Any:
        """Return what was written in the table with the ids in the places of their names."""
        if isinstance(written, str):
            return written.format(**self.ids)
        return [self.named(each) for each in written] if isinstance(written, list) else written


Prepare = Callable[[Place, Browser], dict[str, Any]]


@dataclass(frozen=True)
class Valid:
    """A form that is taken. `before` does what comes before it in the same browser, and adds what that gave."""

    by: str
    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    before: Prepare | None = None
    is_json: bool = False
    changes: bool = True  # False: it only shows or answers something


def make_place(app: Flask) -> Place:
    """Make two schools in which every form of VALID is taken."""
    with app.app_context(), transaction.unit():
        here, there = make_school(), make_school("birch", "Birchfield School", suffix="son")
        made = make_records(here, there)
        place = Place(app, here, there)
        for kind in ("hold", "tie", "report", "hour", "span"):
            (place.ids[kind],) = made.found[kind].own.values()
        _people(place)
        _ways_in(place)
        _worries(place)
        _dates(place)
    place.tokens = sign_everybody_in(app, here)
    with app.app_context(), transaction.unit():
        place.tokens["mentee elsewhere"] = make_session(here, here.mentee, is_student=True)
        sessions = db.session.execute(db.text("SELECT id FROM session WHERE token_hash = :hash"), {
            "hash": ids.token_hash(place.tokens["mentee elsewhere"])
        })  # fmt: skip
        place.ids["session"] = sessions.scalar_one()
    return place


def _people(place: Place) -> None:
    here = place.here
    for role, staff_id in here.staff.items():
        place.ids[role.value] = staff_id
    place.ids |= {"mentor": here.mentor, "mentee": here.mentee, "site": here.site_id, "school": here.school_id}
    place.ids |= {"code": here.code, "other_school": place.there.school_id}
    place.ids["gone_staff"] = make_staff(here, first="Gone", last="Away")
    place.ids["gone_student"] = make_student(here, first="Gone", last="Away")
    place.ids["youngest"] = make_student(here, first="Mia", last="Little", year="2")
    for model, name in ((StaffMember, "gone_staff"), (Student, "gone_student")):
        db.session.get_one(model, (here.school_id, place.ids[name])).left_at = clock.now()
    again = StaffMember(  # the coordinator works for the other school too
        school_id=place.there.school_id, id=ids.new_id(), account_id=_account(place, Role.COORDINATOR).id,
        title="Ms", first_name="Ruth", last_name="Okafor", away=False, reads_out_of_hours=False,
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    db.session.add(
        StaffRole(
            school_id=place.there.school_id, id=ids.new_id(), staff_id=again.id, role=Role.COORDINATOR,
            granted_at=clock.now(),
        )
    )  # fmt: skip


def _account(place: Place, role: Role) -> Account:
    member = db.session.get_one(StaffMember, (place.here.school_id, place.here.staff[role]))
    return db.session.get_one(Account, member.account_id)


def _ways_in(place: Place) -> None:
    """Give secrets to those who type one: passwords, cards, an app, a passkey, one-time codes."""
    for role in (Role.COORDINATOR, Role.SUPERVISOR):
        account = _account(place, role)
        account.secret_hash, account.secret_at = hashing.hash_secret(PASSWORD), clock.now()
    cards = ((place.here.mentee, WORDS), (place.ids["youngest"], " ".join(PICTURES)))
    for student_id, words in cards:
        account = db.session.get_one(Student, (place.here.school_id, student_id)).account
        account.secret_hash = hashing.hash_secret(words.replace(" ", ""))
        account.secret_at = clock.now()
    admin, deputy, lead = (_account(place, role) for role in (Role.ADMINISTRATOR, Role.DEPUTY, Role.LEAD))
    second_factor.keep_app_secret(admin, SECRET)
    second_factor.keep_app_secret(deputy, SECRET)
    lead_as_actor = Actor(lead.id, place.here.school_id, place.here.staff[Role.LEAD], "", frozenset({Role.LEAD}))
    numbers = DEVICE.key.public_key().public_numbers()
    del numbers
    second_factor.add_passkey(
        lead_as_actor, NewPasskey(encoded(DEVICE.id), _public_key(), 0), "Blue key", now=clock.now()
    )
    place.ids["passkey"] = db.session.query(Passkey).one().id
    asker = Actor("", place.here.school_id, place.here.staff[Role.ADMINISTRATOR], "", frozenset({Role.ADMINISTRATOR}))
    supervisor = db.session.get_one(StaffMember, (place.here.school_id, place.here.staff[Role.SUPERVISOR]))
    place.ids["reset_code"] = str(passwords.make_reset_code(asker, supervisor, now=clock.now()))
    place.ids["setup_code"] = str(ensure_installation(clock.now()))
    assert typed_codes and ROW
