"""Holding a programme's row, so that what two people change of it at once happens one after the other."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.extensions import db
from mentoring.programme.models import Programme


def hold_programme(programme: Programme) -> None:
    """Hold the row until the transaction ends, and read it anew with its sites and the adults in charge.

    Not by refresh(with_for_update=True): it would join what was loaded beside it, which PostgreSQL does not lock.
    """
    wanted = (
        select(Programme)
        .where(Programme.school_id == programme.school_id, Programme.id == programme.id)
        .options(selectinload(Programme.sites), selectinload(Programme.adults))
        .execution_options(populate_existing=True)
    )
    db.session.execute(wanted.with_for_update()).all()


def lock_programme(programme: Programme) -> None:
    """Keep a programme until the transaction ends, and read anew what was read of it before."""
    hold_programme(programme)
    db.session.expire_all()
