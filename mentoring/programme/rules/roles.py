"""Role descriptions: their blocks of text, their check questions, what an edit asks for, and what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from mentoring.people.rules.school_time import SchoolTime, add_school_days

QUESTIONS = 3
ANSWERS_LEAST, ANSWERS_MOST = 2, 4


class Block(StrEnum):
    """The parts of a role description, in the order in which they are read."""

    WHAT = "what"
    IS_NOT = "is_not"
    LISTENING = "listening"
    PASSING_ON = "passing_on"
    MEETING = "meeting"
    OWN_STORY = "own_story"
    STOPPING = "stopping"
    FINE = "fine"  # one thing a line: the left side of the card
    NOT_FINE = "not_fine"  # one thing a line: the right side of the card


LISTS = (Block.FINE, Block.NOT_FINE)
PROSE = tuple(block for block in Block if block not in LISTS)


class EditKind(StrEnum):
    """What an edit is. Only a change of what was agreed to asks for signatures again."""

    FIRST = "first"
    CORRECTION = "correction"
    CHANGE = "change"


class TextRefusal(StrEnum):
    """Why a version was not kept."""

    EMPTY_BLOCK = "text-empty-block"
    QUESTION_UNFINISHED = "text-question-unfinished"
    NOTHING_CHANGED = "text-nothing-changed"
    KIND_WANTED = "text-kind-wanted"
    STALE = "stale"


@dataclass(frozen=True)
class Question:
    """A check question: what is asked, the answers, the place of the right one (0 is the first), and why."""

    asks: str
    answers: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class RoleText:
    """All that one version says."""

    blocks: Mapping[Block, str]
    questions: tuple[Question, ...]

    def lines(self, block: Block) -> list[str]:
        """Return the lines of a block that is a list."""
        return [line.strip() for line in self.blocks[block].splitlines() if line.strip()]


@dataclass(frozen=True)
class Run:
    """Some words in a row that are the same, taken out or put in."""

    change: str  # same, out, in
    text: str


@dataclass(frozen=True)
class Difference:
    """One part of two versions side by side. `part` is a block's code, or the number of a question."""

    part: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]

    @property
    def is_same(self) -> bool:
        """Say whether nothing was changed here."""
        return all(run.change == "same" for run in (*self.before, *self.after))


def refusals_of_text(text: RoleText) -> list[TextRefusal]:
    """Return what is wrong with a version's words; an empty list when they can be kept."""
    empty = any(not text.blocks.get(block, "").strip() for block in Block)
    unfinished = len(text.questions) != QUESTIONS or any(not _is_finished(each) for each in text.questions)
    found = {TextRefusal.EMPTY_BLOCK: empty, TextRefusal.QUESTION_UNFINISHED: unfinished}
    return [code for code, is_wrong in found.items() if is_wrong]


def _is_finished(question: Question) -> bool:
    enough = ANSWERS_LEAST <= len(question.answers) <= ANSWERS_MOST
    told_apart = len(set(question.answers)) == len(question.answers)
    written = all(each.strip() for each in (question.asks, question.why, *question.answers))
    return enough and told_apart and written and 0 <= question.right < len(question.answers)


def asks_for_signatures(kind: EditKind) -> bool:
    """Say whether an edit of that kind must be signed by everybody who signed before."""
    return kind is EditKind.CHANGE


def needs_signature(signed: int | None, versions: Sequence[tuple[int, EditKind]]) -> bool:
    """Say whether somebody who signed version `signed` (None: none yet) must sign the newest.

    versions: all of them, as (number, kind of edit). A small correction is covered by the signature before it.
    """
    if signed is None:
        return bool(versions)
    return any(number > signed and asks_for_signatures(kind) for number, kind in versions)


def version_that_asks(signed: int | None, versions: Sequence[tuple[int, EditKind]]) -> int | None:
    """Return the oldest version whose signature is still missing, from which the days are counted; None if none."""
    if signed is None:
        return min((number for number, _kind in versions), default=None)
    return min((n for n, kind in versions if n > signed and asks_for_signatures(kind)), default=None)


def sign_by(times: SchoolTime, changed_on: date, school_days: int) -> date | None:
    """Return the last day for signing again: so many school days after the change. None if terms end before."""
    return add_school_days(times, changed_on, school_days)


def question_words(question: Question) -> str:
    """Return a question as one text, to compare."""
    answers = "\n".join(
        f"{'✓' if place == question.right else '–'} {answer}" for place, answer in enumerate(question.answers)
    )
    return f"{question.asks}\n{answers}\n{question.why}"


def differences(before: RoleText, after: RoleText) -> list[Difference]:
    """Return every part of two versions side by side, word by word, in the order in which they are read."""
    parts = [(block.value, before.blocks.get(block, ""), after.blocks.get(block, "")) for block in Block]
    for number in range(max(len(before.questions), len(after.questions))):
        old, new = (
            question_words(text.questions[number]) if number < len(text.questions) else ""
            for text in (before, after)
        )
        parts.append((str(number + 1), old, new))
    return [_difference(part, old, new) for part, old, new in parts]


def _difference(part: str, old: str, new: str) -> Difference:
    # Both end alike, so that a last word is not another only because a line follows it.
    was, now = _words(old + "\n"), _words(new + "\n")
    before: list[Run] = []
    after: list[Run] = []
    for change, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        same = change == "equal"
        if a < b:
            before.append(Run("same" if same else "out", "".join(was[a:b])))
        if c < d:
            after.append(Run("same" if same else "in", "".join(now[c:d])))
    return Difference(part, tuple(before), tuple(after))


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the spaces after it, so that joined they are the text again."""
    edges = [0]
    edges += [
        place + 1
        for place, (one, following) in enumerate(pairwise(text))
        if one.isspace() and not following.isspace()
    ]
    edges.append(len(text))
    return [text[start:end] for start, end in pairwise(edges) if start < end]
