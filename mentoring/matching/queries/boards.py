"""A programme's board as it is stored, and the people on it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolments
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries.pairings import pairings
from mentoring.matching.rules.life import State
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole


def board_of(programme: Programme) -> Board | None:
    """Return a programme's board, or None before the first press."""
    wanted = select(Board).where(Board.school_id == programme.school_id, Board.programme_id == programme.id)
    return db.session.scalar(wanted)


def people_on(programme: Programme, enrolment_ids: Collection[str]) -> Mapping[str, Enrolment]:
    """Return the enrolments that a board names, by id; who left the school meanwhile is not among them."""
    return {each.id: each for each in enrolments(programme, ids=enrolment_ids)} if enrolment_ids else {}


def may_be_undone(programme: Programme) -> Sequence[Pairing]:
    """Return the board's approved pairings whose mentors have not opened the question yet, the newest first."""
    held = pairings(
        programme.school_id, programme_id=programme.id, states=(State.PROPOSED, State.ASKED_MENTOR)
    )
    return [each for each in reversed(held) if not is_opened(each)]


def is_opened(pairing: Pairing) -> bool:
    """Say whether a mentor has seen the question, so that an approval is not undone behind their back."""
    return any(each.opened_at is not None for each in pairing.here if each.role == ProgrammeRole.MENTOR)
