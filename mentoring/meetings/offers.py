"""What a young person's home shows: each programme with its next meeting and at most three things to press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from babel.dates import format_time
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from mentoring import clock
from mentoring.joining import offers as joining
from mentoring.joining.offers import HomeBlock, Press
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.offers import asked_blocks, meet_blocks
from mentoring.matching.queries.pairings import places_of
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.asks import last_answered
from mentoring.meetings.queries.faces import open_meeting
from mentoring.meetings.queries.missed import reminders_of
from mentoring.meetings.queries.own import Seen, as_students_see, first_names, partners
from mentoring.meetings.queries.write_ups import last_words_for_mentees, newest_to_write_up
from mentoring.meetings.views.frame import frame_here
from mentoring.meetings.wording.young import listed
from mentoring.people.models import StaffMember, Student
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.web.dates import day as day_in_words

ANSWERED_FOR = timedelta(days=14)  # how long the home says that an adult has answered


@dataclass(frozen=True)
class NextMeeting:
    """When, where, with whom, and which adult is near; the last two lines may be empty."""

    when: str
    place: str
    partner: str
    adult: str
    was_moved: bool = False


@dataclass(frozen=True)
class PairBlock:
    """One programme with a partner: the next meeting, and what can be pressed, the first thing first."""

    title: str
    enrolment_id: str
    meeting: NextMeeting | None
    partner: str
    note: str  # what the mentor wrote for the mentee to read; a reminder, for a mentor
    actions: Sequence[Press]
    links: Sequence[Press] = field(default_factory=list)
    todo: HomeBlock | None = None  # what joining still asks for: words that have changed, say


@dataclass(frozen=True)
class Home:
    """A young person's home: their programmes, what else they can join, and whether an adult has answered them."""

    blocks: Sequence[HomeBlock | PairBlock]
    join: Press | None
    answered: Press | None


def home_of(student: Student, pack: CountryPack, zone: str) -> Home:
    """Return what a student's home shows. Neither partner sees the other role of somebody who has two."""
    now = clock.now()
    today = clock.local(now, zone).date()
    places = places_of(student.school_id, student.id)
    asked = asked_blocks(places)
    people = people_by_id(student.school_id)
    below = joining.home_of(student, pack, people, instead=meet_blocks(student, zone) | asked)
    running = _by_enrolment(student, as_students_see(_running(places), now, today))
    late = _late(student, running)
    blocks: list[HomeBlock | PairBlock] = []
    for block in below.blocks:
        seen = running.get(block.enrolment_id, [])
        if not (seen and (block.is_break or block.is_in)):
            blocks.append(block)
            continue
        for each in seen:
            made = _pair_block(student, each, block, people, now, today, len(seen) > 1)
            blocks.append(
                _reminded(made) if each.pairing.id in late and isinstance(made, PairBlock) else made
            )
        if block.enrolment_id in asked and not block.is_break:
            blocks.append(asked[block.enrolment_id])  # a second partner to think about
    return Home(blocks, below.join, _answered(student, people, now))


def _running(places: Sequence[PairingMember]) -> list[Pairing]:
    return [each.pairing for each in places if each.left_at is None and each.pairing.state in RUNNING]


def _late(student: Student, running: Mapping[str, Sequence[Seen]]) -> set[str]:
    """Return the pairings of which this student, as a mentor, has a meeting to write up for long."""
    places = (place for found in running.values() for each in found for place in each.pairing.here)
    mentored = [
        each.pairing_id
        for each in places
        if each.student_id == student.id and each.role == ProgrammeRole.MENTOR
    ]
    if not mentored:
        return set()
    return {each.pairing_id for each in reminders_of(frame_here(student.school_id), mentored)}


def _reminded(block: PairBlock) -> PairBlock:
    return replace(block, note=_("You have a meeting to write up. It takes a minute."))


def _by_enrolment(student: Student, found: Sequence[Seen]) -> Mapping[str, list[Seen]]:
    running: dict[str, list[Seen]] = {}
    for each in found:
        for member in each.pairing.here:
            if member.student_id == student.id:
                running.setdefault(member.enrolment_id, []).append(each)
    return running


def _pair_block(
    student: Student,
    seen: Seen,
    block: HomeBlock,
    people: Mapping[str, StaffMember],
    now: datetime,
    today: date,
    one_of_many: bool,
) -> HomeBlock | PairBlock:
    partner = listed(first_names([each.student for each in partners(seen.pairing, student.id)]))
    title = f"{block.title}: {partner}" if one_of_many else block.title
    pause = Press(_("I want to pause or stop"), url_for("joining.pausing", enrolment_id=block.enrolment_id))
    if block.is_break or seen.is_break:
        adult = seen.adult(people)
        return joining.break_block(title, adult.name if adult else _("An adult"), pause)
    mine = next(each for each in seen.pairing.here if each.student_id == student.id)
    is_mentor = mine.role == ProgrammeRole.MENTOR
    note = last_words_for_mentees(seen.pairing) if not is_mentor else None
    return PairBlock(
        title,
        block.enrolment_id,
        _next_meeting(seen.next_meeting, partner, today),
        partner,
        _("From %(name)s, for next time: %(words)s", name=note.student.first_name, words=note.for_mentee)
        if note
        else "",
        _mentor_actions(student, seen, block.enrolment_id, now)
        if is_mentor
        else _mentee_actions(seen, block.enrolment_id, now),
        [*_links(seen, block, is_mentor=is_mentor), pause],
        block if block.next else None,
    )


def _next_meeting(meeting: Meeting | None, partner: str, today: date) -> NextMeeting | None:
    if meeting is None:
        return None
    near = meeting.stand_in or meeting.adult
    at = format_time(meeting.starts, "HH:mm", locale=get_locale())
    on = _("Today") if meeting.day == today else day_in_words(meeting.day)
    return NextMeeting(
        f"{on}, {at}",
        meeting.place.name if meeting.place else "",
        partner,
        _("%(adult)s is nearby", adult=near.name) if near else "",
        was_moved=meeting.moved_at is not None,
    )


def _mentor_actions(student: Student, seen: Seen, enrolment_id: str, now: datetime) -> list[Press]:
    newest = newest_to_write_up(seen.pairing, student.id, now)
    write_up = (
        url_for("my_meetings.write_up", meeting_id=newest.id)
        if newest
        else url_for("my_meetings.choose", pairing_id=seen.pairing.id)
    )
    return [
        Press(_("Write up a meeting"), write_up),
        Press(_("What's OK and what's not"), url_for("my_meetings.card", enrolment_id=enrolment_id)),
        Press(_("Ask for help"), url_for("my_meetings.ask", enrolment_id=enrolment_id)),
    ]


def _mentee_actions(seen: Seen, enrolment_id: str, now: datetime) -> list[Press]:
    change = Press(_("I want something to change"), url_for("my_meetings.ask", enrolment_id=enrolment_id))
    meeting = open_meeting(seen.pairing, now)
    if meeting is None:
        return [change]
    how = url_for("my_meetings.how", meeting_id=meeting.id, step="how")
    return [Press(_("How did it go?"), how), change]


def _links(seen: Seen, block: HomeBlock, *, is_mentor: bool) -> list[Press]:
    enrolment_id = block.enrolment_id
    links = [Press(_("How it works"), url_for("my_meetings.guide", enrolment_id=enrolment_id))]
    if not is_mentor:
        card = url_for("my_meetings.card", enrolment_id=enrolment_id)
        links.append(Press(_("What's OK and what's not"), card))
    return links + [each for each in block.links if each.url.endswith("/about")]


def _answered(student: Student, people: Mapping[str, StaffMember], now: datetime) -> Press | None:
    # Only that somebody did, not what it is about: others may look at this screen.
    ask = last_answered(student.school_id, student.id)
    if ask is None or ask.answered_at is None or now - ask.answered_at > ANSWERED_FOR:
        return None
    who = people.get(ask.answered_by or "")
    return Press(
        _("%(adult)s has answered you", adult=who.name if who else _("An adult")),
        url_for("my_meetings.ask", enrolment_id=ask.enrolment_id),
    )
