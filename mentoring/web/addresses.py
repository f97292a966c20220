"""Addresses: whole ones for mails and QR codes, and safe ones to go back to."""

from urllib.parse import urlsplit

from flask import current_app


def absolute(path: str) -> str:
    """Return the whole address of a path of ours, by PUBLIC_URL."""
    return f"{current_app.extensions['settings'].public_url}{path}"


def reaches_only_this_machine() -> bool:
    """Say whether PUBLIC_URL, and so every link and QR code, works on this computer only."""
    return not current_app.extensions["settings"].production


def local_path(wanted: str | None, otherwise: str = "/") -> str:
    """Return `wanted` if it is a path on this site, else `otherwise`: nobody is sent elsewhere by a link."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(wanted)
    hostile = any(ord(letter) < 32 for letter in wanted) or "\\" in wanted
    return otherwise if parts.scheme or parts.netloc or hostile else wanted
