"""Breaks, holds and endings: what pauses a pairing by itself, what students and staff read, and how one closes."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import consent, decisions, profiles
from mentoring.joining.actions.consent import Paper
from mentoring.joining.actions.enrolments import answer
from mentoring.joining.models import Apart
from mentoring.joining.queries.profiles import ApartKind, kept_apart
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Answer, How
from mentoring.joining.rules.profile import Step
from mentoring.joining.rules.suitability import BarKind
from mentoring.matching.actions.breaking import resume
from mentoring.matching.actions.life import move
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import has_pairing, pairing, with_live_pairing
from mentoring.matching.rules.life import Cause, Closing, Happening, State
from mentoring.matching.views.pages import Section
from mentoring.people.bonds import is_bound
from mentoring.people.bonds import with_live_pairing as asked_below
from mentoring.people.models import Student
from mentoring.programme.rules.settings import Code
from mentoring.roster.actions.families import note_family
from tests.joining.making import by, pack, student, today
from tests.joining.racing import at_once
from tests.matching.pairs import Paired, SignIn, group, page_of, paired, words_of
from tests.support.factories import World
from tests.support.worlds import A_LESSON, stand_still

__all__ = ["group", "paired"]
TELL = "I have told both"


def _says(paired: Paired, name: str, said: Answer, *, in_person: bool = False) -> None:
    with paired.app.app_context(), transaction.unit():
        each = paired.enrolment(name)
        who = by(paired.world) if in_person else By("person", each.student_id)
        how = How.IN_PERSON if in_person else How.OWN_SIGN_IN
        assert answer(who, each, said, how, day=today(), today=today(), now=clock.now()) is None


def _takes_consent_back(paired: Paired, said: Said = Said.WITHDRAWN) -> None:
    with paired.app.app_context(), transaction.unit():
        paper = Paper(said, "A. Parent", Authority.PARENT, ConsentHow.PHONE, today())
        who = [paired.enrolment("mentee")]
        assert (
            consent.record_consents(by(paired.world), who, paper, pack(), today=today(), now=clock.now())
            is None
        )


def _bar(paired: Paired) -> None:
    with paired.app.app_context(), transaction.unit():
        lead = by(paired.world, Role.LEAD)
        who = paired.enrolment("mentee").student
        assert decisions.bar_from_pairing(lead, who, BarKind.NOT_NOW, "Later.", now=clock.now()) is None


def _rather_not(paired: Paired) -> None:
    with paired.app.app_context(), transaction.unit():
        each = paired.enrolment("mentor")
        own, given = By("person", each.student_id), {"others": [paired.world.mentee]}
        assert profiles.answer_step(own, each, Step.RATHER_NOT, given, now=clock.now()) is None


def _family(paired: Paired) -> None:
    world = paired.world
    with paired.app.app_context(), transaction.unit():
        lead = world.staff[Role.LEAD]
        actor = Actor("", world.school_id, lead, session_id="", roles=frozenset({Role.LEAD}))
        note_family(actor, student(world, world.mentor), student(world, world.mentee), now=clock.now())


CAUSES = {
    "pause": (lambda paired: _says(paired, "mentee", Answer.PAUSE), Cause.STUDENT_PAUSED),
    "stop": (lambda paired: _says(paired, "mentor", Answer.STOP), Cause.STUDENT_STOPPED),
    "consent": (_takes_consent_back, Cause.CONSENT),
    "a bar": (_bar, Cause.CANNOT_BE_PAIRED),
    "rather not": (_rather_not, Cause.CANNOT_BE_PAIRED),
    "family": (_family, Cause.CANNOT_BE_PAIRED),
}


@pytest.mark.parametrize("name", CAUSES)
def test_what_is_said_breaks_at_once_and_makes_a_task(
    world: World, paired: Paired, sign_in: SignIn, name: str
) -> None:
    act, cause = CAUSES[name]
    paired.come_to(State.ACTIVE)
    act(paired)
    assert paired.state is State.ON_BREAK and paired.read("break_cause") == cause
    assert paired.steps()[-1] == ("break", cause)
    office = sign_in(world, "coordinator")
    assert "Tell both in person, today" in page_of(office, "/today")
    page = page_of(office, paired.page)
    assert "having a break" in page and TELL in page
    if cause is Cause.CANNOT_BE_PAIRED:  # whose wish or decision it was is for the lead alone
        part = page.partition("So far")[2].partition("Met for the first time")[0]
        assert part.startswith(" Break: cannot be paired") and "Quist" not in part and "Halewick" not in part
    office.post(f"{paired.page}/told")
    assert paired.read("tell_since") is None and paired.steps()[-1] == ("told", "")
    assert "Amara Quist with Leo Brandt their meetings" not in page_of(office, "/today")
    assert "pairing.told" in paired.events()


@pytest.mark.parametrize("name", CAUSES)
@pytest.mark.parametrize("state", [State.PROPOSED, State.ASKED_MENTEE, State.AGREED])
def test_before_they_met_it_is_drawn_back(paired: Paired, name: str, state: State) -> None:
    act, cause = CAUSES[name]
    paired.come_to(state)
    act(paired)
    assert paired.state is State.WITHDRAWN
    assert paired.steps()[-1] == ("withdraw", cause) and paired.read("tell_since") is None


def test_who_comes_back_does_not_meet_before_staff_let_them(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    _says(paired, "mentee", Answer.PAUSE)
    office = sign_in(world, "coordinator")
    refused = office.post(f"{paired.page}/resume")
    assert refused.status_code == 422
    assert "Leo Brandt: having a break, talk with them" in words_of(refused.get_data(as_text=True))
    _says(paired, "mentee", Answer.BACK, in_person=True)
    assert paired.state is State.ON_BREAK
    assert office.post(f"{paired.page}/resume").status_code == 303
    assert paired.state is State.ACTIVE
    assert paired.read("break_cause") == "" and paired.read("tell_since") is None


def test_two_who_are_never_paired_do_not_go_on(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ACTIVE)
    _rather_not(paired)
    refused = sign_in(world, "coordinator").post(f"{paired.page}/resume")
    page = words_of(refused.get_data(as_text=True))
    assert refused.status_code == 422 and "cannot be paired" in page
    assert paired.state is State.ON_BREAK


def test_another_cause_in_a_break_is_told_too_and_has_to_be_gone(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    office = sign_in(world, "coordinator")
    assert office.post(f"{paired.page}/break", data={"break-reason": ""}).status_code == 422
    office.post(f"{paired.page}/break", data={"break-reason": "Exams."})
    office.post(f"{paired.page}/told")
    _takes_consent_back(paired)
    assert paired.steps()[-1] == ("break", Cause.CONSENT) and paired.read("tell_since") is not None
    assert office.post(f"{paired.page}/resume").status_code == 422
    assert "Exams." in page_of(office, paired.page)


def test_a_break_in_the_notice_comes_back_to_the_notice(paired: Paired) -> None:
    paired.come_to(State.ACTIVE)
    with paired.app.app_context(), transaction.unit():
        held = pairing(paired.world.school_id, paired.id)
        assert move(by(paired.world), held, Happening.GIVE_NOTICE, now=clock.now()) is None
        held.ends_on = today() + timedelta(days=14)
    _says(paired, "mentee", Answer.PAUSE)
    assert paired.state is State.ON_BREAK
    _says(paired, "mentee", Answer.BACK, in_person=True)
    assert paired.do(resume) is None
    assert paired.state is State.ENDING


# Holds


def test_a_hold_reads_as_such_and_as_a_break_to_whom_the_concern_keeps_out(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    paired.hold(world.mentee, Role.SUPERVISOR)
    office, kept_out = sign_in(world, "coordinator"), sign_in(world, "supervisor")
    today_page = page_of(office, "/today")
    assert "On hold, do not meet. Ask the lead." in today_page and TELL in today_page
    # A mentor is a child too: the lead sees to it that somebody talks with them the same day.
    assert "On hold, do not meet. Talk with the mentor today too." in page_of(
        sign_in(world, "lead"), "/today"
    )
    assert "on hold, ask the lead" in page_of(office, "/pairings")
    page = page_of(office, paired.page)
    assert "on hold, ask the lead" in page and "On hold, do not meet. Ask the lead." in page
    for address in ("/today", "/pairings", paired.page):
        page = page_of(kept_out, address).lower()
        assert "on hold" not in page and "having a break" in page, address
    assert "let them go on" in page and "have a break" not in page  # what is found in any break
    refused = kept_out.post(f"{paired.page}/resume")
    assert "Leo Brandt: having a break, talk with them" in words_of(refused.get_data(as_text=True))
    assert paired.state is State.ACTIVE
    office.post(f"{paired.page}/told")
    for client in (office, kept_out):
        assert TELL not in page_of(client, "/today") and TELL not in page_of(client, paired.page)


def test_a_second_hold_has_to_be_told_again(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ACTIVE)
    paired.hold(world.mentee)
    office = sign_in(world, "coordinator")
    office.post(f"{paired.page}/told")
    assert TELL not in page_of(office, "/today")
    stand_still(A_LESSON + timedelta(minutes=5))
    paired.hold(world.mentor)
    assert TELL in page_of(office, "/today")


def test_an_adult_who_must_not_meet_holds_the_pairing_too(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.AGREED)
    paired.hold(world.staff[Role.SUPERVISOR])
    office = sign_in(world, "coordinator")
    answer = office.post(f"{paired.page}/confirm")
    assert "on hold, ask the lead" in words_of(answer.get_data(as_text=True))
    assert paired.state is State.AGREED


# Endings


def _notice(paired: Paired, client: object, days: int) -> int:
    day = (today() + timedelta(days=days)).isoformat()
    return client.post(f"{paired.page}/notice", data={"last_day": day}).status_code


def test_a_planned_ending_gives_notice_and_closes_on_its_day(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    office = sign_in(world, "coordinator")
    assert _notice(paired, office, 13) == 422
    assert _notice(paired, office, 14) == 303
    assert paired.state is State.ENDING and paired.read("tell_since") is not None
    assert "the last day comes" in page_of(office, "/today")
    office.post(f"{paired.page}/told")
    office.post(f"{paired.page}/close-as-planned", data={"planned-rematch": "yes"})
    assert paired.state is State.ENDING  # its day is still to come
    stand_still(A_LESSON + timedelta(days=14))
    office = sign_in(world, "coordinator")
    assert "the last day is here: close it" in page_of(office, "/today")
    assert office.post(f"{paired.page}/close-as-planned", data={}).status_code == 422
    office.post(f"{paired.page}/close-as-planned", data={"planned-rematch": "later"})
    assert paired.state is State.CLOSED and paired.read("closing") == Closing.PLANNED
    assert "decide whether they may be paired again" in page_of(office, "/today")
    office.post(f"{paired.page}/rematch", data={"after-rematch": "no"})
    assert "decide whether they may be paired again" not in page_of(office, "/today")
    for who in ("mentor", "mentee"):
        assert "Your meetings have come to an end." in page_of(sign_in(world, who), "/today")


def test_more_notice_where_the_programme_asks_for_it(paired: Paired, world: World, sign_in: SignIn) -> None:
    paired.come_to(State.ACTIVE)
    paired.set(Code.CLOSING_NOTICE, 3)
    office = sign_in(world, "coordinator")
    assert _notice(paired, office, 20) == 422 and _notice(paired, office, 21) == 303
    office.post(f"{paired.page}/notice/take-back")
    assert paired.state is State.ACTIVE and paired.read("ends_on") is None


CLOSE = {"reason": "He moved to another town.", "rematch": "yes"}


def _close(paired: Paired, client: object, name: str = "close") -> None:
    address = {"close": "close", "safety": "close-for-safety"}[name]
    typed = {f"{name}-{field}": words for field, words in CLOSE.items()}
    assert client.post(f"{paired.page}/{address}", data=typed).status_code == 303
    assert paired.state is State.CLOSED


def _plain(page: str) -> str:
    return re.sub(r'(name="csrf[_-]token"\s+(?:value|content)=")[^"]+', r"\1", page)


def test_closed_for_safety_reads_as_any_other_closing_to_all_but_the_team(
    app: Flask, world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    office, lead, mentor = (sign_in(world, who) for who in ("coordinator", "lead", "mentor"))
    assert office.post(f"{paired.page}/close-for-safety").status_code == 404
    assert "Close it for safety" not in page_of(office, paired.page)
    _close(paired, lead)
    shown = page_of(office, paired.page)
    seen = {who: _plain(client.get(page).get_data(as_text=True)) for who, client, page in (
        ("coordinator", office, paired.page), ("mentor", mentor, "/today"))}  # fmt: skip
    assert "Closed, not planned" in page_of(lead, paired.page)
    with app.app_context(), transaction.unit():
        db.session.get_one(Pairing, (world.school_id, paired.id)).state = State.ACTIVE
    _close(paired, lead, "safety")
    again = _plain(office.get(paired.page).get_data(as_text=True))
    assert (
        "for safety" not in again
        and "not planned" not in shown
        and "He moved" not in again
        and "Halewick" not in again
    )
    assert _plain(mentor.get("/today").get_data(as_text=True)) == seen["mentor"]
    assert "Your meetings are having a break." in seen["mentor"]  # until somebody told them in person
    assert "Closed for safety" in page_of(lead, paired.page)
    lead.post(f"{paired.page}/told")
    assert "Your meetings have come to an end." in page_of(mentor, "/today")
    with app.app_context(), transaction.unit(writes=False):
        assert kept_apart(world.school_id, [world.mentor, world.mentee])
        assert db.session.scalars(select(Apart.kind)).one() == ApartKind.ENDED
    assert "their pairing was closed for safety" in page_of(
        lead, f"/enrolments/{paired.enrolments['mentor']}"
    )


def test_who_closed_it_reads_their_own_reason(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ACTIVE)
    office = sign_in(world, "coordinator")
    assert office.post(f"{paired.page}/close", data={"close-reason": "x"}).status_code == 422
    _close(paired, office)
    assert CLOSE["reason"] in page_of(office, paired.page)
    assert CLOSE["reason"] not in page_of(sign_in(world, "supervisor"), paired.page)
    assert "Tell both in person, today" in page_of(office, "/today")


# Groups, when and where, lists, and who is bound


def test_a_group_goes_on_without_a_student_who_stopped_once_staff_say_so(
    world: World, group: Paired, sign_in: SignIn
) -> None:
    group.come_to(State.ACTIVE)
    _says(group, "mentee", Answer.STOP)
    assert group.state is State.ON_BREAK
    office = sign_in(world, "coordinator")
    assert office.post(f"{group.page}/resume").status_code == 422
    office.post(f"/pairing-members/{group.member(world.mentee)}/let-go")
    assert office.post(f"{group.page}/resume").status_code == 303
    assert group.state is State.ACTIVE
    office.post(f"/pairing-members/{group.member(world.mentor)}/let-go")
    assert "too few would remain" in page_of(office, group.page)


def test_before_a_group_has_met_only_the_mentee_who_stops_is_out(world: World, group: Paired) -> None:
    group.come_to(State.ASKED_MENTEE)
    _says(group, "mentee", Answer.STOP)
    assert group.state is State.ASKED_MENTEE and group.steps()[-1] == ("left", Cause.STUDENT_STOPPED)
    _says(group, "mentor", Answer.PAUSE)
    assert group.state is State.WITHDRAWN


def test_when_and_where_are_changed_within_what_the_programme_has(
    app: Flask, world: World, paired: Paired, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    paired.come_to(State.ACTIVE)
    office = sign_in(world, "coordinator")
    heard: list[str] = []
    monkeypatch.setitem(app.extensions, "pairing_replanner", lambda by, each, now: heard.append(each.id))
    page = office.get(f"{paired.page}/where").get_data(as_text=True)
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page)
    slot, place, adult = (paired.read(name) for name in ("slot_id", "place_id", "adult_id"))
    typed = {"slot": slot, "place": place, "adult": adult, "seen": seen}
    wrong = office.post(f"{paired.page}/where", data={**typed, "adult": world.staff[Role.LEAD]})
    assert wrong.status_code == 422
    with app.app_context(), transaction.unit():
        held = db.session.get_one(Pairing, (world.school_id, paired.id))
        held.adult_id = world.staff[Role.COORDINATOR]
    stale = office.post(f"{paired.page}/where", data=typed)
    assert stale.status_code == 422 and "meanwhile" in words_of(stale.get_data(as_text=True))
    assert office.post(f"{paired.page}/where", data={**typed, "seen": int(seen) + 1}).status_code == 303
    assert paired.read("adult_id") == adult and heard == [paired.id]
    assert paired.steps()[-1] == ("changed", "")


def test_a_supervisor_sees_their_own_alone(app: Flask, world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ACTIVE)
    supervisor = sign_in(world, "supervisor")
    assert "Leo Brandt" in page_of(supervisor, "/pairings")
    assert supervisor.post(f"{paired.page}/break", data={"break-reason": "Flu."}).status_code == 303
    assert supervisor.post(f"{paired.page}/close").status_code == 404
    assert "Close it now" not in page_of(supervisor, paired.page)
    with app.app_context(), transaction.unit():
        held = pairing(world.school_id, paired.id)
        held.adult_id, held.slot_id = world.staff[Role.COORDINATOR], None
    assert "You have no pairings yet." in page_of(supervisor, "/pairings")
    assert supervisor.get(paired.page).status_code == 404
    assert "Leo Brandt" not in page_of(supervisor, "/today")
    assert supervisor.post(f"{paired.page}/told").status_code == 404


def test_the_list_is_narrowed_and_searched_without_a_name_in_an_address(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office = sign_in(world, "coordinator")
    assert "Amara Quist with Leo Brandt" in page_of(office, "/pairings")
    for words, found in (("leo", True), ("quist am", True), ("zed", False)):
        page = words_of(office.post("/pairings/find", data={"name": words}).get_data(as_text=True))
        assert ("Amara Quist with Leo Brandt" in page) == found, words
    for narrowed, found in (("proposed", True), ("running", False), ("over", False), ("nonsense", True)):
        page = page_of(office, f"/pairings?state={narrowed}&programme={paired.programme}")
        assert ("Amara Quist with Leo Brandt" in page) == found, narrowed
    assert "Leo" not in page_of(office, f"/pairings?programme={'0' * 26}")


def test_who_has_a_live_pairing_is_said_to_whoever_imports_and_cannot_be_deleted(
    app: Flask, world: World, worlds: tuple[World, World], paired: Paired
) -> None:
    ids = [world.mentor, world.mentee, worlds[1].mentor]
    with app.app_context(), transaction.unit(writes=False):
        assert with_live_pairing(world.school_id, ids) == asked_below(world.school_id, ids) == {
            world.mentor, world.mentee
        }  # fmt: skip
        assert has_pairing(world.school_id, world.mentor) and is_bound(world.school_id, world.mentor)
        assert not has_pairing(worlds[1].school_id, world.mentor)
    _says(paired, "mentee", Answer.STOP)
    with app.app_context(), transaction.unit(writes=False):
        assert asked_below(world.school_id, ids) == set()


def test_somebody_who_left_the_school_is_on_today(
    app: Flask, world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ACTIVE)
    with app.app_context(), transaction.unit():
        db.session.get_one(Student, (world.school_id, world.mentee)).left_at = clock.now()
    assert "somebody in it has left the school: end it" in page_of(sign_in(world, "coordinator"), "/today")


def test_a_stop_and_a_confirmation_at_the_same_moment_end_in_a_break_or_drawn_back(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.AGREED)
    office, mentee = sign_in(world, "coordinator"), sign_in(world, "mentee")
    pause = f"/joining/{paired.enrolments['mentee']}/pause"
    answers = at_once(
        [
            lambda: mentee.post(pause, data={"answer": "stop"}, checked=False).status_code,
            lambda: office.post(f"{paired.page}/confirm", checked=False).status_code,
        ]
    )
    assert answers[0] == 303 and answers[1] in (200, 303), answers
    assert paired.state in (State.ON_BREAK, State.WITHDRAWN)


def test_a_room_above_shows_its_part_on_the_page_and_no_meeting_goes_ahead_in_a_hold(
    app: Flask, world: World, paired: Paired, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    paired.come_to(State.ACTIVE)
    when = "Tuesday 3 November, 12:30"
    section = Section("From above", "parts/empty_state.html", {}, next_meeting=when)
    monkeypatch.setitem(app.extensions, "pairing_sections", [lambda each: section, lambda each: None])
    monkeypatch.setitem(app.extensions, "next_meetings", lambda school_id, ids: dict.fromkeys(ids, when))
    office = sign_in(world, "coordinator")
    page = page_of(office, paired.page)
    assert "From above" in page and f"Next meeting {when}" in page
    assert when in page_of(office, "/pairings")
    paired.hold(world.mentee)
    for address in (paired.page, "/pairings"):
        assert "Tuesday 3 November" not in page_of(office, address).partition("So far")[0], address
