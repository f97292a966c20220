"""The demo's four programmes: one-to-one, peer tutoring, a group, and one for moving up that begins after Easter."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.demo.calendar import Calendar
from mentoring.people.models import School, Site, StaffMember
from mentoring.people.queries import schools
from mentoring.programme.actions import gap, places, programmes, roles, settings, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.roles import current_version
from mentoring.programme.queries.slots import who_can_be_on_duty
from mentoring.programme.rules.dates import Dates, usual_dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.rules.roles import Block, EditKind, RoleText
from mentoring.programme.rules.settings import Code
from mentoring.programme.wording.first_texts import first_texts

BUDDIES, MATHS, MOVING_UP = "Buddies", "Maths at lunch", "Moving up to Alderbrook"
READING = "Reading together"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

# name, pairs, step-free, quiet, approved
MAIN_PLACES = (
    ("Library", 14, True, False, True),
    ("Room 12", 3, True, True, True),
    ("Drama studio", 5, False, False, True),
    ("Canteen corner", 4, True, False, True),
    ("Old music room", 2, False, True, False),
)
FEEDER_PLACES = (("Hall", 8, True, False, True), ("Reading nook", 2, True, True, True))

# weekdays, week, from, to, places, who is on duty, who stands in (their places in ON_DUTY), years
SlotRow = tuple[
    tuple[int, ...], str, time, time, tuple[str, ...], tuple[int, ...], tuple[int, ...], tuple[str, ...]
]
LOWELL, SANDQVIST, OKAFOR = range(3)
ON_DUTY = ("Lowell", "Sandqvist", "Okafor")
NEAR = {
    "Library": "Lowell",
    "Room 12": "Sandqvist",
    "Drama studio": "Sandqvist",
    "Canteen corner": "Lowell",
    "Reading nook": "Lowell",
    "Hall": "Okafor",
}
# One adult for each room, in the order of the rooms: nobody is in two at once.
BUDDIES_WEEK: tuple[SlotRow, ...] = (
    (
        (TUESDAY, THURSDAY), "", time(12, 40), time(13, 20), ("Library", "Room 12"), (LOWELL, SANDQVIST), (OKAFOR,), (),
    ),
    ((MONDAY,), "", time(15, 15), time(16, 0), ("Drama studio",), (SANDQVIST,), (LOWELL,), ("9", "10")),
    ((WEDNESDAY,), "A", time(8, 45), time(9, 5), ("Room 12",), (SANDQVIST,), (), ("7", "9")),
    ((WEDNESDAY,), "", time(15, 15), time(16, 0), ("Library",), (SANDQVIST,), (LOWELL,), ()),
    ((FRIDAY,), "", time(8, 0), time(8, 40), ("Canteen corner",), (LOWELL,), (SANDQVIST,), ()),
)  # fmt: skip
MATHS_WEEK: tuple[SlotRow, ...] = (
    (
        (MONDAY, WEDNESDAY), "", time(12, 40), time(13, 10), ("Canteen corner", "Drama studio"), (LOWELL, SANDQVIST),
        (OKAFOR,), (),
    ),
)  # fmt: skip
READING_WEEK: tuple[SlotRow, ...] = (
    ((FRIDAY,), "", time(12, 40), time(13, 15), ("Reading nook",), (LOWELL,), (OKAFOR,), ()),
)
# At the secondary: for its own students, who come in groups after school.
READING_AT_MAIN: tuple[SlotRow, ...] = (
    ((TUESDAY, THURSDAY), "", time(15, 15), time(16, 0), ("Library",), (LOWELL,), (SANDQVIST,), ()),
)
MOVING_UP_WEEK: tuple[SlotRow, ...] = (
    ((TUESDAY,), "", time(12, 30), time(13, 15), ("Hall",), (OKAFOR,), (), ()),
)


def make_programmes(
    school: School, site_ids: dict[bool, str], staff: dict[Role, StaffMember], calendar: Calendar
) -> dict[str, Programme]:
    """Make the four programmes as their coordinator would have, and return them by name."""
    now = calendar.opened
    by = By("person", staff[Role.COORDINATOR].id)
    main, feeder = (schools.site(school.id, site_ids[is_feeder]) for is_feeder in (False, True))
    assert main is not None
    assert feeder is not None
    held = {**_add_places(by, main, MAIN_PLACES, now), **_add_places(by, feeder, FEEDER_PLACES, now)}
    dates = Dates(calendar.on_or_after(calendar.first), calendar.ends)
    coordinators, duty = (staff[Role.COORDINATOR].id,), _on_duty(school)
    buddies = _make(
        by,
        school,
        Kind.ONE_TO_ONE,
        Details(BUDDIES, dates, (main.id,), coordinators),
        [_slot(main, row, held, duty) for row in BUDDIES_WEEK],
        now=now,
    )
    _look_after(by, buddies, now=now)
    maths = _make(
        by,
        school,
        Kind.TUTORING,
        Details(MATHS, dates, (main.id,), coordinators),
        [_slot(main, row, held, duty) for row in MATHS_WEEK],
        now=now + timedelta(hours=2),
    )
    _correct(by, maths, now=now + timedelta(hours=5))
    moving_up = _make_moving_up(by, school, (main, feeder), coordinators, held, duty, calendar)
    reading = _make(
        by,
        school,
        Kind.GROUP,
        Details(READING, dates, (main.id, feeder.id), coordinators),
        [
            *(_slot(feeder, row, held, duty) for row in READING_WEEK),
            *(_slot(main, row, held, duty) for row in READING_AT_MAIN),
        ],
        now=now + timedelta(hours=3),
    )
    return {BUDDIES: buddies, MATHS: maths, READING: reading, MOVING_UP: moving_up}


def _add_places(
    by: By, site: Site, wanted: tuple[tuple[str, int, bool, bool, bool], ...], now: datetime
) -> dict[str, Place]:
    made = {}
    for details in wanted:
        place = places.add_place(by, site, PlaceDetails(*details), now=now)
        assert isinstance(place, Place)
        made[place.name] = place
    return made


def _slot(site: Site, row: SlotRow, held: dict[str, Place], duty: list[str]) -> SlotDetails:
    weekdays, week, starts, ends, names, first, second, years = row
    return SlotDetails(
        site_id=site.id,
        weekdays=weekdays,
        week=week,
        starts=starts,
        ends=ends,
        years=years,
        place_ids=tuple(held[name].id for name in names),
        on_duty_ids=tuple(duty[number] for number in first),
        stand_in_ids=tuple(duty[number] for number in second),
    )


def _make(
    by: By, school: School, kind: Kind, details: Details, week: list[SlotDetails], *, now: datetime
) -> Programme:
    """Make a programme, give it its times, and open it an hour later."""
    made = programmes.add_programme(by, school.id, kind, details, first_texts(kind), now=now)
    assert isinstance(made, Programme)
    for slot in week:
        refused = slots.add_slots(by, made, slot, now=now)
        assert not refused, refused
    moved = programmes.set_status(
        by, made, Status.OPEN, today=details.dates.starts, now=now + timedelta(hours=1)
    )
    assert not moved, moved
    return made


def _on_duty(school: School) -> list[str]:
    by_name = {member.last_name: member.id for member in who_can_be_on_duty(school.id)}
    return [by_name[name] for name in ON_DUTY]


def _look_after(by: By, buddies: Programme, *, now: datetime) -> None:
    """Change a few things, so that there is a history: three settings, one back again, and the words for mentors."""
    later = now + timedelta(hours=3)
    settings.change_setting(
        by,
        buddies,
        Code.MENTEES_PER_MENTOR,
        2,
        reason="We have few mentors in Year 10 this year. Each second mentee is seen in another week.",
        seen=0,
        now=later,
    )
    settings.change_setting(by, buddies, Code.MEETING_LONGEST, 45, seen=0, now=later)
    settings.change_setting(by, buddies, Code.GAP_MOST, 3, seen=0, now=later)
    # More mentors came than they had thought, so each has one mentee after all.
    settings.change_setting(by, buddies, Code.MENTEES_PER_MENTOR, 1, seen=1, now=later + timedelta(hours=24))
    corrected = _correct(by, buddies, now=later)
    stricter = corrected.blocks[Block.MEETING].replace(
        "no visits, no lifts, no gifts.", "no visits, no lifts, no gifts, no photos of each other."
    )
    changed = replace(corrected, blocks={**corrected.blocks, Block.MEETING: stricter})
    assert not roles.edit_role(
        by,
        buddies,
        ProgrammeRole.MENTOR,
        changed,
        EditKind.CHANGE,
        seen=2,
        now=later + timedelta(hours=25),
    )


def _correct(by: By, programme: Programme, *, now: datetime) -> RoleText:
    """Make a small correction to the words for mentors, and return them."""
    text = current_version(programme, ProgrammeRole.MENTOR).text
    fine = text.blocks[Block.FINE] + "\nAsk Mr Lowell for a game or some paper"
    corrected = replace(text, blocks={**text.blocks, Block.FINE: fine})
    assert not roles.edit_role(
        by, programme, ProgrammeRole.MENTOR, corrected, EditKind.CORRECTION, seen=1, now=now
    )
    return corrected


def _make_moving_up(
    by: By,
    school: School,
    sites: tuple[Site, Site],
    coordinators: tuple[str, ...],
    held: dict[str, Place],
    duty: list[str],
    calendar: Calendar,
) -> Programme:
    """Make the programme of the summer term, with a question to the head that waits."""
    main, feeder = sites
    now, spring = calendar.opened, date(calendar.years[-1] + 1, 4, 1)
    made = _make(
        by,
        school,
        Kind.TRANSITION,
        Details(
            MOVING_UP,
            usual_dates(calendar.times, spring),
            (main.id, feeder.id),
            coordinators,
            "It is about moving up, and a term is what that takes.",
        ),
        [_slot(feeder, row, held, duty) for row in MOVING_UP_WEEK],
        now=now + timedelta(hours=6),
    )
    _correct(by, made, now=now + timedelta(hours=7))
    asked = gap.ask_for_smaller_gap(
        by,
        made,
        1,
        "Our Year 7s remember best how the first weeks were, and Year 6 asked for them.",
        now=calendar.at(calendar.ago(2), time(15, 50)),
    )
    assert not isinstance(asked, str), asked
    return made
