"""Pages go over the wire compressed, each longer by chance, so that their length tells nothing of what is in them."""

import gzip
import io

from flask import Flask, Response, request

from mentoring import ids

LEAST = 500  # bytes: below that little is won
LONGER = range(
    101
)  # bytes; a guesser who watches lengths (BREACH) would need far too many pages to see through it


def init_app(app: Flask) -> None:
    """Compress every page for browsers that take it. Static files are compressed already, at the start."""
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    if response.mimetype != "text/html" or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) >= LEAST and request.accept_encodings["gzip"] > 0:
        response.set_data(squeezed(page))
        response.headers["Content-Encoding"] = "gzip"
    return response


def squeezed(page: bytes) -> bytes:
    """Return `page` compressed. The file name that gzip has room for, and nobody reads, makes it longer by chance."""
    written = io.BytesIO()
    with gzip.GzipFile("x" * ids.choose(LONGER), "wb", compresslevel=6, fileobj=written, mtime=0) as file:
        file.write(page)
    return written.getvalue()
