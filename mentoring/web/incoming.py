"""What comes in with a request: how large it may be, and where a file stays while it is looked at."""

import io
from typing import IO, Any

from flask import Request, current_app, session

from mentoring.access.guard import access_of


class Incoming(Request):
    """A request. A route may take a larger body (`requires(largest=...)`) from those who hold a signed-in cookie."""

    @property
    def max_content_length(self) -> int | None:
        """Return how many bytes a body may have here."""
        usual = super().max_content_length
        access = access_of(current_app, self.endpoint) if self.endpoint else None
        # Who is asking is known only after the body was read (its token is in there), but a cookie of ours is signed.
        if access is None or access.largest is None or "_user_id" not in session:
            return usual
        return access.largest

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value  # as Flask itself keeps it for one request

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        """Keep an uploaded file in memory: the usual way would put it, readable, on the disk."""
        return io.BytesIO()
