"""What staff read of a meeting: how it stands, why it is off or was missed, and why something was not done."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.meetings.rules.absences import AbsenceRefusal
from mentoring.meetings.rules.meetings import CHOSEN, Came, MissedBy, Off, RegisterRefusal, Shown
from mentoring.meetings.rules.planning import MeetingRefusal

SHOWN: Mapping[Shown, Any] = {
    Shown.PLANNED: _l("Planned"),
    Shown.MOVED: _l("Planned, moved"),
    Shown.UNWRITTEN: _l("Nothing written yet"),
    Shown.HELD: _l("Held"),
    Shown.MISSED: _l("Missed"),
    Shown.OFF: _l("Off"),
    Shown.BREAK: _l("Break"),
    Shown.HOLD: _l("On hold, ask the lead"),
}
TONES: Mapping[Shown, str] = {
    Shown.PLANNED: "info",
    Shown.MOVED: "info",
    Shown.UNWRITTEN: "wait",
    Shown.HELD: "good",
    Shown.MISSED: "wait",
    Shown.OFF: "plain",
    Shown.BREAK: "plain",
    Shown.HOLD: "stop",
}
OFF: Mapping[Off, Any] = {
    Off.ADULT_AWAY: _l("The adult is away"),
    Off.ROOM_CLOSED: _l("The room is closed"),
    Off.SCHOOL_EVENT: _l("Something else is on at school"),
    Off.STUDENT_AWAY: _l("A student is away"),
    Off.OTHER: _l("Another cause"),
    Off.BREAK: _l("They had a break"),
    Off.ENDED: _l("The pairing has ended"),
}
OFF_CHOICES = tuple((code.value, OFF[code]) for code in CHOSEN)
MISSED: Mapping[MissedBy, Any] = {
    MissedBy.MENTOR: _l("no mentor came"),
    MissedBy.MENTEE: _l("no mentee came"),
    MissedBy.BOTH: _l("nobody came"),
    MissedBy.STAFF: _l("staff could not be there"),
    MissedBy.NOT_IN_SCHOOL: _l("somebody was not in school"),
}
CAME: Mapping[Came, Any] = {
    Came.CAME: _l("Came"),
    Came.AWAY: _l("Did not come"),
    Came.EXCUSED: _l("Not in school"),
}
# By the code itself, because one page asks for several kinds of them.
REFUSALS: Mapping[str, Any] = {
    MeetingRefusal.ENDS_BEFORE_IT_STARTS: _l("It ends before it starts. Look at the two times again."),
    MeetingRefusal.IN_THE_PAST: _l("That time has gone by. Choose one that is still to come."),
    MeetingRefusal.AFTER_THE_END: _l("That is after their last day. Choose an earlier day."),
    MeetingRefusal.NOT_A_SCHOOL_DAY: _l("There is no school on that day."),
    MeetingRefusal.EXAM_WEEK: _l("That is an exam week. Nobody meets then."),
    MeetingRefusal.OUTSIDE_SUPERVISED_HOURS: _l(
        "No adult is on duty all through that time. Choose a time within the supervised hours."
    ),
    MeetingRefusal.THERE_ALREADY: _l(
        "They have another meeting then. It may be off: then put that one on again."
    ),
    MeetingRefusal.STUDENT_ELSEWHERE: _l("One of the students is in another meeting then."),
    MeetingRefusal.PLACE_GONE: _l("Nobody can meet in that place now. Choose another."),
    MeetingRefusal.PLACE_ELSEWHERE: _l("That place is at another site. Choose one where they meet."),
    MeetingRefusal.PLACE_NOT_STEP_FREE: _l("One of them needs a step-free place, and this is none."),
    MeetingRefusal.PLACE_NOT_QUIET: _l("One of them needs a quiet place, and this is none."),
    MeetingRefusal.PLACE_FULL: _l("That place is full then. Choose another place or time."),
    MeetingRefusal.NO_ADULT: _l("An adult must be near. Choose somebody who can be on duty."),
    MeetingRefusal.ADULT_AWAY: _l("This adult is away on that day. Choose another."),
    MeetingRefusal.ADULT_ELSEWHERE: _l("This adult is near in another place then. Choose another."),
    MeetingRefusal.NOT_RUNNING: _l("This pairing does not meet any more."),
    MeetingRefusal.OVER: _l("This meeting is over, or off already."),
    MeetingRefusal.NOTHING_TICKED: _l("Tick the meetings first."),
    MeetingRefusal.STALE: _l(
        "Somebody changed this meeting meanwhile. Look at it again, then send it once more."
    ),
    AbsenceRefusal.DAY_GONE: _l("That day has gone by."),
    AbsenceRefusal.WHO_WANTED: _l("Choose who is away."),
    AbsenceRefusal.HOW_WANTED: _l("Choose who stands in, or that nobody does."),
    AbsenceRefusal.SAME_PERSON: _l("Nobody stands in for themselves. Choose somebody else."),
    AbsenceRefusal.NOT_ON_DUTY: _l("Only supervisors and coordinators can be near. Choose one of them."),
    AbsenceRefusal.AWAY_TOO: _l("This adult is away on that day too. Choose another."),
    AbsenceRefusal.ELSEWHERE: _l(
        "This adult is near in another place at one of these times. Choose another."
    ),
    RegisterRefusal.DAY_TO_COME: _l("That day is still to come. A register is taken on the day."),
    RegisterRefusal.OVER: _l(
        "This register was taken on an earlier day. It can only be put right on the same day."
    ),
    RegisterRefusal.NOT_EVERYBODY: _l("Say it of every child of a pair."),
    RegisterRefusal.NOBODY: _l("Say first who came."),
}


def refusal_words(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[code])


def meeting_words(how: Shown, why: str) -> tuple[str, str]:
    """Return how a meeting stands in words, with its tone. `why` is a code of Off or of MissedBy, or empty."""
    words = str(SHOWN[how])
    if how is Shown.OFF and why in frozenset(Off):
        words = _("Off: %(why)s", why=str(OFF[Off(why)])[:1].lower() + str(OFF[Off(why)])[1:])
    elif how is Shown.MISSED and why in frozenset(MissedBy):
        words = _("Missed: %(why)s", why=MISSED[MissedBy(why)])
    return words, TONES[how]
