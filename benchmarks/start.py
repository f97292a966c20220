"""How long a start and the demo take here, in seconds of the clock and of the processor. Nothing is asserted.

    .venv/bin/python benchmarks/start.py

The clock depends on what else the machine does; the processor's seconds hardly do, so they compare two versions.
"""

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
TIMES = 3


def first_answer(environment: dict[str, str]) -> float:
    """Start the product as `make run` does and stop it again; return the seconds until its first page came."""
    began = time.monotonic()
    process = subprocess.Popen([*FLASK, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not answers(int(environment["PORT"])):
            time.sleep(0.01)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def answers(port: int) -> bool:
    """Say whether the first page comes from `port`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/start")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def demo(environment: dict[str, str], doing: str) -> float:
    """Load the demo school, or take it out; return the seconds that it took."""
    began = time.monotonic()
    subprocess.run([*FLASK, "demo", doing], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def measured(work: Callable[[], float]) -> str:
    """Return in words the seconds that `work` returns, and those that all its processes worked."""
    before = _of_children()
    seconds = work()
    return f"{seconds:5.2f} s   processor {_of_children() - before:5.2f} s"


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print each measurement."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "INSTANCE_PATH": folder, "PORT": str(port), "PUBLIC_URL": ""}
        print("first start:", measured(lambda: first_answer(environment)))
        for _time in range(TIMES):
            print("later start:", measured(lambda: first_answer(environment)))
        for _time in range(TIMES):
            print("demo load:  ", measured(lambda: demo(environment, "load")))
            demo(environment, "remove")


if __name__ == "__main__":
    main()
