"""Seal a text into one row: a key of its own for each row, wrapped by the installation's sealing key."""

from mentoring import ids
from mentoring.audit.keys import KEY_BYTES, KeyProblem, decrypt, encrypt, keyring
from mentoring.audit.models import RecordKey
from mentoring.extensions import db


def place(school_id: str, table: str, column: str, row_id: str) -> str:
    """Return the name of the one place where a sealed text belongs; part of the seal."""
    return f"{school_id}/{table}/{column}/{row_id}/1"


def seal(text: str, *, school_id: str, table: str, column: str, row_id: str) -> bytes:
    """Return `text` sealed for that row and column, making the row's key the first time."""
    return encrypt(_key_for(school_id, row_id), text, place(school_id, table, column, row_id))


def _key_for(school_id: str, row_id: str) -> bytes:
    held = db.session.get(RecordKey, (school_id, row_id))
    if held is not None:
        return record_key(held)
    key = ids.new_bytes(KEY_BYTES)
    held = RecordKey(school_id=school_id, id=row_id)
    _wrap(held, key)
    db.session.add(held)
    return key


def _wrap(held: RecordKey, key: bytes) -> None:
    ring = keyring()
    held.seal_id = ring.seal_id
    held.wrapped = encrypt(ring.seals[ring.seal_id], key.hex(), _wrapping(held.school_id, held.id))


def wrap_anew(held: RecordKey) -> None:
    """Wrap a row's own key with the sealing key that writes now. The row and its sealed texts stay as they are."""
    _wrap(held, record_key(held))


def record_key(held: RecordKey) -> bytes:
    """Return a row's own key, unwrapped; KeyProblem if the sealing key it was wrapped with is not here."""
    wrapping_key = keyring().seals.get(held.seal_id)
    if wrapping_key is None:
        raise KeyProblem(f"the sealing key {held.seal_id} is not among the key files")
    return bytes.fromhex(decrypt(wrapping_key, held.wrapped, _wrapping(held.school_id, held.id)))


def _wrapping(school_id: str, row_id: str) -> str:
    return f"{school_id}/record_key/wrapped/{row_id}"
