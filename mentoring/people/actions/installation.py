"""Know this installation again at every start, and give the code that unlocks its set-up."""

from datetime import datetime

from mentoring import ids
from mentoring.audit.keys import KeyProblem, keyed_hash, keyring
from mentoring.extensions import db
from mentoring.people.models.installation import Installation

ROW = "installation"
PURPOSE = "set-up"
DIGITS = 8


def ensure_installation(now: datetime) -> str | None:
    """Return a fresh one-time set-up code until the installation is claimed, then None.

    Only the code's hash is stored, and each start replaces it. KeyProblem if the keys are not the ones
    that this database was begun with: what is sealed would not open, and the trail would seem broken.
    """
    row = db.session.get(Installation, ROW)
    fingerprint = keyring().fingerprint()
    if row is None:
        row = Installation(id=ROW, key_fingerprint=fingerprint, created_at=now)
        db.session.add(row)
    if row.key_fingerprint != fingerprint:
        raise KeyProblem(
            "the keys are not the ones of this database: put the right key files back, "
            "or name their folder in KEYS_PATH"
        )
    if row.claimed_at is not None:
        return None
    code = ids.number_code(DIGITS)
    row.setup_code_hash = keyed_hash(PURPOSE, code)
    return code
