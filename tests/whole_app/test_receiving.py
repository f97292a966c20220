"""A slow client holds up nobody, and only the named proxy is believed."""

import io
import ipaddress
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client, create_environ, run_wsgi_app
from werkzeug.wrappers import Request, Response

from mentoring.web import intake
from mentoring.web.intake import Intake
from mentoring.web.proxy import NamedProxy

PROXY = (ipaddress.ip_network("10.0.0.0/24"),)
FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "school.example",
}


@Request.application
def said(request: Request) -> Response:
    return Response(f"{request.scheme} {request.host} {request.remote_addr}")


def answer(peer: str, *, alone: bool = True) -> Any:
    client = Client(NamedProxy(said, PROXY, alone=alone))
    return client.get("/", headers=FORWARDED, environ_base={"REMOTE_ADDR": peer})


def test_the_named_proxy_is_believed() -> None:
    assert answer("10.0.0.7").text == "https school.example 203.0.113.9"
    assert answer("::ffff:10.0.0.7").text == "https school.example 203.0.113.9"


@pytest.mark.parametrize("alone", [True, False])
def test_this_machine_may_ask_but_is_not_believed(alone: bool) -> None:
    assert answer("127.0.0.1", alone=alone).text == "http localhost 127.0.0.1"


def test_whoever_comes_past_the_proxy_is_turned_away_where_only_the_proxy_speaks_tls() -> None:
    refused = answer("10.0.1.7")
    assert refused.status_code == 403
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert answer("10.0.1.7", alone=False).text == "http localhost 10.0.1.7"


def test_without_a_named_proxy_nobody_is_believed_and_nobody_turned_away() -> None:
    client = Client(NamedProxy(said, (), alone=True))
    got = client.get("/", headers=FORWARDED, environ_base={"REMOTE_ADDR": "10.0.0.7"})
    assert got.text == "http localhost 10.0.0.7"


class Stopping:
    """A body that stops halfway until it is told to go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.go_on.wait(10)
        return b""


def posted(body: Any, **more: Any) -> dict[str, Any]:
    return {**create_environ(method="POST"), "wsgi.input": body, **more}


def text_of(app: Intake, environ: dict[str, Any]) -> str:
    return b"".join(run_wsgi_app(app, environ)[0]).decode()


def body_length(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [str(len(environ["wsgi.input"].read())).encode()]


def test_bodies_that_stop_halfway_leave_room_for_everybody_else() -> None:
    app = Intake(body_length, 1000)
    slow = Stopping()
    stopped = [posted(slow, CONTENT_LENGTH="100") for _ in range(intake.AT_ONCE * 3)]
    threads = [threading.Thread(target=run_wsgi_app, args=[app, environ]) for environ in stopped]
    for thread in threads:
        thread.start()
    try:
        assert text_of(app, posted(io.BytesIO(b"words"), CONTENT_LENGTH="5")) == "5"
    finally:
        slow.go_on.set()
        for thread in threads:
            thread.join()


def test_only_a_few_requests_are_worked_on_at_once() -> None:
    inside, most, lock = 0, 0, threading.Lock()
    all_in = threading.Event()

    def count(environ: Any, start_response: Any) -> Iterable[bytes]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        all_in.wait(0.2)
        with lock:
            inside -= 1
        start_response("200 OK", [])
        return [b""]

    app = Intake(count, 1000)
    threads = [threading.Thread(target=Client(app).get) for _ in range(intake.AT_ONCE * 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == intake.AT_ONCE


def test_a_body_without_a_length_is_taken_up_to_the_limit_and_one_more_byte() -> None:
    environ = posted(io.BytesIO(b"x" * 5000), **{"wsgi.input_terminated": True, "CONTENT_LENGTH": ""})
    assert text_of(Intake(body_length, 1000), environ) == "1001"


def test_a_body_said_to_be_too_large_is_left_for_the_application_to_refuse() -> None:
    stopping = Stopping()
    environ = posted(stopping, CONTENT_LENGTH="1001")
    seen = []

    def look(environ: Any, start_response: Any) -> Iterable[bytes]:
        seen.append(environ["wsgi.input"])
        start_response("413 Too Large", [])
        return [b""]

    run_wsgi_app(Intake(look, 1000), environ)
    assert seen == [stopping]


def test_a_page_that_takes_files_takes_larger_bodies_and_no_other_page_does() -> None:
    app = Intake(body_length, 1000, {"/files": 5000})
    assert text_of(app, posted(io.BytesIO(b"x" * 5000), CONTENT_LENGTH="5000", PATH_INFO="/files")) == "5000"
    for path, length in (("/files", "5001"), ("/other", "1001")):
        stopping = Stopping()
        seen: list[object] = []

        def look(environ: Any, start_response: Any, seen: list[object] = seen) -> Iterable[bytes]:
            seen.append(environ["wsgi.input"])
            start_response("413 Too Large", [])
            return [b""]

        run_wsgi_app(
            Intake(look, 1000, {"/files": 5000}), posted(stopping, CONTENT_LENGTH=length, PATH_INFO=path)
        )
        assert seen == [stopping]


def test_large_files_that_stop_halfway_hold_up_no_page() -> None:
    app = Intake(body_length, 1000, {"/files": 5000})
    slow = Stopping()
    stopped = [posted(slow, CONTENT_LENGTH="5000", PATH_INFO="/files") for _ in range(intake.AT_ONCE * 2)]
    threads = [threading.Thread(target=run_wsgi_app, args=[app, environ]) for environ in stopped]
    for thread in threads:
        thread.start()
    try:
        assert text_of(app, posted(io.BytesIO(b"words"), CONTENT_LENGTH="5")) == "5"
    finally:
        slow.go_on.set()
        for thread in threads:
            thread.join()
