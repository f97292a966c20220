"""The guard: every route declares who may, and nothing of a view runs before the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from mentoring import transaction
from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may, may_at_all
from mentoring.audit import trail

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[..., Any]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """What a route declared: the action, or why it is public; whether reading it is recorded."""

    action: Action | None
    public: str | None = None
    recorded: bool = False
    in_a_room: bool = False
    fresh: bool = False
    largest: int | None = None  # bytes of a body, where it may be larger than anywhere else


class Undeclared(RuntimeError):
    """A route says neither who may use it nor why everybody may."""


def requires(
    action: Action,
    *,
    load: Loader | None = None,
    recorded: bool = False,
    fresh: bool = False,
    late: bool = False,
    largest: int | None = None,
) -> Callable[[View], View]:
    """Let a view run only for those who may do `action`; everyone else, and a missing record, get the same 404.

    load: called with the actor's school id and the route's values; the view then takes the record in
        place of them. Without it the view takes the route's values.
    recorded: reading is an event of its own; the view must write exactly one, and prefetching is refused.
    fresh: a second factor not older than 15 minutes is asked for first.
    late: the view does slow work first and begins its own transaction.
    largest: bytes that a body may have here, for files (see web.incoming).
    """
    access = Access(action, recorded=recorded, fresh=fresh, largest=largest)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            _refuse_prefetch(access)
            if not late:
                _begin(writes=recorded or request.method not in SAFE_METHODS)
            actor = current_actor()
            if actor is None:
                return cast(ResponseReturnValue, ask_to_sign_in())
            if actor.room_id is not None and not may_at_all(actor, action):
                return cast(ResponseReturnValue, back_to_the_room())  # before anything else is looked at
            record = load(actor.school_id, **values) if load else None
            if (load and record is None) or not may(actor, action, record):
                if actor.room_id is not None:
                    return cast(ResponseReturnValue, back_to_the_room())
                _hooks().refused(actor, action, record)
                abort(404)
            if (answer := _hooks().ask_more(actor, access)) is not None:
                return cast(ResponseReturnValue, answer)
            return cast(ResponseReturnValue, view(record) if load else view(**values))

        return cast(View, _declared(guarded, access))

    return decorate


def public(why: str, *, late: bool = False, in_a_room: bool = False) -> Callable[[View], View]:
    """Let everybody use a view, signed in or out; `why` is read by a test that pins these routes.

    in_a_room: on a room's tablet too; every other page leads back to the room there.
    """
    access = Access(None, public=why, in_a_room=in_a_room)

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(**values: Any) -> ResponseReturnValue:
            if not late:
                _begin(writes=request.method not in SAFE_METHODS)
            if not in_a_room and is_in_a_room():
                return cast(ResponseReturnValue, back_to_the_room())
            if late and transaction.is_open():
                transaction.rollback()  # what was asked about a room that is closed by now
            return cast(ResponseReturnValue, view(**values))

        return cast(View, _declared(opened, access))

    return decorate


def _declared(view: Callable[..., Any], access: Access) -> Any:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return what the route behind `endpoint` declared, or None."""
    return getattr(app.view_functions[endpoint], "access", None)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start if any route declares no access."""
    missing = sorted(name for name in app.view_functions if access_of(app, name) is None)
    if missing:
        raise Undeclared(f"these routes declare no access: {', '.join(missing)}")


def _refuse_prefetch(access: Access) -> None:
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if access.recorded and "prefetch" in purpose:
        abort(404)


def _begin(*, writes: bool) -> None:
    if transaction.is_open():
        return
    if writes:
        _ = request.form, request.files  # the whole body is read before the database is touched
    transaction.begin(writes=writes)


@dataclass
class Hooks:
    """What the room of people gives the guard at start: who is asking, and what to answer instead."""

    actor: Callable[[], Actor | None]
    ask_to_sign_in: Callable[[], Any]
    ask_more: Callable[[Actor, Access], Any]
    refused: Callable[[Actor, Action, Any], None]
    is_in_a_room: Callable[[], bool]
    back_to_the_room: Callable[[], Any]


def install(app: Flask, hooks: Hooks) -> None:
    """Give the guard its hooks, and templates the same `can` as routes."""
    app.extensions["guard"] = hooks
    app.jinja_env.globals["can"] = can


def _hooks() -> Hooks:
    return cast(Hooks, current_app.extensions["guard"])


def current_actor() -> Actor | None:
    """Return who is asking, or None when nobody is signed in. One look-up a request."""
    if "actor" not in g:
        g.actor = _hooks().actor()
    return cast("Actor | None", g.actor)


def actor_here() -> Actor:
    """Return who is asking, in a view that `requires` something: nobody else was let in."""
    actor = current_actor()
    assert actor is not None
    return actor


def ask_to_sign_in() -> Any:
    """Return what is answered to somebody who must sign in first."""
    return _hooks().ask_to_sign_in()


def is_in_a_room() -> bool:
    """Say whether this browser is a room's tablet now."""
    return _hooks().is_in_a_room()


def back_to_the_room() -> Any:
    """Return what is answered on a room's tablet to whoever asks for something else."""
    return _hooks().back_to_the_room()


def somebody_here() -> Actor | None:
    """Return who is in front of the screen, or None: a room's tablet is nobody."""
    actor = current_actor()
    return None if actor is None or actor.is_room else actor


def can(action: str, subject: Any = None) -> bool:
    """Say in a template whether the reader may do `action`: the very question the route asks."""
    return may(current_actor(), Action(action), subject)


class Guarded(Flask):
    """The application: what a view did is committed once, before anything of it is sent, only below 400."""

    def dispatch_request(self) -> Response:
        response = make_response(super().dispatch_request())
        if not transaction.is_open():
            return response
        if response.status_code >= 400:
            transaction.rollback()
            return response
        self._check_recorded(response)
        transaction.commit()
        return response

    def _check_recorded(self, response: Response) -> None:
        access = access_of(self, request.endpoint) if request.endpoint else None
        # A redirect, to the second factor say, has shown nothing, so it has nothing to record.
        shown = response.status_code < 300 and request.method in SAFE_METHODS
        if access and access.recorded and shown and trail.written_so_far() != 1:
            raise RuntimeError("a recorded reading writes exactly one event")
