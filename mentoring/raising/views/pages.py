"""What the Tell pages show: danger first, who will read it, when, and the numbers to call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g, make_response, render_template, url_for

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.guard import is_in_a_room
from mentoring.people.models import School, StaffMember
from mentoring.people.queries import school_times, schools, staff, students
from mentoring.people.rules.school_time import is_open, next_time_open
from mentoring.people.views import identity
from mentoring.raising import wording
from mentoring.raising.forms import SchoolCodeForm, TellForm
from mentoring.raising.models import Concern
from mentoring.raising.queries import readers
from mentoring.raising.rules.answers import DoneBy
from mentoring.raising.views import naming
from mentoring.web.dates import moment
from mentoring.web.fields import choices_of
from mentoring.web.shell import Frame

# Where a writer sees whether an adult has read it: pages of the desk.
STATUS_SIGNED_IN, STATUS_SIGNED_OUT = "tell_status.mine", "tell_status.words"
# After all other answers, and after none, a concern goes the same way.
OTHER_ANSWERS = [each for each in DoneBy if each not in (DoneBy.ADULT, DoneBy.HEAD)]


@dataclass(frozen=True)
class Closed:
    """The school is closed now. `opens` says when it opens, in words, where that is known."""

    opens: str | None


@dataclass(frozen=True)
class ReaderLine:
    """One sentence about who will read it, and the answers to "Did someone do this?" that it is for."""

    answers: str
    sentence: str


def tell(
    school: School,
    actor: Actor | None,
    form: TellForm,
    *,
    notice: wording.Notice | None = None,
    status: int = 200,
) -> Response:
    """Return the form. `notice` says what to do when it was not taken yet."""
    members = readers.members(school.id)
    offered = naming.offer(form, school, actor, members)
    form.ruled_out.choices = choices_of(
        (one.id, wording.name_and_role(one, school.country))
        for one in readers.all_who_could_read(school.id, members)
    )
    adult_ids = [each.id for each in offered.adults.values()]
    would_read = readers.who_would_read(school.id, _family(actor), adult_ids)
    closed = _closed(school, actor)
    return _page(
        "raising/tell.html",
        school,
        actor,
        status,
        form=form,
        notice=notice,
        closed=wording.reads_now(_out_of_hours(would_read[None]), closed.opens) if closed else None,
        lines=_lines(would_read, school, closed, offered),
        names_partner=bool(offered.partners),
        action=url_for("tell.send", school_code=school.code),
    )


def sent(
    school: School, actor: Actor | None, concern: Concern, words: Sequence[str], *, name_left_out: bool
) -> Response:
    """Return the page after sending: who reads it, what happens next, and the words of a signed-out writer."""
    who = readers.first_readers_of(concern)
    closed = _closed(school, actor)
    return _page(
        "raising/sent.html",
        school,
        actor,
        200,
        find_me=concern.come_and_find_me,
        who=wording.names(who) if who else None,
        closed=wording.reads_now(_out_of_hours(who), closed.opens) if closed and who else None,
        words=words,
        name_left_out=name_left_out,
    )


def find_an_adult(school: School | None, actor: Actor | None, *, typed: Sequence[str] = ()) -> Response:
    """Return the page for a school that cannot take a concern yet: find an adult, and the numbers."""
    return _page("raising/find_adult.html", school, actor, 409 if typed else 200, typed=typed)


def which_school(form: SchoolCodeForm, carried: TellForm, *, status: int = 200) -> Response:
    """Return the page that asks for the school's code. `carried` is what was sent before the school was known."""
    words = carried.text.data or ""
    return _page("raising/which_school.html", None, None, status, form=form, carried=carried, words=words)


def not_saved(country_code: str | None, typed: Sequence[str] | None, number: str, *, status: int) -> Response:
    """Return the page for when the database does not answer, made without asking it for anything.

    typed: what could not be stored; None when nothing was sent yet.
    """
    g.frame = Frame()
    page = render_template(
        "raising/not_saved.html",
        layout="layout/young.html",
        typed=typed,
        number=number,
        **wording.numbers_to_call([country_code] if country_code else []),
    )
    return make_response(page, status)


def layout_for(actor: Actor | None) -> str:
    """Return the layout of pages that children and staff both see: the children's, but for staff."""
    return "layout/young.html" if actor is None or actor.is_student else "layout/staff.html"


def _page(template: str, school: School | None, actor: Actor | None, status: int, **values: Any) -> Response:
    if actor is None and school is not None:
        identity.show_school(school)
    here = [school] if school else schools.all_schools()
    page = render_template(
        template,
        layout=layout_for(actor),
        signed_in=actor is not None,
        # On a room's tablet an answer would stay on the screen for the next child.
        status_url=None if is_in_a_room() else url_for(STATUS_SIGNED_IN if actor else STATUS_SIGNED_OUT),
        **wording.numbers_to_call([each.country for each in here]),
        **values,
    )
    return make_response(page, status)


def _family(actor: Actor | None) -> Sequence[str]:
    if actor is None or not actor.is_student:
        return ()
    return staff.relatives_among_staff(actor.school_id, actor.person_id)


def _lines(
    would_read: Mapping[DoneBy | str | None, list[StaffMember]],
    school: School,
    closed: Closed | None,
    offered: naming.Offered,
) -> list[ReaderLine]:
    """Return who will read it, for each kind of answer, and for an adult offered by name whom others read about."""
    # While nobody reads at all, the page has said so at its top; where somebody does, each line says who.
    somebody = closed is not None and any(_out_of_hours(who) for who in would_read.values())

    def line(answers: Sequence[str], who: Sequence[StaffMember], sentence: str) -> ReaderLine:
        later = (
            wording.reads_instead_now(_out_of_hours(who), closed.opens) if closed and somebody and who else ""
        )
        return ReaderLine(" ".join(answers), f"{sentence} {later}".strip())

    usual, of_head = would_read[DoneBy.ADULT], would_read[DoneBy.HEAD]
    as_usual = [code for code, adult in offered.adults.items() if would_read[adult.id] == usual]
    head = wording.the_head(school.country)
    if_named = [
        line(
            [code], would_read[adult.id],
            wording.goes_to_if_named(would_read[adult.id], adult.name, school.country),
        )
        for code, adult in offered.adults.items()
        if code not in as_usual
    ]  # fmt: skip
    return [
        ReaderLine(" ".join([*offered.partners, *OTHER_ANSWERS]), wording.goes_to(would_read[None])),
        line([*as_usual, DoneBy.ADULT], usual, wording.goes_to_if_adult(usual, school.country)),
        *if_named,
        line([DoneBy.HEAD], of_head, wording.goes_to_if_head(of_head, head, school.country)),
    ]


def _out_of_hours(who: Iterable[StaffMember]) -> list[StaffMember]:
    return [one for one in who if one.reads_out_of_hours and not one.away]


def _closed(school: School, actor: Actor | None) -> Closed | None:
    """Return when school opens, or None while it is open, or where its times are not known."""
    site_id = None
    if actor is not None and actor.is_student:
        student = students.student(school.id, actor.person_id)
        site_id = student.site_id if student else None
    if site_id is None:
        main = schools.main_site(school.id)
        site_id = main.id if main else None
    if site_id is None:
        return None
    times, now = school_times.school_time(school.id, site_id), clock.now()
    if is_open(times, now):
        return None
    opens = next_time_open(times, now)
    return Closed(moment(opens, school.zone) if opens else None)
