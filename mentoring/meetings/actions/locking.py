"""Meetings are changed one after the other: who changes one locks its pairing first, always in one order."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.meetings.models import Meeting
from mentoring.people.models import StaffMember
from mentoring.programme.models import Place


def lock_meetings(meetings: Sequence[Meeting]) -> None:
    """Lock the pairings of these meetings, and read both anew (3 queries, however many)."""
    if not meetings:
        return
    school_id = meetings[0].school_id
    lock_pairings(school_id, {each.pairing_id for each in meetings})
    anew = select(Meeting).where(
        Meeting.school_id == school_id, Meeting.id.in_([each.id for each in meetings])
    )
    db.session.scalars(anew.order_by(Meeting.id).execution_options(populate_existing=True)).all()


def lock_pairings(school_id: str, pairing_ids: Collection[str]) -> None:
    """Lock these pairings' rows, and read them anew (2 queries)."""
    wanted = select(Pairing.id).where(Pairing.school_id == school_id, Pairing.id.in_(pairing_ids))
    db.session.execute(wanted.order_by(Pairing.id).with_for_update())
    anew = select(Pairing).where(Pairing.school_id == school_id, Pairing.id.in_(pairing_ids))
    db.session.scalars(anew.order_by(Pairing.id).execution_options(populate_existing=True)).all()


def lock_places(school_id: str, place_ids: Collection[str]) -> None:
    """Lock these places, so that the last seat in a room is given once."""
    wanted = select(Place.id).where(Place.school_id == school_id, Place.id.in_(place_ids))
    db.session.execute(wanted.order_by(Place.id).with_for_update())


def lock_staff(school_id: str, staff_ids: Collection[str]) -> None:
    """Lock these members of staff, so that nobody is asked to be in two places."""
    wanted = select(StaffMember.id).where(StaffMember.school_id == school_id, StaffMember.id.in_(staff_ids))
    db.session.execute(wanted.order_by(StaffMember.id).with_for_update(key_share=True))
