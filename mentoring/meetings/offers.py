"""What a young person's home shows: each programme with its next meeting and at most three things to press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from babel.dates import format_time
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from mentoring import clock
from mentoring.joining import offers as joining
from mentoring.joining.offers import HomeBlock, People, Press
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.offers import asked_blocks, meet_blocks
from mentoring.matching.queries.pairings import places_of
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.home import (
    Begun,
    ForMentee,
    Waits,
    begun_of,
    for_mentees,
    may_be_silent,
    to_write_up,
    waits_of,
)
from mentoring.meetings.queries.missed import reminders_of
from mentoring.meetings.queries.own import Seen, as_students_see, first_names, partners
from mentoring.meetings.views.frame import frame_here
from mentoring.meetings.wording.young import listed
from mentoring.people.models import Student
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.queries.holds import Holds
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
    places, waits = places_of(student.school_id, student.id), waits_of(student.school_id, student.id, today)
    holds = Holds(student.school_id)
    seen_now = as_students_see(_running(places), now, today, holds=holds)
    people = cache(lambda: people_by_id(student.school_id))
    asked = asked_blocks(places, holds, people)
    met = meet_blocks(student, zone) if waits.has_to_choose else {}
    below = joining.home_of(student, pack, people, holds=holds, instead=met | asked)
    running, own = _by_enrolment(student, seen_now), _own_of(student, seen_now, now, today)
    blocks: list[HomeBlock | PairBlock] = []
    for block in below.blocks:
        seen = running.get(block.enrolment_id, [])
        if not (seen and (block.is_break or block.is_in)):
            blocks.append(block)
            continue
        for each in seen:
            blocks.append(_pair_block(student, each, block, people, own, today, len(seen) > 1))
        if block.enrolment_id in asked and not block.is_break:
            blocks.append(asked[block.enrolment_id])  # a second partner to think about
    return Home(blocks, below.join, _answered(waits, people, now))


def _running(places: Sequence[PairingMember]) -> list[Pairing]:
    return [each.pairing for each in places if each.left_at is None and each.pairing.state in RUNNING]


@dataclass(frozen=True)
class Own:
    """What a student's pairings that meet ask of them, by pairing: as a mentor, and as a mentee.

    late: of which this student, as a mentor, has a meeting to write up for long.
    """

    begun: Mapping[str, Sequence[Begun]]
    late: frozenset[str]
    for_mentee: Mapping[str, ForMentee]


def _own_of(student: Student, seen: Sequence[Seen], now: datetime, today: date) -> Own:
    """Return it. Of a break nothing is asked, and nothing shown."""
    meet = [each.pairing for each in seen if not each.is_break]
    mentored = [each.id for each in meet if _role_in(each, student) == ProgrammeRole.MENTOR]
    others = [each.id for each in meet if each.id not in mentored]
    begun = begun_of(student.school_id, mentored, student.id, now) if mentored else {}
    silent = [each for each in mentored if may_be_silent(begun[each], today)]
    late = reminders_of(frame_here(student.school_id), silent) if silent else []
    return Own(
        begun,
        frozenset(each.pairing_id for each in late),
        for_mentees(student.school_id, others, now) if others else {},
    )


def _role_in(pairing: Pairing, student: Student) -> str:
    return next(each.role for each in pairing.here if each.student_id == student.id)


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
    people: People,
    own: Own,
    today: date,
    one_of_many: bool,
) -> HomeBlock | PairBlock:
    partner = listed(first_names([each.student for each in partners(seen.pairing, student.id)]))
    title = f"{block.title}: {partner}" if one_of_many else block.title
    pause = Press(_("I want to pause or stop"), url_for("joining.pausing", enrolment_id=block.enrolment_id))
    if block.is_break or seen.is_break:
        adult = seen.adult(people())
        return joining.break_block(title, adult.name if adult else _("An adult"), pause)
    is_mentor = _role_in(seen.pairing, student) == ProgrammeRole.MENTOR
    actions = _mentor_actions if is_mentor else _mentee_actions
    return PairBlock(
        title,
        block.enrolment_id,
        _next_meeting(seen.next_meeting, partner, today),
        partner,
        _note(seen.pairing.id, own),
        actions(seen.pairing.id, block.enrolment_id, own),
        [*_links(seen, block, is_mentor=is_mentor), pause],
        block if block.next else None,
    )


def _note(pairing_id: str, own: Own) -> str:
    if pairing_id in own.late:
        return _("You have a meeting to write up. It takes a minute.")
    read = own.for_mentee.get(pairing_id)
    if read is None or not read.words:
        return ""
    return _("From %(name)s, for next time: %(words)s", name=read.writer, words=read.words)


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


def _mentor_actions(pairing_id: str, enrolment_id: str, own: Own) -> list[Press]:
    newest = to_write_up(own.begun[pairing_id])
    write_up = (
        url_for("my_meetings.write_up", meeting_id=newest)
        if newest
        else url_for("my_meetings.choose", pairing_id=pairing_id)
    )
    return [
        Press(_("Write up a meeting"), write_up),
        Press(_("What's OK and what's not"), url_for("my_meetings.card", enrolment_id=enrolment_id)),
        Press(_("Ask for help"), url_for("my_meetings.ask", enrolment_id=enrolment_id)),
    ]


def _mentee_actions(pairing_id: str, enrolment_id: str, own: Own) -> list[Press]:
    change = Press(_("I want something to change"), url_for("my_meetings.ask", enrolment_id=enrolment_id))
    meeting_id = own.for_mentee[pairing_id].open_meeting_id
    if meeting_id is None:
        return [change]
    how = url_for("my_meetings.how", meeting_id=meeting_id, step="how")
    return [Press(_("How did it go?"), how), change]


def _links(seen: Seen, block: HomeBlock, *, is_mentor: bool) -> list[Press]:
    enrolment_id = block.enrolment_id
    links = [Press(_("How it works"), url_for("my_meetings.guide", enrolment_id=enrolment_id))]
    if not is_mentor:
        card = url_for("my_meetings.card", enrolment_id=enrolment_id)
        links.append(Press(_("What's OK and what's not"), card))
    return links + [each for each in block.links if each.url.endswith("/about")]


def _answered(waits: Waits, people: People, now: datetime) -> Press | None:
    # Only that somebody did, not what it is about: others may look at this screen.
    if waits.answered_at is None or now - waits.answered_at > ANSWERED_FOR:
        return None
    who = people().get(waits.answered_by or "")
    return Press(
        _("%(adult)s has answered you", adult=who.name if who else _("An adult")),
        url_for("my_meetings.ask", enrolment_id=waits.enrolment_id),
    )
