"""What every page's frame shows: whose school, who is here, where to go, and the door to an adult."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import get_locale

from mentoring.web.addresses import local_path
from mentoring.web.navigation import Link


@dataclass(frozen=True)
class Frame:
    """The facts of the frame. The room of people fills it, because it knows who is here."""

    manner: str = "plain"
    school_name: str | None = None
    person_name: str | None = None
    signed_in: bool = False
    in_room: bool = False  # on a room's tablet
    home_url: str = "/"
    theme: str = "auto"
    idle_seconds: int | None = None
    tell_url: str = "/tell"
    sign_in_url: str = "/sign-in"
    account_url: str | None = None
    help_url: str | None = None
    nav: list[Link] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    without_mail: str | None = None
    idle_warning_seconds: int = 60
    zone: str = "UTC"
    setup_finished: bool = True
    public_address: str = ""

    @property
    def leave_url(self) -> str:
        """Return where *Leave this page quickly* posts to."""
        return url_for("sessions.leave")

    @property
    def sign_out_url(self) -> str:
        """Return where signing out posts to."""
        return url_for("sessions.sign_out")

    @property
    def theme_url(self) -> str:
        """Return where the choice of light or dark posts to."""
        return url_for("account.choose_theme")

    @property
    def this_page(self) -> str:
        """Return where the choice of light or dark leads back to."""
        return local_path(request.path) if has_request_context() else "/"

    @property
    def extend_url(self) -> str:
        """Return where one key posts to, to stay signed in."""
        return url_for("sessions.extend")


def init_app(app: Flask, frame: Callable[[], Frame]) -> None:
    """Give every template `shell`, worked out once a request, and the page's language."""
    app.extensions["frame"] = frame

    @app.context_processor
    def _frame() -> dict[str, Any]:
        return {"shell": LazyFrame(), "lang": "en-GB", "text_direction": _direction()}


class LazyFrame:
    """The frame, asked for only when a template first looks at it."""

    def __getattr__(self, name: str) -> Any:
        if "frame" not in g:
            g.frame = cast(Callable[[], Frame], current_app.extensions["frame"])()
        return getattr(g.frame, name)


def _direction() -> str:
    locale = get_locale()
    return locale.text_direction if locale else "ltr"
