"""How each of the demo's pairings goes, told as plain data."""

from dataclasses import dataclass
from enum import StrEnum

from mentoring.demo.programmes import BUDDIES, MATHS
from mentoring.matching.rules.life import State


class Twist(StrEnum):
    """What is special about a pairing. Those from BREAK on are told by the actions, after the weeks before them."""

    NONE = "none"
    BAD = "bad"  # the newest meeting was "bad", and nobody has asked the child yet
    OLD_BAD = "old-bad"  # somebody has
    ASKS_DAY = "asks-day"
    ASKED_HELP = "asked-help"
    GIFT = "gift"  # a boundary note that waits
    OLD_NOTE = "old-note"
    NOT_CHECKED = "not-checked"  # nobody has checked in yet
    LATE = "late"  # nobody has for more than a month
    LOOK_AGAIN = "look-again"
    MISSED_TWICE = "missed-twice"
    SILENT = "silent"  # nobody has written anything for weeks
    MOVED = "moved"
    HOLD = "hold"
    BREAK = "break"
    PAUSED = "paused"
    NOTICE = "notice"
    LAST_DAY = "last-day"  # its last day is over, and it waits to be closed
    CLOSED = "closed"
    CLOSED_EARLY = "closed-early"
    MENTOR_SAYS_NO = "mentor-says-no"
    MENTEE_SAYS_NO = "mentee-says-no"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Tale:
    """One pairing: its programme, how far it comes by the usual way, what is special, and when it begins.

    begins: weeks after the first week with meetings. weeks: how many it meets; None for all until now.
    """

    programme: str
    state: State = State.ACTIVE
    twist: Twist = Twist.NONE
    begins: int = 0
    weeks: int | None = None


def _active(programme: str, *twists: Twist, begins: int = 0) -> tuple[Tale, ...]:
    return tuple(Tale(programme, twist=twist, begins=begins) for twist in twists)


# The first is that of the two who can sign in. Those of one session, in one room, for a tablet.
THE_LISTED = Tale(BUDDIES)
THURSDAY = (
    *_active(BUDDIES, Twist.BAD, Twist.ASKS_DAY, Twist.ASKED_HELP, Twist.GIFT, Twist.OLD_NOTE),
    *_active(BUDDIES, Twist.NOT_CHECKED, Twist.MISSED_TWICE, Twist.OLD_BAD, Twist.SILENT, Twist.LATE),
    *_active(BUDDIES, Twist.LOOK_AGAIN, Twist.NONE, begins=1),
    *_active(BUDDIES, Twist.NONE, begins=2),
    *_active(BUDDIES, Twist.NONE, begins=3),
)
OTHER_BUDDIES = (
    *_active(BUDDIES, Twist.BREAK, Twist.PAUSED, Twist.NOTICE, Twist.LAST_DAY),
    Tale(BUDDIES, twist=Twist.MOVED, begins=2),
    Tale(BUDDIES, State.READY),
    Tale(BUDDIES, State.AGREED),
    Tale(BUDDIES, State.ASKED_MENTEE),
    Tale(BUDDIES, State.ASKED_MENTOR),
    Tale(BUDDIES, State.PROPOSED),
)
OF_MATHS = (
    *_active(MATHS, Twist.HOLD, Twist.OLD_NOTE, *[Twist.NONE] * 5),
    *_active(MATHS, Twist.NONE, Twist.NONE, begins=1),
    *_active(MATHS, Twist.NONE, begins=2),
    Tale(MATHS, State.ASKED_MENTOR),
)
# Of students who have nobody now. Each says who: the number of the mentor and of the mentee among them.
OVER = (
    (0, 0, Tale(BUDDIES, twist=Twist.CLOSED, weeks=4)),
    (1, 1, Tale(BUDDIES, twist=Twist.CLOSED_EARLY, weeks=2)),
    (0, 2, Tale(BUDDIES, State.ASKED_MENTOR, Twist.MENTOR_SAYS_NO, begins=5)),
    (1, 3, Tale(BUDDIES, State.ASKED_MENTEE, Twist.MENTEE_SAYS_NO, begins=4)),
    (1, 2, Tale(BUDDIES, State.AGREED, Twist.WITHDRAWN, begins=5)),
    (1, 0, Tale(BUDDIES, State.ASKED_MENTOR, Twist.EXPIRED, begins=2)),
    (0, 0, Tale(MATHS, twist=Twist.CLOSED, weeks=4)),
    (0, 1, Tale(MATHS, State.ASKED_MENTEE, Twist.MENTEE_SAYS_NO, begins=5)),
)
