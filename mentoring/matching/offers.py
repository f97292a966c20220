"""What matching shows on the home of a young person: a partner to think about, and what became of it."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.joining.offers import HomeBlock, People, Press, break_words, title_of
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import Held, adult_to_name, held_pairings
from mentoring.matching.queries.meet_and_greet import starts_at, to_choose
from mentoring.matching.queries.pairings import asked_roles
from mentoring.matching.rules.asking import Said, Voice, is_asked
from mentoring.matching.rules.life import COMING, OVER, RUNNING, State
from mentoring.people.models import Student
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.queries.holds import Holds


def asked_blocks(places: Sequence[PairingMember], holds: Holds, people: People) -> dict[str, HomeBlock]:
    """Return by enrolment what a student reads of pairings that have not begun, or are over.

    places: all of the student's, the newest first. Nothing stands here for whoever was not asked: they read on that it
    is our turn, as before. Beside a pairing that runs, only a question is here. What a student reads of their own
    pause, or of a hold of their own, comes first. holds: what the page has read of holds already.
    """
    if not places:
        return {}
    pairings = [each.pairing for each in places]
    # Both sides of a pairing that runs were asked.
    others = [each.id for each in pairings if each.state not in RUNNING]
    asked = dict.fromkeys((each.id for each in pairings), frozenset(ProgrammeRole))
    if others:
        asked |= asked_roles(places[0].school_id, others)
    told_otherwise = [each for each in pairings if each.state in (*COMING, State.CLOSED)]
    held = held_pairings(told_otherwise, reader_id=None, holds=holds)
    found: dict[str, HomeBlock] = {}
    for enrolment_id in dict.fromkeys(each.enrolment_id for each in places):
        mine = [each for each in places if each.enrolment_id == enrolment_id]
        known = [each for each in mine if each.role in asked[each.pairing_id]]
        block = _block(known, held, people, runs=any(_runs(each) for each in mine))
        if block is not None:
            found[enrolment_id] = block
    return found


def meet_blocks(student: Student, zone: str) -> dict[str, HomeBlock]:
    """Return by enrolment what a student reads who was at a meet-and-greet and has not chosen yet."""
    now = clock.now()
    today = clock.local(now, zone).date()
    found = {}
    for place in to_choose(student.school_id, student.id, today=today):
        if starts_at(place.meet) <= now:
            words = [_("You met new people. Who would you like to meet again?")]
            press = Press(_("Choose"), url_for("partner.choose", guest_id=place.id))
            role, name = place.enrolment.role, place.enrolment.programme.name
            found[place.enrolment_id] = _block_of(place.enrolment_id, title_of(name, role), words, press)
    return found


def _runs(place: PairingMember) -> bool:
    return place.left_at is None and place.pairing.state in RUNNING


def _block(
    known: list[PairingMember], held: Mapping[str, Held], people: People, *, runs: bool
) -> HomeBlock | None:
    """Return the block of one enrolment. `known`: the pairings that it was asked about, the newest first."""
    coming = [each for each in known if each.left_at is None and each.pairing.state in COMING]
    for place in coming:
        if place.pairing_id not in held and _is_asked(place):
            return _of(place, [_("We have a partner for you to think about.")], _see_who(place))
    if runs or not known:
        return None
    for place in coming:
        if place.pairing_id not in held and place.answer == Said.YES:
            return _of(place, [_("You said yes. We will tell you what comes next.")])
    newest = known[0]
    if newest.left_at is None and newest.pairing.state == State.CLOSED:
        return _of(newest, _closed_words(newest.pairing, held.get(newest.pairing_id), people))
    if newest.left_at is not None or newest.pairing_id in held or newest.pairing.state in OVER:
        # A no, a question that is over, one that was drawn back and a hold: whatever it was, it is one sentence.
        return _of(newest, [_("We are still looking.")])
    return None


def _is_asked(place: PairingMember) -> bool:
    return is_asked(State(place.pairing.state), Voice(ProgrammeRole(place.role), place.answer))


def _see_who(place: PairingMember) -> Press:
    # Opening it is written down, so the first time it is a press and not a link.
    if place.opened_at is None:
        return Press(_("See who"), url_for("partner.open_question", member_id=place.id), posts=True)
    return Press(_("See who"), url_for("partner.question", member_id=place.id))


def _closed_words(pairing: Pairing, held: Held | None, people: People) -> list[str]:
    """Return what is read of a closing. Before somebody told them in person it reads as any break does."""
    if pairing.tell_since is not None:
        adult = adult_to_name(pairing, held, people())
        return break_words(adult.name if adult is not None else _("An adult"))
    return [_("Your meetings have come to an end."), _("Thank you for being part of it.")]


def _of(place: PairingMember, sentences: list[str], press: Press | None = None) -> HomeBlock:
    title = title_of(place.pairing.programme.name, place.role)
    return _block_of(place.enrolment_id, title, sentences, press)


def _block_of(enrolment_id: str, title: str, sentences: list[str], press: Press | None) -> HomeBlock:
    def link(endpoint: str, label: str) -> Press:
        return Press(label, url_for(f"joining.{endpoint}", enrolment_id=enrolment_id))

    return HomeBlock(
        title,
        sentences,
        press,
        links=[link("about", _("What you told us")), link("pausing", _("I want to pause or stop"))],
    )
