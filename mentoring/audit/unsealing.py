"""Open a sealed text. Only the safeguarding room may import this; an import contract holds it."""

from mentoring.audit.keys import KeyProblem, decrypt
from mentoring.audit.models import RecordKey
from mentoring.audit.sealing import place, record_key
from mentoring.extensions import db


def unseal(blob: bytes, *, school_id: str, table: str, column: str, row_id: str) -> str:
    """Return the text that was sealed there; KeyProblem if it was changed, moved or its key destroyed."""
    held = db.session.get(RecordKey, (school_id, row_id))
    if held is None:
        raise KeyProblem("the key of this record was destroyed")
    return decrypt(record_key(held), blob, place(school_id, table, column, row_id))
