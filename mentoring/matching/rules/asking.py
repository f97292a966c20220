"""Being asked: whose turn it is, what an answer leads to, and when a question has waited too long."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.matching.rules.life import Happening, PairingRefusal, State
from mentoring.programme.rules.kinds import ProgrammeRole

# School days without an answer, after which staff are reminded, and after which the question is over. Both are
# inferred, from how long a child should be left waiting; no publication names a number.
REMIND_AFTER = 5
EXPIRE_AFTER = 20
MOST_SHARED = 3  # shared interests that are named, in the order of the list


class Said(StrEnum):
    """What a student answers. A "no thanks" needs no reason."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Voice:
    """One student who is in a pairing, and what they said: empty before an answer."""

    role: ProgrammeRole
    answer: str = ""


ASKED_SIDE = {State.ASKED_MENTOR: ProgrammeRole.MENTOR, State.ASKED_MENTEE: ProgrammeRole.MENTEE}


def is_asked(state: State, voice: Voice) -> bool:
    """Say whether this student is being asked now: the mentors first, the mentees only after every mentor's yes."""
    return ASKED_SIDE.get(state) == voice.role and not voice.answer


def refusal_to_say(state: State, voice: Voice, said: Said, *, in_person: bool) -> PairingRefusal | None:
    """Return why an answer is not taken, or None.

    in_person: said to staff. Whoever had said yes can still say no to them before the first meeting is planned.
    """
    if is_asked(state, voice):
        return None
    if in_person and said is Said.NO and voice.answer == Said.YES and state in (*ASKED_SIDE, State.AGREED):
        return None
    return PairingRefusal.ANSWERED if voice.answer else PairingRefusal.NOT_ASKED


def follows(state: State, voices: Sequence[Voice]) -> Happening | None:
    """Return what the answers of those who are in a pairing lead to, or None while somebody has not answered.

    A mentor's no is a no for all. A mentee who says no is taken out before this is asked, where enough remain.
    """
    if any(voice.answer == Said.NO for voice in voices):
        return Happening.NO
    side = ASKED_SIDE.get(state)
    if side is None:
        return None
    theirs = [voice.answer for voice in voices if voice.role == side]
    if not theirs or not all(answer == Said.YES for answer in theirs):
        return None
    return Happening.MENTORS_YES if side is ProgrammeRole.MENTOR else Happening.MENTEES_YES


def enough_remain(roles: Collection[str], *, least_mentors: int) -> bool:
    """Say whether these roles still make a pairing: one mentee, and as many mentors as the programme asks for."""
    held = list(roles)
    return held.count(ProgrammeRole.MENTOR) >= max(1, least_mentors) and ProgrammeRole.MENTEE in held


def is_late(school_days: int) -> bool:
    """Say whether staff are reminded of a question that waits for so many school days."""
    return school_days >= REMIND_AFTER


def is_over(school_days: int) -> bool:
    """Say whether a question that nobody answered for so many school days is over."""
    return school_days >= EXPIRE_AFTER
