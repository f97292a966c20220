"""Let a writer wait a little when many messages come from one place: outside every transaction, never a refusal."""

from threading import BoundedSemaphore
from time import sleep

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from mentoring import clock, transaction
from mentoring.raising.actions.slowing import Slowed, count_message
from mentoring.web import errors

# No more than these wait at the same time in one process, so that a flood slows itself and nobody else.
_waiting = BoundedSemaphore(2)


def slow_down() -> Slowed:
    """Count this message, wait as long as it must (up to 5 seconds), and return whether it is marked."""
    try:
        with transaction.aside():
            slowed = count_message(request.remote_addr or "", now=clock.now())
    except SQLAlchemyError as error:  # counting must not stand between a child and an adult
        errors.log(error)
        return Slowed()
    if slowed.seconds and _waiting.acquire(blocking=False):
        try:
            sleep(slowed.seconds)
        finally:
            _waiting.release()
    return slowed
