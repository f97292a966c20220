"""Who is in the demo's programmes, and how far each of them is, told as plain data."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.demo.calendar import Calendar
from mentoring.demo.crowd import Crowd, Far, likes_of
from mentoring.demo.pairs import Somebody
from mentoring.demo.programmes import BUDDIES, MATHS, MOVING_UP, READING
from mentoring.demo.waiting import NAMES
from mentoring.extensions import db
from mentoring.joining.actions import consent, decisions, enrolments, profiles, training, tutors
from mentoring.joining.actions.consent import Paper
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.actions.training import Taught
from mentoring.joining.actions.tutors import TutorSaid
from mentoring.joining.models import Enrolment, Signature
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Answer, Came, How
from mentoring.joining.rules.profile import Step, steps_for
from mentoring.joining.rules.suitability import BarKind, Verdict, View
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.rules.countries import country
from mentoring.programme.models import Programme
from mentoring.programme.queries.roles import description, version
from mentoring.programme.rules.kinds import ProgrammeRole

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE


@dataclass(frozen=True)
class Story:
    """How far one student is. Whatever is not said was done as it should be."""

    answered: bool = True
    profile: bool = True
    view: View | None = View.YES
    words: str = ""
    verdict: Verdict | None = Verdict.YES
    consent: tuple[Said, ...] = (Said.GIVEN,)
    signed: int | None = 0  # the version's number; 0: the newest, None: none
    trained: bool = True
    trained_long_ago: bool = False
    specialist: bool = False
    paused: bool = False
    came: Came = Came.OWN


READY = Story()
INVITED = Story(
    answered=False,
    profile=False,
    view=None,
    verdict=None,
    consent=(),
    signed=None,
    trained=False,
    came=Came.STAFF,
)
# In the order of the list of students; the listed accounts come first.
STORIES: Mapping[ProgrammeRole, tuple[Story, ...]] = {
    MENTOR: (
        READY,
        Story(signed=2),  # signed before the words changed
        Story(view=None, verdict=None, signed=None, trained=False),
        Story(view=View.TALK, words="Lovely with younger ones. Mocks until half term.", verdict=None),
        Story(trained_long_ago=True),
        INVITED,
    ),
    MENTEE: (
        READY,
        Story(consent=(), signed=None, trained=False),
        Story(consent=(Said.GIVEN, Said.WITHDRAWN)),
        Story(specialist=True),
        Story(paused=True),
        Story(
            answered=False, profile=False, view=None, verdict=None, consent=(), signed=None, trained=False,
            came=Came.CARER,
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Some students of these years, all as far as each other. `far` is None for those who were only invited."""

    programme: str
    role: ProgrammeRole
    years: tuple[str, ...]
    count: int
    far: Far | None


ALL = Far()
NO_CONSENT = Far(consent=False)
JUST_JOINED = Far(view=False, decided=False, consent=False, signed=False, trained=False)
NO_PROFILE = Far(profile=False, view=False, decided=False, consent=False, signed=False, trained=False)
NOT_TRAINED = Far(signed=False, trained=False)
# With the 6 mentors and 6 mentees of the stories: 60 mentors and 90 mentees, each in one programme. Beside them there
# are those who read together, and those who joined later and wait for a partner.
GROUPS = (
    Group(BUDDIES, MENTOR, ("10", "9"), 26, ALL),
    Group(BUDDIES, MENTOR, ("10", "9"), 2, NOT_TRAINED),
    Group(BUDDIES, MENTEE, ("7",), 20, ALL),
    Group(BUDDIES, MENTEE, ("8",), 8, ALL),
    Group(BUDDIES, MENTEE, ("7", "8"), 4, NO_CONSENT),
    Group(BUDDIES, MENTEE, ("7", "8"), 2, NO_PROFILE),
    Group(MATHS, MENTOR, ("10", "9"), 13, ALL),
    Group(MATHS, MENTOR, ("10", "9"), 3, JUST_JOINED),
    Group(MATHS, MENTOR, ("10", "9"), 2, None),
    Group(MATHS, MENTEE, ("7", "8"), 15, ALL),
    Group(MATHS, MENTEE, ("7", "8"), 4, NO_CONSENT),
    Group(MATHS, MENTEE, ("7", "8"), 3, None),
    Group(MOVING_UP, MENTOR, ("9",), 8, NOT_TRAINED),
    Group(MOVING_UP, MENTEE, ("6",), 20, NO_CONSENT),
    Group(MOVING_UP, MENTEE, ("6",), 8, JUST_JOINED),
)
# Who reads together next, and is in no group yet: of the secondary, and of the primary. One of Year 5 is too old for
# mentors of Year 6.
NEXT_READERS = (
    (("10", "11"), MENTOR, 4),
    (("7", "8"), MENTEE, 9),
    (("6",), MENTOR, 2),
    (("4",), MENTEE, 6),
    (("5",), MENTEE, 1),
)
READERS_LIKE = (
    (("books", "space"), ("homework", "organised")),
    (("books", "making"), ("speaking", "confidence")),
    (("music", "films"), ("friends", "company")),
    (("music", "languages"), ("new-here", "friends")),
)
NO_NEEDS = {"quiet": False, "step_free": False, "same_gender": False, "gender": ""}
INTERESTS = (
    ("sport", "music"), ("art", "making"), ("books", "space"), ("animals", "nature"), ("games", "computers"),
    ("cooking", "films"), ("sport", "bikes", "games"), ("music", "dance"), ("puzzles", "computers"),
    ("nature", "animals", "bikes"), ("languages", "books"),
)  # fmt: skip
HELP = (("new-here", "friends"), ("homework",), ("confidence", "speaking"), ("organised", "tests"))


@dataclass(frozen=True)
class OneReady:
    """Somebody who is ready to be paired, and what they need of a place."""

    who: Somebody
    student: Student
    quiet: bool = False
    step_free: bool = False


Ready = dict[tuple[str, ProgrammeRole], list[OneReady]]


@dataclass
class Cast:
    """Who does what in these stories."""

    school: School
    programme: Programme
    coordinator: By
    lead: By
    crowd: Crowd
    calendar: Calendar


def fill_programmes(
    school: School, programmes: Mapping[str, Programme], staff: Mapping[Role, StaffMember], calendar: Calendar
) -> Ready:
    """Let 60 mentors, 90 mentees and those who read join the programmes, each as far as their story or group says.

    Return those who are ready to be paired, by the name of their programme and their role.
    """
    ready: Ready = defaultdict(list)
    coordinator, lead = (By("person", staff[role].id) for role in (Role.COORDINATOR, Role.LEAD))
    waiting = _students(school)

    def take(programme: Programme, years: Sequence[str], count: int) -> list[Student]:
        """Return the next students of these years and the programme's sites, who are in no programme yet."""
        found = [each for each in waiting if each.year in years and each.site_id in programme.site_ids][
            :count
        ]
        assert len(found) == count, f"too few of {years} in the cast"
        for each in found:
            waiting.remove(each)
        return found

    buddies = programmes[BUDDIES]
    crowd = Crowd(school, coordinator)
    cast = Cast(school, buddies, coordinator, lead, crowd, calendar)
    for role, years in ((MENTOR, ("10", "9")), (MENTEE, ("7",))):
        stories = STORIES[role]
        for number, (student, story) in enumerate(
            zip(take(buddies, years, len(stories)), stories, strict=True)
        ):
            enrolment = _tell(cast, student, role, story, number)
            if story == READY:
                ready[BUDDIES, role].append(OneReady(Somebody(enrolment.id, student.id, role), student))
    for group in GROUPS:
        programme = programmes[group.programme]
        members = take(programme, group.years, group.count)
        if group.far is None:
            _invite(cast, programme, members, group.role, INVITED, calendar.at(calendar.ago(3), time(15, 30)))
            continue
        for number, student in enumerate(members):
            at, then = calendar.joined(number), calendar.then(number)
            likes = likes_of(number, INTERESTS, HELP)
            made = crowd.add(programme, student, group.role, group.far, likes=likes, joined=at, then=then)
            if group.far == ALL:
                who = Somebody(made["id"], student.id, group.role)
                needs = {"quiet": likes["quiet"], "step_free": likes["step_free"]}
                ready[group.programme, group.role].append(OneReady(who, student, **needs))
    _fill_the_group(programmes[READING], crowd, ready, take, calendar)
    crowd.write()
    return ready


def _fill_the_group(
    reading: Programme, crowd: Crowd, ready: Ready, take: Callable[..., list[Student]], calendar: Calendar
) -> None:
    """Let a group of younger children join, and two mentors; one of these is a mentee in another programme."""
    both = next(each.student for each in ready[BUDDIES, MENTEE] if each.student.year == "8")
    mentors = [both, *take(reading, ("8",), 1)]
    mentees = [*take(reading, ("3",), 1), *take(reading, ("4", "5"), 5)]
    for role, members in ((MENTOR, mentors), (MENTEE, mentees)):
        for number, student in enumerate(members):
            likes, moments = (
                likes_of(number, INTERESTS, HELP),
                (calendar.joined(number), calendar.then(number)),
            )
            made = crowd.add(reading, student, role, ALL, likes=likes, joined=moments[0], then=moments[1])
            ready[READING, role].append(OneReady(Somebody(made["id"], student.id, role), student))
    for years, role, count in NEXT_READERS:
        for number, student in enumerate(take(reading, years, count)):
            likes = likes_of(number, *zip(*READERS_LIKE, strict=True)) | NO_NEEDS
            at, then = calendar.joined(number), calendar.then(number)
            crowd.add(reading, student, role, ALL, likes=likes, joined=at, then=then)


def _students(school: School) -> list[Student]:
    """Return the school's students, those with a card first; without those who join later, to wait on the board."""
    wanted = select(Student).where(Student.school_id == school.id).options(joinedload(Student.account))
    found = db.session.scalars(wanted.order_by(Student.user_name)).all()
    found = [each for each in found if each.name not in NAMES]
    # By the last letters of their user names, so that families and forms are mixed, and are the same every time.
    return sorted(found, key=lambda each: (each.account.secret_hash is None, each.user_name[::-1]))


def _tell(cast: Cast, student: Student, role: ProgrammeRole, story: Story, number: int) -> Enrolment:
    at, then = cast.calendar.joined(number), cast.calendar.then(number)
    enrolment = _join(cast, student, role, story, at)
    own = By("person", student.id)
    if story == READY:
        _profile(own, enrolment, number, at)
    elif story.profile:
        cast.crowd.add_profile(enrolment, likes_of(number, INTERESTS, HELP), at)
    _staff_part(cast, enrolment, story, then)
    if story.signed is not None:
        _sign(cast, own, enrolment, role, story.signed, then)
    if story.trained:
        day = clock.local(then, cast.school.zone).date()
        day -= timedelta(days=400 if story.trained_long_ago else 0)
        taught = Taught(day, 120 if role is MENTOR else 60, "Ms Okafor", role is MENTOR)
        made = training.record_training(cast.coordinator, [enrolment], taught, today=day, now=then)
        assert made == training.Recorded(1, 0), made
    if story.paused:
        later = cast.calendar.at(cast.calendar.ago(6), time(12, 50))
        day = clock.local(later, cast.school.zone).date()
        said = enrolments.answer(own, enrolment, Answer.PAUSE, How.OWN_SIGN_IN, day=day, today=day, now=later)
        assert said is None, said
    return enrolment


def _join(cast: Cast, student: Student, role: ProgrammeRole, story: Story, at: datetime) -> Enrolment:
    day, pack = clock.local(at, cast.school.zone).date(), country(cast.school.country)
    if story.came is Came.OWN:
        own = By("person", student.id)
        made = enrolments.join(own, cast.programme, student, role, pack, today=day, now=at)
        assert isinstance(made, Enrolment), made
        return made
    (found,) = _invite(cast, cast.programme, [student], role, story, at)
    return found


def _invite(
    cast: Cast,
    programme: Programme,
    members: Sequence[Student],
    role: ProgrammeRole,
    story: Story,
    at: datetime,
) -> Sequence[Enrolment]:
    day, pack = clock.local(at, cast.school.zone).date(), country(cast.school.country)
    who = "Mrs Fernhollow" if story.came is Came.CARER else ""
    referral = Referral(story.came, who, day)
    invited = enrolments.invite(cast.coordinator, programme, members, role, referral, pack, today=day, now=at)
    assert isinstance(invited, tuple), invited
    made, left = invited
    assert not left, left
    return made


def _profile(own: By, enrolment: Enrolment, number: int, at: datetime) -> None:
    likes = {"interests": INTERESTS[number % len(INTERESTS)], "interests_words": ""}
    assert profiles.answer_step(own, enrolment, Step.INTERESTS, likes, now=at) is None
    helps = {"help": HELP[number % len(HELP)], "help_words": "", "help_may_be_told": number % 2 == 0}
    assert profiles.answer_step(own, enrolment, Step.HELP, helps, now=at) is None
    for step in steps_for(wants_same_gender=False):
        assert profiles.skip_step(own, enrolment, step, now=at) is None
    assert profiles.finish_profile(own, enrolment, now=at) is None


def _staff_part(cast: Cast, enrolment: Enrolment, story: Story, at: datetime) -> None:
    day, by, pack = clock.local(at, cast.school.zone).date(), cast.coordinator, country(cast.school.country)
    if story.view is not None:
        tutor = f"Tutor of {enrolment.student.form}"
        view = {enrolment: TutorSaid(story.view, story.words)}
        assert tutors.record_views(by, view, tutor, day=day, today=day, now=at) is None
    if story.verdict is not None:
        reasons = "Turns up, listens, and wants to."
        assert decisions.decide(by, enrolment, story.verdict, reasons, now=at) is None
    for turn, said in enumerate(story.consent):
        then = cast.calendar.at(cast.calendar.ago(5), time(9, 10)) if turn else at
        dated = clock.local(then, cast.school.zone).date()
        paper = Paper(
            said, f"Carer {enrolment.student.last_name}", Authority.PARENT, ConsentHow.PAPER, dated, 0
        )
        assert consent.record_consents(by, [enrolment], paper, pack, today=dated, now=then) is None
    if story.specialist:
        reason = "Sees the school counsellor each week. A peer would be in its place for now."
        kind = BarKind.SPECIALIST
        assert decisions.bar_from_pairing(cast.lead, enrolment.student, kind, reason, now=at) is None


def _sign(cast: Cast, own: By, enrolment: Enrolment, role: ProgrammeRole, number: int, at: datetime) -> None:
    held = description(cast.programme, role)
    found = version(held, number or held.newest)
    assert found is not None
    if found.number == held.newest:
        right = [question.right for question in found.text.questions]
        signed_at = max(at, found.made_at)
        refused = decisions.sign(own, enrolment, right, How.OWN_SIGN_IN, seen=found.number, now=signed_at)
        assert refused is None, refused
        return
    # Nobody can sign an older version now, so what was signed then is put in as it was.
    db.session.add(
        Signature(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            enrolment_id=enrolment.id,
            number=found.number,
            how=How.OWN_SIGN_IN,
            at=at,
        )
    )
    db.session.flush()
    trail.record(
        events.AGREEMENT_SIGNED,
        at,
        school_id=enrolment.school_id,
        by=own,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        number=found.number,
        how=How.OWN_SIGN_IN.value,
    )
