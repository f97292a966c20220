"""Keep the web server and the worker running side by side, and stop them together."""

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from types import FrameType
from typing import TypeAlias

from mentoring.config import ROOT, Settings

LOOK = 0.2  # seconds between two looks at the children
START = 30  # seconds that the server may take until it answers
END = 15  # seconds that the children may take to finish what they are doing
LONGEST_PAUSE = 60.0  # seconds before a worker that keeps dying is started again
PR_SET_PDEATHSIG = 1
QUESTION = b"HEAD /start HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]
Child: TypeAlias = "subprocess.Popen[bytes] | Forked"


def server_command(settings: Settings) -> list[str]:
    """Return the command that starts the web server alone."""
    return [sys.executable, "-m", "granian", *server_arguments(settings)]


def server_arguments(settings: Settings) -> list[str]:
    """Return what the web server is started with.

    Its threads are many because a thread may only be waiting for a slow client's body; web/intake.py
    decides how many requests are worked on. There is no access log, so no address of a page is kept.
    """
    arguments = [
        "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", settings.bind, "--port", str(settings.port), "--workers", str(settings.workers),
        "--backlog", "1024", "--backpressure", "512", "--blocking-threads", "512",
        "--http1-header-read-timeout", "10000", "--workers-kill-timeout", "10",
        "--respawn-failed-workers", "--respawn-interval", "1",
        "--no-access-log", "--log-level", "error",
    ]  # fmt: skip
    if settings.own_tls:
        arguments += [
            "--ssl-certificate",
            str(settings.tls_certificate),
            "--ssl-keyfile",
            str(settings.tls_key),
        ]
    return [*arguments, "app:app"]


def worker_command() -> list[str]:
    """Return the command that starts the worker."""
    return [sys.executable, "-m", "flask", "--app", "app", "worker"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A process group of its own: Ctrl-C reaches only this process, and the whole group can be ended.
    return subprocess.Popen(
        command, cwd=ROOT, process_group=0, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent
    )  # fmt: skip


class Forked:
    """The web server as a fork of this process, with the methods of Popen that are used here.

    It has loaded what this process has loaded, and so have its own workers, which it forks in turn: a start takes
    a third of the work. Only on Linux; elsewhere the server is started anew.
    """

    def __init__(self, settings: Settings) -> None:
        self.ended: int | None = None
        gc.freeze()  # what is loaded stays: the forks share its memory and do not search it for garbage
        self.pid = os.fork()
        if self.pid == 0:
            try:
                become_the_server(settings)
            finally:
                os._exit(1)

    def poll(self) -> int | None:
        """Return how it ended, or None while it lives."""
        if self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.ended = os.waitstatus_to_exitcode(status) if pid else None
        return self.ended

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self, timeout: float = END) -> int:
        """Wait for its end; TimeoutExpired after `timeout` seconds."""
        until = time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("granian", timeout)
            time.sleep(0.02)
        return ended


def become_the_server(settings: Settings) -> None:
    """Be to this process what a newly started one is: a group, signals and open files of its own."""
    os.setpgid(0, 0)
    _end_with_parent()
    for number in STOPS:
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # the lock among them: it is the parent's alone
    os.chdir(ROOT)
    multiprocessing.set_start_method("fork", force=True)
    from granian.cli import cli

    cli(server_arguments(settings), auto_envvar_prefix="GRANIAN")


def _start_server(settings: Settings) -> Child:
    return Forked(settings) if sys.platform == "linux" else _start(server_command(settings))


def _end_with_parent() -> None:
    """Be told to stop when the parent is killed without a chance to say so (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run(settings: Settings, say: Say, welcome: Callable[[], None]) -> int:
    """Serve until told to stop; return 0 then, 1 if the server ended by itself."""
    stop = Event()

    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in STOPS:
        signal.signal(number, stopping)
    server = _start_server(settings)
    children = [server]
    try:
        if _answers(settings, server, stop):
            welcome()
        # After the server: on a small machine the two would only slow each other's start down.
        worker = Restarted(worker_command(), say)
        children.append(worker.process)
        while not stop.wait(LOOK):
            if server.poll() is not None:
                say("The web server stopped by itself, so everything is stopped.")
                return 1
            worker.look()
            children[1] = worker.process
        return 0
    finally:
        _end(children)


class Restarted:
    """The worker: started again whenever it dies, after a pause that grows while it keeps dying."""

    def __init__(self, command: list[str], say: Say) -> None:
        self.command = command
        self.say = say
        self.pause = 1.0
        self._begin()

    def _begin(self) -> None:
        self.process = _start(self.command)
        self.began = time.monotonic()
        self.again_at: float | None = None

    def look(self) -> None:
        """Start the worker again if it is time to."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self.again_at is None:
            lasted = now - self.began
            self.pause = 1.0 if lasted > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = now + self.pause
            self.say(f"The worker stopped; it is started again in {self.pause:.0f} seconds.")
        elif now >= self.again_at:
            self._begin()


def _answers(settings: Settings, server: Child, stop: Event) -> bool:
    """Wait until the server answers a request; False if it stopped or was told to."""
    until = time.monotonic() + START
    while time.monotonic() < until and not stop.is_set() and server.poll() is None:
        try:
            plain = socket.create_connection((_reachable(settings.bind), settings.port), timeout=2)
            with plain, _wrapped(plain, settings) as connection:
                connection.sendall(QUESTION)
                if connection.recv(16).startswith(b"HTTP/"):
                    return True
        except OSError:
            pass  # not yet
        stop.wait(0.05)
    return False


def _wrapped(plain: socket.socket, settings: Settings) -> socket.socket:
    if not settings.own_tls:
        return plain
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = (
        False,
        ssl.CERT_NONE,
    )  # it only asks whether anybody is there
    return context.wrap_socket(plain)


def _reachable(bind: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104


def port_problem(settings: Settings) -> str | None:
    """Return why the address cannot be listened on, or None."""
    kind = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    with socket.socket(kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.bind, settings.port))
        except OSError as problem:
            return problem.strerror or str(problem)
    return None


def tls_problem(settings: Settings) -> str | None:
    """Return why the certificate and key cannot be used, or None."""
    if not settings.own_tls or settings.tls_key is None:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            str(settings.tls_certificate), settings.tls_key
        )
        plain = "-----BEGIN PRIVATE KEY-----" in settings.tls_key.read_text(encoding="ascii")
    except (OSError, ValueError) as problem:
        return str(problem)
    return (
        None
        if plain
        else "the key must be in PKCS#8 form: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW-KEY"
    )


def _end(children: list[Child]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + END
    for child in children:
        with suppress(subprocess.TimeoutExpired):  # what is left is ended with its group below
            child.wait(max(0.1, until - time.monotonic()))
    for child in children:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # nobody is left of the group
        child.wait()
