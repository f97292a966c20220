"""What happens when a role description is written and edited: a new version each time, never a changed one."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.programme.models import Programme, RoleDescription, RoleDescriptionVersion
from mentoring.programme.queries.roles import description, version
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import Block, EditKind, RoleText, TextRefusal, refusals_of_text


def first_version(
    by: By, programme: Programme, role: ProgrammeRole, text: RoleText, *, now: datetime
) -> None:
    """Give a new programme the first words for a role. Making the programme is the event."""
    held = RoleDescription(
        school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, role=role, newest=1
    )
    db.session.add(held)
    db.session.flush()
    _add_version(by, held, text, EditKind.FIRST, now)


def edit_role(
    by: By,
    programme: Programme,
    role: ProgrammeRole,
    text: RoleText,
    kind: EditKind | None,
    *,
    seen: int,
    now: datetime,
) -> Sequence[TextRefusal]:
    """Keep new words for a role as the next version; return why not, nothing when it was done.

    seen: the number of the version that the editor began with.
    """
    held = description(programme, role)
    db.session.refresh(held, with_for_update=True)
    if held.newest != seen:
        return [TextRefusal.STALE]
    newest = version(held, held.newest)
    if wrong := refusals_of_text(text):
        return wrong
    if newest is not None and newest.text == text:
        return [TextRefusal.NOTHING_CHANGED]
    if kind is None or kind is EditKind.FIRST:
        return [TextRefusal.KIND_WANTED]
    held.newest += 1
    _add_version(by, held, text, kind, now)
    trail.record(
        events.ROLE_DESCRIPTION_CHANGED,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=programme.id,
        role=role.value,
        number=held.newest,
        kind=kind.value,
    )
    return []


def _add_version(by: By, held: RoleDescription, text: RoleText, kind: EditKind, now: datetime) -> None:
    db.session.add(
        RoleDescriptionVersion(
            school_id=held.school_id,
            id=ids.new_id(),
            description_id=held.id,
            number=held.newest,
            kind=kind,
            blocks={block.value: text.blocks[block] for block in Block},
            questions=[asdict(question) | {"answers": list(question.answers)} for question in text.questions],
            made_at=now,
            made_by=by.person_id,
        )
    )
    db.session.flush()
