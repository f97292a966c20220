"""What joining shows on the home of a young person: one block for each programme, with its one next step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import url_for
from flask_babel import gettext as _

from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolments_of, joinable
from mentoring.joining.queries.readiness import Standing, adult_named, standings_in
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.readiness import Missing, Soon
from mentoring.people.models import StaffMember, Student
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.programme.views.shared import open_programmes_here, programmes_here, settings_here, times_here
from mentoring.raising.queries.holds import Holds

# What a student does on their own pages, in the order of the gates, and the page of each.
STEPS: dict[Missing | Soon, str] = {
    Missing.PROFILE: "begin",
    Missing.AGREEMENT: "agree",
    Missing.AGREEMENT_OVERDUE: "agree",
    Missing.TRAINING: "course",
    Missing.TRAINING_SHORT: "course",
    Missing.MODULE: "course",
    Missing.PREPARATION_UNDER: "course",
    Missing.TRAINING_EXPIRED: "course",
    Soon.AGREEMENT_AGAIN: "agree",
    Soon.PREPARATION_PART: "course",
}
# Whatever the cause, students read the same of each.
BREAKS = frozenset({Missing.ON_HOLD, Missing.CONSENT_WITHDRAWN, Missing.CONSENT_REFUSED})


@dataclass(frozen=True)
class Press:
    """One thing to press. posts: pressing it does something, in place of leading to a page."""

    label: str
    url: str
    posts: bool = False


@dataclass(frozen=True)
class HomeBlock:
    """One programme on a student's home. Neither role says anything of the other."""

    title: str
    sentences: Sequence[str]
    next: Press | None = None
    links: Sequence[Press] = field(default_factory=list)
    reminder: str = ""
    enrolment_id: str = ""
    is_break: bool = False
    is_in: bool = (
        False  # in a programme that runs: where there is a partner, this block makes room for theirs
    )


People = Callable[[], dict[str, StaffMember]]  # the school's staff by id, read where one of them is named


@dataclass(frozen=True)
class Home:
    """What joining has for a student: their programmes, and where to see what else there is."""

    blocks: Sequence[HomeBlock]
    join: Press | None


def home_of(
    student: Student,
    pack: CountryPack,
    people: People,
    *,
    holds: Holds,
    instead: Mapping[str, HomeBlock] | None = None,
) -> Home:
    """Return what a student's home shows of joining.

    holds: what the page has read of holds already. instead: by enrolment, what the rooms above say in place of "it is
    our turn" to a student who has done their part.
    """
    school_id = student.school_id
    mine = enrolments_of(school_id, student.id, held=programmes_here(school_id))
    held = [each for each in mine if _shown(each)]
    found = standings_in(
        list({each.programme_id: each.programme for each in held}.values()),
        held,
        reader_id=None,
        settings_by=settings_here(school_id),
        times=lambda: times_here(school_id),
        holds=holds,
    )
    blocks = []
    for standing in found:
        each = standing.enrolment
        block = _block(standing, people, _reminder(each, people), (instead or {}).get(each.id))
        blocks.append(replace(block, enrolment_id=each.id))
    more = Press(_("See what you can join"), url_for("joining.programmes"))
    offered = joinable(
        student,
        pack,
        held=open_programmes_here(school_id),
        already=mine,
        settings_by=settings_here(school_id),
    )
    return Home(blocks, more if offered else None)


def _reminder(enrolment: Enrolment, people: People) -> str:
    """Return who asks a student to do their part soon, or nothing."""
    if not enrolment.reminded_by or enrolment.reminded_by not in people():
        return ""
    return people()[enrolment.reminded_by].name


def _adult(standing: Standing, people: People) -> str:
    return adult_named(standing, people()) or _("An adult")


def _shown(enrolment: Enrolment) -> bool:
    # Whoever is in a programme that was drawn back can still pause and stop.
    if enrolment.programme.status == Status.DRAFT:
        return enrolment.state in (State.IN, State.PAUSED)
    return enrolment.programme.status == Status.OPEN


def title_of(name: str, role: str) -> str:
    """Return the heading of a programme on a student's home. Neither role says anything of the other."""
    return _("%(name)s: you as a mentor", name=name) if role == ProgrammeRole.MENTOR else name


def _block(standing: Standing, people: People, reminder: str, instead: HomeBlock | None) -> HomeBlock:
    enrolment = standing.enrolment
    is_mentor = enrolment.role == ProgrammeRole.MENTOR
    title = title_of(enrolment.programme.name, enrolment.role)
    state = State(enrolment.state)
    if state is State.WAITING:
        asks = (
            _("We think that you could be a mentor.")
            if is_mentor
            else _("We think that you may like to have a mentor.")
        )
        return HomeBlock(
            title,
            [asks, _("You choose.")],
            _press(enrolment, "answer", _("Read more and answer")),
            reminder=_reminded(reminder),
        )
    if state is State.DECLINED:
        return HomeBlock(
            title,
            [_("You said no thanks. That is OK.")],
            links=[_press(enrolment, "answer", _("I changed my mind"))],
        )
    if state is State.STOPPED:
        adult = _adult(standing, people)
        return HomeBlock(
            title,
            [_("You have stopped. That is OK."), _("Want to come back? Talk with %(adult)s.", adult=adult)],
        )
    pause = _press(enrolment, "pausing", _("I want to pause or stop"))
    if enrolment.programme.status == Status.DRAFT:
        return HomeBlock(
            title, [_("The adults are still working on this. You don't have to do anything.")], links=[pause]
        )
    if state is State.PAUSED:
        return break_block(title, _adult(standing, people), pause)
    return _in_block(standing, title, people, reminder, pause, instead)


def break_block(title: str, adult: str, pause: Press) -> HomeBlock:
    """Return what a student's home shows of a programme in a break: the same whatever its cause."""
    return HomeBlock(title, break_words(adult), links=[pause], is_break=True)


def break_words(adult: str) -> list[str]:
    """Return what a student reads of any break, whatever its cause."""
    return [_("Your meetings are having a break."), _("%(adult)s will talk with you.", adult=adult)]


def _in_block(
    standing: Standing, title: str, people: People, reminder: str, pause: Press, instead: HomeBlock | None
) -> HomeBlock:
    if BREAKS & set(standing.missing):
        return break_block(title, _adult(standing, people), pause)
    mine: list[Missing | Soon] = [code for code in standing.missing if code in STEPS]
    mine += [code for code in standing.soon if code in STEPS]
    about = _press(standing.enrolment, "about", _("What you told us"))
    if not mine and instead is not None:
        return replace(instead, is_in=True)
    if not mine:
        said = [
            _("You have done your part. Now it is our turn."),
            _("We will tell you when we have a partner."),
        ]
        return HomeBlock(title, said, links=[about, pause], is_in=True)
    words, label, endpoint = _next_step(mine[0])
    return HomeBlock(
        title,
        [words],
        _press(standing.enrolment, endpoint, label),
        links=[pause],
        reminder=_reminded(reminder),
        is_in=True,
    )


def _reminded(adult: str) -> str:
    return _("%(adult)s asks: can you do this soon?", adult=adult) if adult else ""


def _next_step(code: Missing | Soon) -> tuple[str, str, str]:
    """Return what comes next in words, on the button, and its page."""
    endpoint = STEPS[code]
    words = {
        "begin": (_("First, tell us a bit about you."), _("Tell us about you")),
        "agree": (_("Next, read what your part is, and sign it."), _("Read and sign")),
        "course": (_("Next, get ready. It takes a while, and you can do it bit by bit."), _("Get ready")),
    }[endpoint]
    if code in (Missing.AGREEMENT_OVERDUE, Soon.AGREEMENT_AGAIN):
        return _("Some words have changed. Please read them and sign again."), words[1], endpoint
    return *words, endpoint


def _press(enrolment: Enrolment, endpoint: str, label: str) -> Press:
    return Press(label, url_for(f"joining.{endpoint}", enrolment_id=enrolment.id))
