"""What a draft holds, sealed to its row: the file, its name, and what was read of it."""

import json
import zlib
from typing import Any

from mentoring.audit.keys import decrypt_bytes, encrypt_bytes, keyring
from mentoring.roster.models import RosterDraft
from mentoring.roster.reading.keeping import as_text, from_text
from mentoring.roster.rules.people import DateOrder, KeepBirth, Options, Reading, Unreadable

PURPOSE = "roster draft"
QUICK = 1  # zlib's quickest: rosters shrink to a fifth even so


def seal(draft: RosterDraft, column: str, content: bytes) -> None:
    """Put `content` into a column of a draft, packed and sealed to it."""
    key = keyring().derived(PURPOSE)
    setattr(draft, column, encrypt_bytes(key, zlib.compress(content, QUICK), _place(draft, column)))


def opened(draft: RosterDraft, column: str) -> bytes:
    """Return what `seal` put there; KeyProblem if it was changed or moved."""
    return zlib.decompress(
        decrypt_bytes(keyring().derived(PURPOSE), getattr(draft, column), _place(draft, column))
    )


def _place(draft: RosterDraft, column: str) -> str:
    return f"{draft.school_id}/roster_draft/{column}/{draft.id}"


def file_name_of(draft: RosterDraft) -> str:
    """Return what the file was called."""
    return opened(draft, "file_name").decode()


def keep_reading(draft: RosterDraft, reading: Reading) -> None:
    """Seal what was read."""
    seal(draft, "reading", as_text(reading).encode())


def reading_of(draft: RosterDraft) -> Reading:
    """Return what was read."""
    return from_text(opened(draft, "reading").decode())


def keep_problem(draft: RosterDraft, problem: Unreadable) -> None:
    """Seal why the file was refused: what it names may be anything."""
    seal(draft, "reading", json.dumps({"code": problem.code, "facts": problem.facts}).encode())


def problem_of(draft: RosterDraft) -> Unreadable:
    """Return why the file was refused."""
    kept: dict[str, Any] = json.loads(opened(draft, "reading"))
    return Unreadable(kept["code"], **kept["facts"])


def options_of(draft: RosterDraft) -> Options:
    """Return what staff chose for a draft, except for the columns, whose headers are sealed."""
    chosen = draft.chosen
    return Options(
        country=chosen["country"],
        years=frozenset(chosen["years"]),
        date_order=DateOrder(chosen["date_order"]) if chosen["date_order"] else None,
        keep_birth=KeepBirth(chosen["keep_birth"]),
        ask_columns=True,
    )
