"""Several people who press at the same moment, each in a thread of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any


def at_once(presses: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all of these run at the same time; return what each returned, or the problem that it ended with."""
    answers: list[Any] = [None] * len(presses)
    together = threading.Barrier(len(presses))

    def run(place: int, press: Callable[[], Any]) -> None:
        together.wait()
        try:
            answers[place] = press()
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is what the test looks at
            answers[place] = problem

    threads = [threading.Thread(target=run, args=each) for each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
