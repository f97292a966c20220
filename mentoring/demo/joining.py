"""Who is in the demo's one-to-one programme, and how far each of them is. Told as plain data, made by the actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import consent, decisions, enrolments, profiles, training
from mentoring.joining.actions.consent import Paper
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.actions.training import Taught
from mentoring.joining.models import Enrolment, Signature
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Answer, Came, How
from mentoring.joining.rules.profile import Step
from mentoring.joining.rules.suitability import BarKind, Verdict, View
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.rules.countries import country
from mentoring.programme.models import Programme
from mentoring.programme.queries.roles import description, version
from mentoring.programme.rules.kinds import ProgrammeRole

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE
BEGAN = timedelta(days=50)  # how long ago the first of them joined
NOW_AND_THEN = timedelta(days=2)


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
        Story(signed=2),  # signed before the words changed
        *(READY,) * 6,
        Story(view=None, verdict=None, signed=None, trained=False),
        Story(view=View.TALK, words="Lovely with younger ones. Mocks until half term.", verdict=None),
        Story(trained=False),
        Story(trained_long_ago=True),
        INVITED,
    ),
    MENTEE: (
        Story(consent=(), signed=None, trained=False),
        *(READY,) * 6,
        Story(consent=()),
        Story(consent=(Said.GIVEN, Said.WITHDRAWN)),
        Story(specialist=True),
        Story(paused=True),
        Story(
            answered=False, profile=False, view=None, verdict=None, consent=(), signed=None, trained=False,
            came=Came.CARER,
        ),
    ),
}  # fmt: skip
INTERESTS = (
    ("sport", "music"), ("art", "making"), ("books", "space"), ("animals", "nature"), ("games", "computers"),
    ("cooking", "films"),
)  # fmt: skip
HELP = (("new-here", "friends"), ("homework",), ("confidence", "speaking"), ("organised", "tests"))


@dataclass
class Cast:
    """Who does what in these stories."""

    school: School
    programme: Programme
    coordinator: By
    lead: By


def fill_buddies(
    school: School, programme: Programme, staff: Mapping[Role, StaffMember], *, now: datetime
) -> None:
    """Let 12 mentors and 12 mentees join the programme, each as far as their story says."""
    cast = Cast(
        school,
        programme,
        By("person", staff[Role.COORDINATOR].id),
        By("person", staff[Role.LEAD].id),
    )
    for role, years in ((MENTOR, ("10", "9")), (MENTEE, ("7",))):
        stories = STORIES[role]
        for number, (student, story) in enumerate(
            zip(_students(programme, years, len(stories)), stories, strict=True)
        ):
            at = now - BEGAN + NOW_AND_THEN * (number % 6)
            _tell(cast, student, role, story, number, at)


def _students(programme: Programme, years: Sequence[str], count: int) -> Sequence[Student]:
    """Return students of these years at the programme's sites, those with a card first."""
    wanted = select(Student).where(
        Student.school_id == programme.school_id,
        Student.site_id.in_(programme.site_ids),
        Student.year.in_(years),
    )
    found = db.session.scalars(wanted.order_by(Student.user_name)).all()
    # By the last letters of their user names, so that families and forms are mixed, and are the same every time.
    return sorted(found, key=lambda each: (each.account.secret_hash is None, each.user_name[::-1]))[:count]


def _tell(cast: Cast, student: Student, role: ProgrammeRole, story: Story, number: int, at: datetime) -> None:
    enrolment = _join(cast, student, role, story, at)
    own = By("person", student.id)
    if story.profile:
        _profile(own, enrolment, number, at)
    _staff_part(cast, enrolment, story, at + NOW_AND_THEN)
    if story.signed is not None:
        _sign(cast, own, enrolment, role, story.signed, at + NOW_AND_THEN)
    if story.trained:
        day = clock.local(at + NOW_AND_THEN, cast.school.zone).date()
        day -= timedelta(days=400 if story.trained_long_ago else 0)
        taught = Taught(day, 120 if role is MENTOR else 60, "Ms Okafor", role is MENTOR)
        refused = training.record_training(
            cast.coordinator, [enrolment], taught, today=day, now=at + NOW_AND_THEN
        )
        assert refused is None, refused
    if story.paused:
        later = at + 5 * NOW_AND_THEN
        day = clock.local(later, cast.school.zone).date()
        said = enrolments.answer(own, enrolment, Answer.PAUSE, How.OWN_SIGN_IN, day=day, today=day, now=later)
        assert said is None, said


def _join(cast: Cast, student: Student, role: ProgrammeRole, story: Story, at: datetime) -> Enrolment:
    day, pack = clock.local(at, cast.school.zone).date(), country(cast.school.country)
    if story.came is Came.OWN:
        own = By("person", student.id)
        made = enrolments.join(own, cast.programme, student, role, pack, today=day, now=at)
        assert isinstance(made, Enrolment), made
        return made
    who = "Mrs Fernhollow" if story.came is Came.CARER else ""
    invited = enrolments.invite(
        cast.coordinator,
        cast.programme,
        [student],
        role,
        Referral(story.came, who, day),
        pack,
        today=day,
        now=at,
    )
    assert isinstance(invited, tuple), invited
    (found,), _left = invited
    return found


def _profile(own: By, enrolment: Enrolment, number: int, at: datetime) -> None:
    likes = {"interests": INTERESTS[number % len(INTERESTS)], "interests_words": ""}
    assert profiles.answer_step(own, enrolment, Step.INTERESTS, likes, now=at) is None
    helps = {"help": HELP[number % len(HELP)], "help_words": "", "help_may_be_told": number % 2 == 0}
    assert profiles.answer_step(own, enrolment, Step.HELP, helps, now=at) is None
    assert profiles.finish_profile(own, enrolment, now=at) is None


def _staff_part(cast: Cast, enrolment: Enrolment, story: Story, at: datetime) -> None:
    day, by = clock.local(at, cast.school.zone).date(), cast.coordinator
    if story.view is not None:
        tutor = f"Tutor of {enrolment.student.form}"
        assert decisions.record_view(by, enrolment, tutor, story.view, story.words, day=day, now=at) is None
    if story.verdict is not None:
        reasons = "Turns up, listens, and wants to."
        assert decisions.decide(by, enrolment, story.verdict, reasons, now=at) is None
    for turn, said in enumerate(story.consent):
        then = at + turn * 4 * NOW_AND_THEN
        dated = clock.local(then, cast.school.zone).date()
        paper = Paper(
            said, f"Carer {enrolment.student.last_name}", Authority.PARENT, ConsentHow.PAPER, dated, 0
        )
        assert consent.record_consents(by, [enrolment], paper, today=dated, now=then) is None
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
