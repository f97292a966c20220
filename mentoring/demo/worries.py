"""The demo's worries: finished last week, taken yesterday, at the head, and just come in; and a reported sign-in."""

from datetime import datetime, timedelta

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.people.actions.sessions import report_sign_in
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.queries import staff as members
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Concern
from mentoring.raising.rules.answers import DoneBy, SafeNow, WhoNeedsHelp
from mentoring.safeguarding.actions import steps
from mentoring.safeguarding.queries.desk import DeskConcern, concern_for
from mentoring.safeguarding.rules import Outcome


def tell_worries(
    school: School, staff: dict[Role, StaffMember], students: dict[str, Student], *, now: datetime
) -> None:
    """Write four worries as if they had been told: from nine days ago until twelve minutes ago."""
    _tell_finished(school, staff[Role.LEAD], students["Amara"], now=now - timedelta(days=9))
    _tell_taken(school, staff[Role.DEPUTY], students["Leo"], now=now - timedelta(days=1, hours=2))
    raise_concern(
        school=school,
        raiser=None,
        typed=Told(
            form_token=ids.new_token(),
            text="A man who helps in the library shouts at the small ones when no teacher is near.",
            who_needs_help=WhoNeedsHelp.STUDENT,
            done_by=DoneBy.ADULT,
            safe_now=SafeNow.YES,
            where_and_when="In the library, after school",
        ),
        now=now - timedelta(minutes=25),
    )
    raise_concern(
        school=school,
        raiser=None,
        typed=Told(
            form_token=ids.new_token(),
            text="My friend in 7B says she does not want to go home today. She cried at lunch.",
            who_needs_help=WhoNeedsHelp.STUDENT,
            done_by=DoneBy.HOME,
            safe_now=SafeNow.UNSURE,
            where_and_when="At lunch, by the benches",
        ),
        now=now - timedelta(minutes=12),
    )


def _tell_finished(school: School, lead: StaffMember, writer: Student, *, now: datetime) -> None:
    told = raise_concern(
        school=school,
        raiser=as_actor(writer.account_id, school, writer.id, Role.STUDENT),
        typed=Told(
            form_token=ids.new_token(),
            text="Some Year 9s keep taking a Year 7's bag on the bus. He laughs but I do not think he likes it.",
            who_needs_help=WhoNeedsHelp.STUDENT,
            done_by=DoneBy.STUDENT,
            safe_now=SafeNow.YES,
        ),
        now=now,
    )
    reader = as_actor(lead.account_id, school, lead.id, Role.LEAD)
    steps.acknowledge(reader, _as_it_is(told), now=now + timedelta(minutes=6))
    steps.answer(
        reader,
        _as_it_is(told),
        "Thank you for telling me. I talked with him today, and somebody rides on that bus now.",
        token=ids.new_id(),
        now=now + timedelta(hours=3),
    )
    steps.finish(
        reader,
        _as_it_is(told),
        Outcome.HANDLED_HERE,
        "Spoke with the three students and their carers. An adult is on the bus until half term.",
        now=now + timedelta(days=2),
    )


def _tell_taken(school: School, deputy: StaffMember, writer: Student, *, now: datetime) -> None:
    told = raise_concern(
        school=school,
        raiser=as_actor(writer.account_id, school, writer.id, Role.STUDENT),
        typed=Told(
            form_token=ids.new_token(),
            text="I do not have anybody at break. They say I cannot sit with them any more.",
            who_needs_help=WhoNeedsHelp.ME,
            done_by=DoneBy.STUDENT,
            safe_now=SafeNow.YES,
        ),
        now=now,
    )
    reader = as_actor(deputy.account_id, school, deputy.id, Role.DEPUTY)
    steps.acknowledge(reader, _as_it_is(told), now=now + timedelta(minutes=9))
    steps.answer(
        reader,
        _as_it_is(told),
        "Thank you for telling me. I will come to your form tomorrow, and we will talk.",
        token=ids.new_id(),
        now=now + timedelta(hours=1),
    )


def take_as_lead(school: School, concern: Concern, *, now: datetime) -> None:
    """Let the lead have a worry in hand."""
    lead = members.holders(school.id)[Role.LEAD][0]
    steps.acknowledge(as_actor(lead.account_id, school, lead.id, Role.LEAD), _as_it_is(concern), now=now)


def report_sign_in_of(school: School, student: Student, *, now: datetime) -> None:
    """Let a student have said that somebody else used their sign-in."""
    report_sign_in(as_actor(student.account_id, school, student.id, Role.STUDENT), now=now)


def as_actor(account_id: str, school: School, person_id: str, role: Role) -> Actor:
    """Return somebody of the demo as one who acts."""
    return Actor(
        account_id=account_id,
        school_id=school.id,
        person_id=person_id,
        session_id="",
        roles=frozenset({role}),
    )


def _as_it_is(concern: Concern) -> DeskConcern:
    found = concern_for(concern.school_id, concern.id)
    assert found is not None
    return found
