"""The people near a writer on the form: offered by name to whoever it was made for, and understood when it is sent.

What stands for a person is a code that this form alone has, so nobody can be named whom it did not offer. It is
understood whoever sends the form: a session may have run out, or a pairing may be over by then. Only somebody who is
signed in as another than the form was shown to names nobody by it; what kind of person it was still decides who reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.people.models import School, StaffMember
from mentoring.people.queries import staff, students
from mentoring.raising import wording
from mentoring.raising.forms import FormToken, TellForm, token_in
from mentoring.raising.queries.near import Near, near
from mentoring.raising.queries.readers import holders
from mentoring.raising.rules.answers import DoneBy, WhoNeedsHelp, understood
from mentoring.web.fields import choices_of


@dataclass(frozen=True)
class Person:
    """Somebody whom an answer names, and the answer that says no more than what they are."""

    id: str
    is_student: bool
    kind: DoneBy


@dataclass(frozen=True)
class Answers:
    """The two answers that may name somebody, as they are stored; and whom they keep out without a name."""

    who_needs_help: WhoNeedsHelp | None
    done_by: DoneBy | None
    helped_id: str = ""
    named_id: str = ""
    kept_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offered:
    """The codes of the partners on a form; and the adults by their codes, in the order of their names."""

    partners: Sequence[str]
    adults: Mapping[str, StaffMember]


def offer(form: TellForm, school: School, actor: Actor | None, members: Mapping[str, StaffMember]) -> Offered:
    """Offer who is near the writer, and keep what was picked before.

    Where the form is shown again to anybody else, what was picked says only what kind of person it was.
    """
    token = token_in(form.form_token.data)
    shown = near(actor, clock.now()) if actor and token and token.was_shown_to(actor) else Near()
    codes = {who: token.value_for(who) for who in (*shown.partners, *shown.adults)} if token else {}
    partners = [(codes[who], wording.partner(name)) for who, name in shown.partners.items()]
    adults = {codes[who]: member for who, member in members.items() if who in shown.adults}
    offered = Offered([code for code, _name in partners], adults)
    _keep_picked(form, school.id, actor, offered)
    me, *rest = wording.WHO_NEEDS_HELP.items()
    form.who_needs_help.choices = choices_of([me, *partners, *rest])
    head = wording.the_head(school.country)
    form.done_by.choices = choices_of(
        [
            *partners,
            *((code, adult.name) for code, adult in adults.items()),
            *((each, head if each is DoneBy.HEAD else words) for each, words in wording.DONE_BY.items()),
        ]
    )
    return offered


def _keep_picked(form: TellForm, school_id: str, actor: Actor | None, offered: Offered) -> None:
    token = token_in(form.form_token.data)
    seen = form.came_with or token
    for field in (form.who_needs_help, form.done_by):
        person = person_for(school_id, seen, field.data)
        if person is None or token is None or seen is None:
            continue
        code = token.value_for(person.id)
        if seen.was_shown_to(actor) and code in (*offered.partners, *offered.adults):
            field.data = code
            continue
        field.data = person.kind.value
        if field is form.done_by and not person.is_student:
            form.ruled_out.data = [*(form.ruled_out.data or []), person.id]


def answers(form: TellForm, school_id: str, token: FormToken | None, actor: Actor | None) -> Answers:
    """Return what the two answers say, and whom they name."""
    helped = person_for(school_id, token, form.who_needs_help.data)
    named = person_for(school_id, token, form.done_by.data)
    who_needs_help = understood(form.who_needs_help.data, WhoNeedsHelp)
    done_by = named.kind if named else understood(form.done_by.data, DoneBy)
    if helped is not None and helped.is_student:
        who_needs_help = WhoNeedsHelp.STUDENT
    else:
        helped = None
    if token is None or (actor is not None and not token.was_shown_to(actor)):
        apart = frozenset({named.id}) if named and not named.is_student else frozenset[str]()
        return Answers(who_needs_help, done_by, kept_out=apart)
    return Answers(who_needs_help, done_by, helped.id if helped else "", named.id if named else "")


def person_for(school_id: str, token: FormToken | None, value: str | None) -> Person | None:
    """Return whom a code of this form stands for, or None: it is another answer, or was never on this form."""
    if token is None or not token.writer_mark or not value or len(value) != len(token.value_for("")):
        return None
    heads = holders(school_id).ids_of(Role.HEAD)
    for member in staff.all_staff(school_id, also_left=True):
        if token.value_for(member.id) == value:
            return Person(member.id, False, DoneBy.HEAD if member.id in heads else DoneBy.ADULT)
    found = (each for each in students.all_ids(school_id) if token.value_for(each) == value)
    return next((Person(each, True, DoneBy.STUDENT) for each in found), None)
