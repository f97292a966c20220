"""A programme with a pair that meets on Tuesdays at lunch, and more such pairs; through the actions that pages use."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.matching.actions.making import Where
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import State
from mentoring.meetings.actions.planning import plan_meetings
from mentoring.meetings.models import Meeting
from mentoring.people.models import StaffMember
from mentoring.programme.models import Place, Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.rows import enrol, make_open_programme
from tests.support.factories import World, make_staff, make_student
from tests.support.pairs import make_pair, where_in
from tests.support.programmes import by
from tests.support.worlds import stand_still

TODAY = date(2026, 11, 3)  # a Tuesday
NEXT = date(2026, 11, 10)
LATER = date(2026, 11, 17)
LUNCH = (time(12, 30), time(13, 20))


class Planned:
    """Amara and Leo meet on Tuesdays at 12:30 in the library; Mr Panjwani is near."""

    def __init__(
        self, app: Flask, world: World, *, state: State = State.ACTIVE, name: str = "Buddies"
    ) -> None:
        stand_still()
        self.app, self.world = app, world
        with app.app_context(), transaction.unit():
            programme = make_open_programme(world, name)
            mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR)
            mentee = enrol(world, programme, world.mentee, ProgrammeRole.MENTEE)
            pair = make_pair(world, programme, mentor, mentee, state=state)
            self.programme, self.pair = programme.id, pair.id
            where = where_in(programme)
            self.slot, self.place, self.adult = where.slot_id, where.place_id, where.adult_id
            assert plan_meetings(by(world), pair, clock.now()) is None

    def another_pair(self, first: str = "Bo", *, programme_id: str | None = None, plan: bool = True) -> str:
        """Add a pair of two other students; return its id."""
        with self.app.app_context(), transaction.unit():
            programme = self.get(Programme, programme_id or self.programme)
            mentor = make_student(self.world, first=first, last="Older", year="10")
            mentee = make_student(self.world, first=first, last="Younger", year="7")
            pair = make_pair(
                self.world,
                programme,
                enrol(self.world, programme, mentor, ProgrammeRole.MENTOR),
                enrol(self.world, programme, mentee, ProgrammeRole.MENTEE),
            )
            if plan:
                plan_meetings(by(self.world), pair, clock.now())
            return pair.id

    def another_adult(self, last: str = "Lowell") -> str:
        """Add a supervisor; return the id."""
        with self.app.app_context(), transaction.unit():
            return make_staff(self.world, Role.SUPERVISOR, title="Ms", first="Ida", last=last)

    def get(self, model: Any, record_id: str) -> Any:
        return db.session.get_one(model, (self.world.school_id, record_id))

    def place_named(self, name: str) -> str:
        wanted = select(Place.id).where(Place.school_id == self.world.school_id, Place.name == name)
        return str(db.session.scalar(wanted))

    def meetings(self, pairing_id: str | None = None) -> Sequence[Meeting]:
        """Return the meetings of a pair, the earliest first, loose from the session."""
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = select(Meeting).where(
                Meeting.school_id == self.world.school_id, Meeting.pairing_id == (pairing_id or self.pair)
            )
            found = db.session.scalars(wanted.order_by(Meeting.day, Meeting.starts)).all()
            db.session.expunge_all()
            return found

    def on(self, day: date, pairing_id: str | None = None) -> Meeting:
        """Return the meeting of a pair on a day."""
        (found,) = (each for each in self.meetings(pairing_id) if each.day == day)
        return found

    def do(self, action: Any, *, at: datetime | None = None) -> Any:
        """Run `action(the pairing, now)` in a transaction of its own, at another moment if one is named."""
        if at is not None:
            stand_still(at)
        with self.app.app_context(), transaction.unit():
            return action(self.get(Pairing, self.pair), clock.now())

    def change(self, model: Any, record_id: str, **columns: Any) -> None:
        with self.app.app_context(), transaction.unit():
            for name, value in columns.items():
                setattr(self.get(model, record_id), name, value)

    def events(self) -> list[str]:
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = db.session.query(TrailEntry).filter_by(chain=self.world.school_id)
            return [each.event for each in wanted.order_by(TrailEntry.seq)]

    def name_of(self, staff_id: str) -> str:
        with self.app.app_context(), transaction.unit(writes=False):
            return str(self.get(StaffMember, staff_id).name)


def where(held: Planned, **other: str) -> Where:
    """Return where the pair meets, with one thing another."""
    now = {"slot_id": held.slot, "place_id": held.place, "adult_id": held.adult}
    return Where(**{**now, **other})
