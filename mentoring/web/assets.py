"""Static files: read once, compressed once, served under names that change when the content does.

Our own style sheets are sent without the comments that we keep for each other.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request

from mentoring.access.guard import public
from mentoring.config import ROOT

bp = Blueprint("assets", __name__)

COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_INDENT = re.compile(r"\n\s*")
CSS_ADDRESS = re.compile(r'url\("([^":]+)"\)')
YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    compressed: bytes | None
    kind: str


class Assets:
    """All static files in memory (under 1 MB in all), by their hashed name."""

    def __init__(self, folder: Path) -> None:
        self._names: dict[str, str] = {}
        self.served: dict[str, Asset] = {}
        self._add("bootstrap.css", _bootstrap())
        styles = []
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            if path.suffix == ".css":
                styles.append((name, path))  # last: they name the others
            else:
                self._add(name, path.read_bytes())
        for name, path in styles:
            style = CSS_INDENT.sub("\n", CSS_COMMENT.sub("", path.read_text(encoding="utf-8")))
            self._add(name, self._with_hashed_addresses(name, style))

    def _add(self, name: str, content: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}" if dot else name
        compressed = gzip.compress(content, 9, mtime=0) if f".{suffix}" in COMPRESSED else None
        kind = guess_type(name)[0] or "application/octet-stream"
        self._names[name] = hashed
        self.served[hashed] = Asset(content, compressed, kind)

    def _with_hashed_addresses(self, name: str, style: str) -> bytes:
        base = Path(name).parent

        def hashed(match: re.Match[str]) -> str:
            parts: list[str] = []
            for part in (base / match[1]).as_posix().split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            return f'url("/static/{self._names["/".join(parts)]}")'

        return CSS_ADDRESS.sub(hashed, style).encode()

    def address(self, name: str) -> str:
        """Return the path under which the static file `name` is served; KeyError if there is none."""
        return f"/static/{self._names[name]}"


def _bootstrap() -> bytes:
    # In a layer of its own, so that our theme (in later layers) wins without fighting.
    sheet = files("flask_bootstrap").joinpath("static/bootstrap5/css/bootstrap.min.css").read_bytes()
    without_map = re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", sheet)
    return b"@layer bootstrap{" + without_map.removeprefix(b'@charset "UTF-8";') + b"}"


def init_app(app: Flask) -> None:
    """Read the static files and let templates ask for their addresses with `asset(name)`."""
    assets = Assets(ROOT / "static")
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.address
    app.register_blueprint(bp)


@bp.get("/static/<path:name>")
@public("style sheets, scripts, fonts and pictures hold nobody's data", late=True, in_a_room=True)
def static_file(name: str) -> Any:
    """Serve one hashed file, for ever: another content has another name."""
    found = current_app.extensions["assets"].served.get(name)
    if found is None:
        abort(404)
    squeezed = found.compressed is not None and request.accept_encodings["gzip"] > 0
    response = Response(found.compressed if squeezed else found.content, mimetype=found.kind)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    return response
