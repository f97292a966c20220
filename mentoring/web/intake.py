"""A request waits outside until its body has come whole; then a few at a time are worked on."""

import io
from collections.abc import Iterable, Mapping
from threading import BoundedSemaphore
from types import MappingProxyType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = (
    8  # requests worked on in one process: fewer than the pool has connections, and 8 x 46 MiB for argon2
)
FILES_AT_ONCE = 2  # large files in memory in one process


class Intake:
    """Keeps a client that sends slowly, or stops halfway, from holding up anybody else.

    The server's threads are many and cheap and wait for bodies; what costs memory, locks and database
    connections is behind this gate.
    """

    def __init__(
        self, inner: WSGIApplication, largest: int, larger: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self.inner = inner
        self.largest = largest  # bytes; a body said to be larger is left for the application to refuse
        self.larger = larger  # bytes, by the path of a page that takes files
        self.gate = BoundedSemaphore(AT_ONCE)
        self.files = BoundedSemaphore(FILES_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        said = environ.get("CONTENT_LENGTH") or ""
        chunked = bool(environ.get("wsgi.input_terminated"))
        if said.isdecimal() and int(said) <= self.largest:
            environ["wsgi.input"] = _whole(environ["wsgi.input"], int(said))
        elif said.isdecimal() and int(said) <= self.larger.get(environ.get("PATH_INFO", ""), 0):
            with self.files:  # whoever sends a large file slowly holds up other large files, and nothing else
                environ["wsgi.input"] = _whole(environ["wsgi.input"], int(said))
                with self.gate:
                    return self.inner(environ, start_response)
        elif not said and chunked and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            environ["wsgi.input"] = _whole(environ["wsgi.input"], self.largest + 1)
        with self.gate:
            return self.inner(environ, start_response)


def _whole(stream: Any, most: int) -> io.BytesIO:
    parts, left = [], most
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return io.BytesIO(b"".join(parts))
