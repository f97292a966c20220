"""Role descriptions and their versions."""

from collections.abc import Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.programme.models import Programme, RoleDescription, RoleDescriptionVersion
from mentoring.programme.rules.kinds import ProgrammeRole


def description(programme: Programme, role: ProgrammeRole) -> RoleDescription:
    """Return the description of a role in a programme; every programme has both from its first day."""
    wanted = select(RoleDescription).where(
        RoleDescription.school_id == programme.school_id,
        RoleDescription.programme_id == programme.id,
        RoleDescription.role == role,
    )
    return db.session.scalars(wanted).one()


def versions(description: RoleDescription) -> Sequence[RoleDescriptionVersion]:
    """Return every version of a description, the newest first."""
    wanted = select(RoleDescriptionVersion).where(
        RoleDescriptionVersion.school_id == description.school_id,
        RoleDescriptionVersion.description_id == description.id,
    )
    return db.session.scalars(wanted.order_by(RoleDescriptionVersion.number.desc())).all()


def version(description: RoleDescription, number: int) -> RoleDescriptionVersion | None:
    """Return one version by its number, or None."""
    wanted = select(RoleDescriptionVersion).where(
        RoleDescriptionVersion.school_id == description.school_id,
        RoleDescriptionVersion.description_id == description.id,
        RoleDescriptionVersion.number == number,
    )
    return db.session.scalar(wanted)


def current_version(programme: Programme, role: ProgrammeRole) -> RoleDescriptionVersion:
    """Return the newest version of a role's description: what a student reads and signs now."""
    held = description(programme, role)
    newest = version(held, held.newest)
    assert newest is not None
    return newest


def newest_versions(programme: Programme) -> dict[ProgrammeRole, RoleDescriptionVersion]:
    """Return the newest version of both roles of a programme (1 query)."""
    wanted = (
        select(RoleDescription.role, RoleDescriptionVersion)
        .join(
            RoleDescriptionVersion,
            (RoleDescriptionVersion.school_id == RoleDescription.school_id)
            & (RoleDescriptionVersion.description_id == RoleDescription.id)
            & (RoleDescriptionVersion.number == RoleDescription.newest),
        )
        .where(RoleDescription.school_id == programme.school_id, RoleDescription.programme_id == programme.id)
        .order_by(RoleDescription.role.desc())
    )
    return {ProgrammeRole(role): found for role, found in db.session.execute(wanted)}
