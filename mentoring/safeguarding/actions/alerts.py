"""What happens when the clock of a concern strikes: its readers are alerted, and the head's circle may join."""

from collections.abc import Sequence
from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.extensions import db
from mentoring.jobs.mail import ask_mail
from mentoring.raising.models import ConcernRoute, ConcernStep
from mentoring.raising.rules.routing import RouteCause
from mentoring.safeguarding.queries.desk import (
    DeskConcern,
    clock_facts,
    locked_concern,
    school_time_of,
)
from mentoring.safeguarding.queries.knowing import staff_by_id
from mentoring.safeguarding.rules import Step, StepKind, due_steps

MAIL = "concern-alert"


def let_clock_strike(school_id: str, concern_id: str, *, now: datetime) -> int:
    """Give every alert of a concern that is due and was not given; return how many.

    Locks the concern, so that of two workers the second finds what the first did. Several that are due at once
    (the machine was off) are each noted, and make one mail a person.
    """
    concern = locked_concern(school_id, concern_id)
    if concern is None:
        return 0
    steps = due_steps(clock_facts(concern), now, school_time_of(concern.record))
    for step in steps:
        _give(concern, step, now)
    if steps:
        after = locked_concern(school_id, concern_id)
        assert after is not None
        mail_readers(after, to_alert(after), turn=steps[-1].code, now=now)
    return len(steps)


def _give(concern: DeskConcern, step: Step, now: datetime) -> None:
    of = {"school_id": concern.school_id, "concern_id": concern.id, "at": now}
    db.session.add(ConcernStep(**of, id=ids.new_id(), kind=StepKind.ALERTED, code=step.code))
    if step.adds is not None:
        db.session.add(ConcernRoute(**of, id=ids.new_id(), circle=step.adds, cause=RouteCause.CLOCK))
    db.session.flush()
    circles = concern.known.circles | ({step.adds} if step.adds else set())
    trail.record(
        events.CONCERN_ALERTED,
        now,
        school_id=concern.school_id,
        by=trail.SYSTEM,
        subject_id=concern.id,
        step=step.code,
        route=sorted(circles),
    )


def to_alert(concern: DeskConcern) -> list[str]:
    """Return the readers who are not away; all of them where everybody is, so that no alert goes nowhere."""
    may_read = concern.known.reader_ids
    return [person for person in may_read if person in concern.known.here] or list(may_read)


def mail_readers(concern: DeskConcern, staff_ids: Sequence[str], *, turn: str, now: datetime) -> None:
    """Ask for a mail to each of these readers: that there is something to read, and nothing of what it is.

    turn: which alert it is; one mail a turn and person.
    """
    everyone = staff_by_id(concern.school_id)
    for staff_id in staff_ids:
        ask_mail(
            everyone[staff_id].account_id,
            MAIL,
            now=now,
            once=f"{MAIL}:{concern.id}:{turn}:{staff_id}",
            school_id=concern.school_id,
            school=concern.school_id,
        )
