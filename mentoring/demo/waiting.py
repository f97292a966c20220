"""Who waits for a partner in *Buddies*: what each said of themselves, and what staff noted, told as plain data.

They joined when the others had met for weeks, so that the matching board has something to arrange: children, not quite
as many mentors, something of most boundaries, and an hour in which they met each other. Everybody is invented.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import select

from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.demo.calendar import ONE_DAY, Calendar
from mentoring.demo.crowd import Crowd, Far
from mentoring.demo.pairs import MENTEE, MENTOR
from mentoring.demo.programmes import FRIDAY, THURSDAY, TUESDAY, WEDNESDAY
from mentoring.demo.worries import as_actor
from mentoring.extensions import db
from mentoring.joining.actions.enrolments import say_partner
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching.actions import meet_and_greet
from mentoring.matching.actions.apart import keep_apart
from mentoring.matching.models import MeetAndGreet, Pairing, PairingMember
from mentoring.matching.queries.meet_and_greet import guests_of
from mentoring.matching.rules.life import State
from mentoring.matching.rules.meet_and_greet import HowChosen
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.rules.school_time import is_exam_week, is_school_day
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.slots import slots
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.roster.actions.families import note_family
from mentoring.roster.models import Family

# The times of the week that they were asked about.
TUE, THU, WED, EARLY, FRI = "tue", "thu", "wed", "early", "fri"
TIMES: Mapping[str, tuple[int, time]] = {
    TUE: (TUESDAY, time(12, 40)),
    THU: (THURSDAY, time(12, 40)),
    WED: (WEDNESDAY, time(15, 15)),
    EARLY: (WEDNESDAY, time(8, 45)),  # in every other week
    FRI: (FRIDAY, time(8, 0)),
}
MET_AT = WED


@dataclass(frozen=True)
class Waits:
    """Somebody who waits. can: the times at which they can come. more: what else stands in the profile.

    would_see_again: whom they chose when they had met, by name; None for somebody who was not there.
    """

    name: str
    role: ProgrammeRole
    interests: tuple[str, ...]
    help: tuple[str, ...]
    can: tuple[str, ...]
    would_see_again: tuple[str, ...] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def _mentor(name: str, interests: str, helps: str, can: tuple[str, ...], *again: str, **more: Any) -> Waits:
    return Waits(name, MENTOR, tuple(interests.split()), tuple(helps.split()), can, again or None, more)


def _mentee(name: str, interests: str, helps: str, can: tuple[str, ...], *again: str, **more: Any) -> Waits:
    return Waits(name, MENTEE, tuple(interests.split()), tuple(helps.split()), can, again or None, more)


GIRL: Mapping[str, Any] = {"same_gender": True, "gender": "girl"}
WAITING = (
    _mentor("Beth Thornbeck", "art making books", "friends confidence company", (TUE, THU, WED),
            "Elin Thornbeck", "Kwame Stonefield"),
    _mentor("Jun Rushford", "sport bikes games", "homework organised clubs", (THU, WED, FRI), "Dylan Thornbeck"),
    _mentor("Isla Willowmere", "music dance", "confidence speaking", (TUE, THU), "Nia Rushford", languages="Polish"),
    _mentor("Mateo Stonefield", "computers puzzles space", "homework tests organised", (TUE, WED, FRI),
            "Patrick Thornbeck", "Jun Stonefield"),
    _mentor("Samir Rushford", "cooking films animals", "new-here finding-way friends", (TUE, THU, WED, FRI),
            "Orla Willowmere", "Kwame Stonefield", languages="Urdu"),
    _mentor("Yusuf Stonefield", "sport games", "tests homework", (THU,)),
    _mentor("Hana Willowmere", "animals nature", "new-here friends company", (TUE, WED), "Orla Willowmere"),
    _mentor("Kwame Willowmere", "music films games", "clubs company", (TUE, THU), "Hana Stonefield"),
    _mentor("Omar Thornbeck", "space books computers", "homework organised", (WED, FRI), "Patrick Thornbeck"),
    _mentor("Freya Brightwater", "art nature animals", "confidence company speaking", (TUE, THU, FRI),
            "Zara Stonefield", **GIRL),
    _mentor("Nia Netherby", "books languages films", "tests speaking homework", (TUE, WED),
            "Mateo Quarrington", languages="French"),
    _mentor("Zara Larkmead", "dance sport cooking", "new-here finding-way clubs", (TUE, FRI), "Jun Stonefield"),
    _mentee("Elin Thornbeck", "art books", "friends confidence", (TUE, THU), "Beth Thornbeck"),
    _mentee("Dylan Thornbeck", "sport bikes", "organised homework", (THU, WED, FRI),
            "Jun Rushford", "Yusuf Stonefield"),
    _mentee("Freya Willowmere", "music art", "new-here friends", (TUE, THU, WED), "Hana Willowmere"),
    _mentee("Nia Rushford", "dance music", "speaking confidence", (TUE, THU), "Isla Willowmere", languages="Polish"),
    _mentee("Tomasz Quarrington", "games computers", "friends", (TUE, THU, WED), languages="Polish"),
    _mentee("Orla Willowmere", "animals cooking", "new-here finding-way", (TUE, WED, FRI),
            "Samir Rushford", "Hana Willowmere"),
    _mentee("Patrick Thornbeck", "space puzzles", "homework tests", (TUE, WED), "Mateo Stonefield", "Omar Thornbeck"),
    _mentee("Ravi Thornbeck", "books space", "friends organised", (FRI,), "Omar Thornbeck", "Samir Rushford"),
    _mentee("Samir Quarrington", "films games", "company", (EARLY,)),
    _mentee("Hana Stonefield", "films music", "company clubs", (THU, WED), "Kwame Willowmere", quiet=True),
    _mentee("Jun Stonefield", "computers sport", "tests speaking", (TUE, FRI), "Zara Larkmead", "Mateo Stonefield"),
    _mentee("Kwame Stonefield", "bikes films", "confidence", (WED,)),
    _mentee("Mateo Quarrington", "languages books", "tests homework", (TUE, WED), "Nia Netherby"),
    _mentee("Zara Stonefield", "nature art", "confidence company", (TUE, THU), "Freya Brightwater", **GIRL),
)  # fmt: skip
# One of Maths at lunch who is through with it and now is here too, with something to tell.
OF_MATHS = ("games puzzles cooking", "new-here friends confidence", (TUE, THU))
NAMES = frozenset(each.name for each in WAITING)
# What staff noted of some: by name whether somebody experienced would be better, and a language the mentor must speak.
PARTNERS = {
    "Freya Willowmere": (True, ""),
    "Nia Rushford": (False, "Polish"),
    "Tomasz Quarrington": (False, "Polish"),
}
SIBLINGS = ("Beth Thornbeck", "Dylan Thornbeck")
APART = ("Yusuf Stonefield", "Patrick Thornbeck")
WHY_APART = "They fell out on the school bus last year, and both homes asked us to keep them apart."


def let_them_wait(
    school: School,
    buddies: Programme,
    maths: Programme,
    staff: Mapping[Role, StaffMember],
    calendar: Calendar,
) -> None:
    """Let them join and get ready, note what staff know of some, and let them have met for an hour."""
    coordinator = By("person", staff[Role.COORDINATOR].id)
    met = _day_they_met(calendar)
    crowd = Crowd(school, coordinator)
    _join(crowd, buddies, maths, calendar, met)
    enrolled = {each.student.name: each for each in enrolments(buddies) if each.student.name in NAMES}
    noted = calendar.at(calendar.before(met, 6), time(15, 40))
    for name, (experience, language) in PARTNERS.items():
        say_partner(coordinator, enrolled[name], experience=experience, language=language, now=noted)
    account_id = staff[Role.COORDINATOR].account_id
    actor = as_actor(account_id, school, staff[Role.COORDINATOR].id, Role.COORDINATOR)
    one, other = (enrolled[name].student for name in SIBLINGS)
    assert isinstance(note_family(actor, one, other, now=noted), Family)
    one, other = (enrolled[name].student for name in APART)
    assert keep_apart(coordinator, one, other, WHY_APART, kind=ApartKind.KEEP_APART, now=noted) is None
    _meet(buddies, coordinator, calendar, met, crowd)


def _day_they_met(calendar: Calendar) -> date:
    """Return the newest day before today on which they could meet."""
    weekday, _starts = TIMES[MET_AT]
    day = calendar.today - ONE_DAY
    while (
        day.weekday() != weekday
        or not is_school_day(calendar.times, day)
        or is_exam_week(calendar.times, day)
    ):
        day -= ONE_DAY
    return day


def _join(crowd: Crowd, buddies: Programme, maths: Programme, calendar: Calendar, met: date) -> None:
    school, held = crowd.school, slots(buddies.school_id, buddies.id)
    students = {
        each.name: each
        for each in db.session.scalars(select(Student).where(Student.school_id == school.id))
        if each.name in NAMES
    }
    assert len(students) == len(NAMES), NAMES - students.keys()
    interests, helps, can = OF_MATHS
    of_maths = _mentor_of_before(maths)
    everybody = [(of_maths, _mentor(of_maths.name, interests, helps, can))]
    everybody += [(students[each.name], each) for each in WAITING]
    for number, (student, waits) in enumerate(everybody):
        joined = calendar.at(calendar.before(met, 13 - number % 4), time(12, 32 + number % 15))
        then = calendar.at(calendar.before(met, 11 - number % 4), time(14, 5 + number % 19))
        crowd.add(buddies, student, waits.role, Far(), likes=_likes(waits, held), joined=joined, then=then)
    crowd.write()


def _mentor_of_before(programme: Programme) -> Student:
    """Return the mentor whose pairing in a programme has come to its end."""
    wanted = (
        select(Student)
        .join(PairingMember, PairingMember.student_id == Student.id)
        .join(Pairing, Pairing.id == PairingMember.pairing_id)
        .where(
            Pairing.school_id == programme.school_id,
            Pairing.programme_id == programme.id,
            Pairing.state == State.CLOSED,
            PairingMember.role == MENTOR,
        )
    )
    return db.session.scalars(wanted).one()


def _likes(waits: Waits, held: Sequence[Slot]) -> dict[str, Any]:
    by_time = {(slot.weekday, slot.starts): slot.id for slot in held}
    return {
        "interests": list(waits.interests),
        "help": list(waits.help),
        "help_may_be_told": True,
        "cannot_slot_ids": [by_time[when] for name, when in TIMES.items() if name not in waits.can],
        "step_free": False,
        "quiet": False,
        "same_gender": False,
        "gender": "",
        "languages": "",
        **waits.more,
    }


# The hour in which they met


def _meet(buddies: Programme, coordinator: By, calendar: Calendar, met: date, crowd: Crowd) -> None:
    """Let everybody have come who was ready, and staff have keyed in their cards on the next morning.

    The cards are written in rows: whom each can have met takes the engine, which nothing loads before the first match.
    """
    held = slots(buddies.school_id, buddies.id)
    (slot,) = (each for each in held if (each.weekday, each.starts) == TIMES[MET_AT])
    planned, where = calendar.before(met, 5), (slot.id, slot.places[0].place_id)
    at = calendar.at(planned, time(15, 50))
    made = meet_and_greet.plan(coordinator, buddies, where, met, today=planned, now=at)
    assert isinstance(made, MeetAndGreet), made
    guests = {each.student.name: each for each in guests_of(made)}
    keyed_in = min(calendar.at(calendar.on_or_after(met + ONE_DAY), time(8, 25)), calendar.now)
    for each in WAITING:
        if each.would_see_again:
            guest = guests[each.name]
            guest.chosen_at, guest.how = keyed_in, HowChosen.CARD
            crowd.add_choices(guest, [guests[name].enrolment_id for name in each.would_see_again], keyed_in)
    db.session.flush()
    crowd.write_choices()
