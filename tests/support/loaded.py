"""Processes that begin with everything loaded: forks of one that did the loading, as under `serve`."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from mentoring.commands import serving
from mentoring.config import ROOT
from tests.support.compiled import keep_compiled

# Loading takes some seconds and a start a tenth of one. The process that loads begins with the first start of a run,
# has no threads and no application, and ends with the run.
_loader = multiprocessing.get_context("forkserver")
_loader.set_forkserver_preload([__name__, "granian.cli"])


def start(job: Callable[..., None], environment: Mapping[str, str], *given: Any) -> BaseProcess:
    """Start `job(*given)` in a process of its own, as in a shell with this environment at the checkout."""
    process = _loader.Process(target=_run, args=(job, dict(environment), *given))
    process.start()
    return process


def _run(job: Callable[..., None], environment: dict[str, str], *given: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    keep_compiled()
    job(*given)


def serve() -> None:
    """Be the web server, just as the one that `flask --app app serve` forks."""
    from app import app

    serving.become_the_server(app.extensions["settings"])


def run_command(*words: str) -> None:
    """Be `flask --app app` with these words."""
    from app import app

    app.cli.main(list(words))


def run_command_into(file: Path, *words: str) -> None:
    """Be `flask --app app` with these words, and say into `file` what is said."""
    for stream in (1, 2):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    run_command(*words)
