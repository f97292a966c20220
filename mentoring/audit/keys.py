"""The installation's keys: files outside the database, made once, never in a backup of it."""

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from mentoring import ids

KEY_BYTES = 32  # AES-256, HMAC-SHA-256
NONCE_BYTES = 12  # what AES-GCM takes


class KeyProblem(RuntimeError):
    """A key is missing, unreadable or not the one that this data was written with."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation. `seals` maps a key's id to it; the highest id is the one that writes."""

    session: bytes
    trail: bytes
    seals: dict[str, bytes]

    @property
    def seal_id(self) -> str:
        """Return the id of the sealing key that writes."""
        return max(self.seals, key=int)

    def fingerprint(self) -> str:
        """Return what the database remembers of the trail key and the first sealing key, to know them again."""
        first = self.seals[min(self.seals, key=int)]
        return hmac.new(self.trail, b"fingerprint" + first, hashlib.sha256).hexdigest()[:32]

    def derived(self, purpose: str) -> bytes:
        """Return a key for one purpose, made from the first sealing key (which is kept for ever)."""
        first = self.seals[min(self.seals, key=int)]
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(first)


def load_or_make(folder: Path) -> Keyring:
    """Return the keyring in `folder`, making what a first start lacks (mode 0600, never overwritten)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    session = _load_or_make(folder / "session.key")
    trail = _load_or_make(folder / "trail.key")
    _load_or_make(folder / "seal-1.key")
    seals = {path.stem.removeprefix("seal-"): _read(path) for path in sorted(folder.glob("seal-*.key"))}
    return Keyring(session=session, trail=trail, seals=seals)


def add_seal(folder: Path) -> Keyring:
    """Make one more sealing key, which writes from now on; return the keyring. Old keys stay, to read with."""
    newest = load_or_make(folder).seal_id
    _load_or_make(folder / f"seal-{int(newest) + 1}.key")
    return load_or_make(folder)


def _load_or_make(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(ids.new_bytes(KEY_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as problem:
        raise KeyProblem(f"{path.name} cannot be read as a key") from problem
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{path.name} is not {KEY_BYTES} bytes long")
    return key


def keyring() -> Keyring:
    """Return the keyring of the running application."""
    ring = current_app.extensions["keyring"]
    assert isinstance(ring, Keyring)
    return ring


def encrypt(key: bytes, text: str, bound_to: str) -> bytes:
    """Return `text` encrypted and bound to the place it belongs to; moved elsewhere it will not open."""
    return encrypt_bytes(key, text.encode(), bound_to)


def encrypt_bytes(key: bytes, content: bytes, bound_to: str) -> bytes:
    """Return `content` encrypted, as `encrypt` does a text."""
    nonce = ids.new_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def decrypt(key: bytes, blob: bytes, bound_to: str) -> str:
    """Return the text of `encrypt`; KeyProblem if it was changed, moved or written with another key."""
    return decrypt_bytes(key, blob, bound_to).decode()


def decrypt_bytes(key: bytes, blob: bytes, bound_to: str) -> bytes:
    """Return the content of `encrypt_bytes`; KeyProblem as `decrypt`."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as problem:
        raise KeyProblem("a sealed text does not open: changed, moved, or another key") from problem


def lock_away(purpose: str, text: str, bound_to: str) -> bytes:
    """Return `text` encrypted for one `purpose` of the installation (a second factor's secret, kept words)."""
    return encrypt(keyring().derived(purpose), text, bound_to)


def take_out(purpose: str, blob: bytes, bound_to: str) -> str:
    """Return the text of `lock_away`; KeyProblem if it is not for this purpose and place."""
    return decrypt(keyring().derived(purpose), blob, bound_to)


def keyed_hash(purpose: str, text: str) -> str:
    """Return a hash of `text` that cannot be tried out without the installation's key."""
    return hmac.new(keyring().derived(purpose), text.encode(), hashlib.sha256).hexdigest()
