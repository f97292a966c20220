"""Being asked about a partner, as mentor, mentee and staff each see it; and what nobody may do to it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.actions import consent, profiles
from mentoring.joining.actions.consent import Paper
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.profile import Step
from mentoring.matching.actions import asking
from mentoring.matching.actions.life import move
from mentoring.matching.clockwork import expire_unanswered
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening, PairingRefusal, State
from tests.joining.making import by, pack, today
from tests.joining.racing import at_once
from tests.matching.pairs import Paired, SignIn, group, page_of, paired, words_of
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.support.worlds import A_LESSON, stand_still

__all__ = ["group", "paired"]
LOOKING, DONE = "We are still looking.", "You have done your part."
THINK = "We have a partner for you to think about."


def _profiles(paired: Paired, *, may_be_told: bool) -> None:
    interests = {"interests_words": "", "interests": ["music", "books", "sport", "bikes"]}
    helped = {"help": ["tests"], "help_words": "Maths on Mondays", "help_may_be_told": may_be_told}
    with paired.app.app_context(), transaction.unit():
        for name in ("mentor", "mentee"):
            each = paired.enrolment(name)
            own = by(paired.world)
            assert profiles.answer_step(own, each, Step.INTERESTS, interests, now=clock.now()) is None
        mentee = paired.enrolment("mentee")
        assert profiles.answer_step(by(paired.world), mentee, Step.HELP, helped, now=clock.now()) is None


def test_the_mentor_is_asked_first_and_the_mentee_learns_nothing_before_their_yes(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office, mentor, mentee = (sign_in(world, who) for who in ("coordinator", "mentor", "mentee"))
    before = {who: client.get("/today").data for who, client in (("mentor", mentor), ("mentee", mentee))}
    assert DONE in page_of(mentor, "/today")
    assert office.post(f"{paired.page}/ask").location == paired.page
    assert paired.state is State.ASKED_MENTOR
    assert THINK in page_of(mentor, "/today") and before["mentor"] != mentor.get("/today").data
    assert "partner to think about" not in page_of(mentee, "/today") and DONE in page_of(mentee, "/today")
    assert mentee.get(paired.mentee_asked).status_code == 404
    assert mentee.post(paired.mentee_asked, data={"answer": "yes"}).status_code == 404
    assert mentee.post(f"{paired.mentee_asked}/open").status_code == 404
    # Now the mentor's yes
    assert mentor.post(f"{paired.mentor_asked}/open").location == paired.mentor_asked
    assert mentor.post(paired.mentor_asked, data={"answer": "yes"}).location == "/today"
    assert "Thank you. We will tell you what comes next." in page_of(mentor, "/today")
    assert "You said yes." in page_of(mentor, "/today")
    assert paired.state is State.ASKED_MENTEE
    assert THINK in page_of(mentee, "/today")
    mentee.post(f"{paired.mentee_asked}/open")
    assert "Do you want to meet with Amara?" in page_of(mentee, paired.mentee_asked)
    mentee.post(paired.mentee_asked, data={"answer": "yes"})
    assert paired.state is State.AGREED
    assert paired.steps() == [
        ("proposed", ""), ("ask", ""), ("mentors-yes", "yes"), ("mentees-yes", "yes"),
    ]  # fmt: skip
    assert paired.events().count("pairing.answered") == 2


def test_looking_changes_nothing_and_the_question_is_opened_by_a_press(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ASKED_MENTOR)
    mentor = sign_in(world, "mentor")
    closed = page_of(mentor, paired.mentor_asked)
    assert "See who" in closed and "Leo" not in closed
    assert mentor.post(paired.mentor_asked, data={"answer": "yes"}).location == paired.mentor_asked
    assert paired.state is State.ASKED_MENTOR  # what was not read is not answered
    assert f'action="{paired.mentor_asked}/open"' in mentor.get("/today").get_data(as_text=True)
    mentor.post(f"{paired.mentor_asked}/open")
    mentor.post(f"{paired.mentor_asked}/open")
    assert paired.events().count("pairing.opened") == 1
    assert "Do you want to meet Leo?" in page_of(mentor, paired.mentor_asked)
    assert f'href="{paired.mentor_asked}"' in mentor.get("/today").get_data(as_text=True)


@pytest.mark.parametrize("may_be_told", [True, False])
def test_the_question_says_what_may_be_known_and_no_more(
    world: World, paired: Paired, sign_in: SignIn, may_be_told: bool
) -> None:
    _profiles(paired, may_be_told=may_be_told)
    paired.come_to(State.ASKED_MENTOR)
    mentor = sign_in(world, "mentor")
    mentor.post(f"{paired.mentor_asked}/open")
    page = page_of(mentor, paired.mentor_asked)
    for words in ("Leo", "Year 7", "You both like Sport, Music, Books Where", "Tuesday, 12:30 – 13:20"):
        assert words in (
            page if not words.startswith("You both") else page.replace("Help Tests, Maths on Mondays ", "")
        ), words
    assert "Library Buddies" in page and "Mr Panjwani" in page
    assert ("Maths on Mondays" in page) == may_be_told == ("Help Tests" in page)
    assert "Brandt" not in page and "Bikes" not in page
    mentor.post(paired.mentor_asked, data={"answer": "yes"})
    mentee = sign_in(world, "mentee")
    mentee.post(f"{paired.mentee_asked}/open")
    page = page_of(mentee, paired.mentee_asked)
    assert "Amara" in page and "Year 10" in page and "Quist" not in page


def test_a_no_thanks_needs_no_reason_and_the_other_side_reads_one_sentence(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ASKED_MENTEE)
    mentor, mentee = sign_in(world, "mentor"), sign_in(world, "mentee")
    mentee.post(f"{paired.mentee_asked}/open")
    mentee.post(paired.mentee_asked, data={"answer": "no"})
    assert paired.state is State.DECLINED
    for client in (mentor, mentee):
        assert LOOKING in page_of(client, "/today")
        assert "Leo" not in page_of(mentor, "/today").replace("Hello Leo", "")
    assert "Leo Brandt said no thanks" in page_of(sign_in(world, "coordinator"), paired.page)


def test_where_the_mentor_says_no_the_mentee_never_knew(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    before = mentee.get("/today").data
    paired.come_to(State.ASKED_MENTOR)
    mentor = sign_in(world, "mentor")
    mentor.post(f"{paired.mentor_asked}/open")
    mentor.post(paired.mentor_asked, data={"answer": "no"})
    assert paired.state is State.DECLINED
    assert LOOKING in page_of(mentor, "/today")
    assert _without_tokens(mentee.get("/today").data) == _without_tokens(before)
    assert mentee.get(paired.mentee_asked).status_code == 404


def _without_tokens(page: bytes) -> bytes:
    return re.sub(rb'(name="csrf[_-]token"\s+(?:value|content)=")[^"]+', rb"\1", page)


def test_withdrawn_declined_and_expired_read_alike(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ASKED_MENTEE)
    mentor = sign_in(world, "mentor")
    seen = set()
    for act in (_withdrawn, _declined, _expired):
        seen.add(_without_tokens(_try(paired, mentor, act)))
    assert len(seen) == 1 and LOOKING.encode() in seen.pop()


def _try(paired: Paired, mentor: StyleGuideClient, act: Callable[[Paired], None]) -> bytes:
    """Let something happen, look at the mentor's home, and put the pairing back."""
    act(paired)
    page = mentor.get("/today").data
    with paired.app.app_context(), transaction.unit():
        held = db.session.get_one(Pairing, (paired.world.school_id, paired.id))
        held.state = State.ASKED_MENTEE
        for each in held.members:
            each.answer = "yes" if each.role == "mentor" else ""
    return page


def _withdrawn(paired: Paired) -> None:
    assert paired.do(asking.withdraw, "Another mentor fits better.") is None


def _declined(paired: Paired) -> None:
    assert paired.do(move, Happening.NO) is None


def _expired(paired: Paired) -> None:
    assert paired.do(move, Happening.EXPIRE) is None


# Staff


def test_staff_write_down_a_yes_said_in_person_for_all_who_are_ticked(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office, ticked = sign_in(world, "coordinator"), {"pairing": [paired.id]}
    assert office.post("/pairings/do", data={"do": "yes", **ticked}).location == "/pairings"
    assert "Nobody in it is being asked now." in page_of(office, "/pairings")
    office.post("/pairings/do", data={"do": "ask", **ticked})
    assert paired.state is State.ASKED_MENTOR
    office.post("/pairings/do", data={"do": "yes", **ticked})
    assert paired.state is State.ASKED_MENTEE
    office.post("/pairings/do", data={"do": "yes", **ticked})
    assert paired.state is State.AGREED
    answer = office.post("/pairings/do", data={"do": "confirm-green"})
    assert answer.status_code == 303
    assert paired.state is State.READY and paired.planned == [paired.id]
    assert "1 pairing is confirmed" in page_of(office, "/pairings")
    assert "Ruth Okafor" in page_of(office, paired.page)


def test_one_yes_and_one_no_in_person(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ASKED_MENTOR)
    office = sign_in(world, "coordinator")
    place = f"/pairing-members/{paired.member(world.mentor)}/answer"
    assert office.post(place, data={"answer": "perhaps"}).status_code == 303
    assert paired.state is State.ASKED_MENTOR
    assert office.post(place, data={"answer": "yes"}).location == paired.page
    assert office.post(place, data={"answer": "yes"}).status_code == 303  # twice is once
    assert paired.events().count("pairing.answered") == 1
    assert "Says no thanks after all" in page_of(office, paired.page)
    office.post(place, data={"answer": "no"})
    assert paired.state is State.DECLINED


def test_what_is_not_green_any_more_is_not_confirmed_and_says_why(
    app: Flask, world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.AGREED)
    with app.app_context(), transaction.unit():
        paper = Paper(Said.WITHDRAWN, "A. Parent", Authority.PARENT, ConsentHow.PHONE, today())
        listeners, app.extensions["joining_listeners"] = app.extensions["joining_listeners"], []
        try:  # as if it had been written down before there were pairings
            who = [paired.enrolment("mentee")]
            assert (
                consent.record_consents(by(world), who, paper, pack(), today=today(), now=clock.now()) is None
            )
        finally:
            app.extensions["joining_listeners"] = listeners
    office = sign_in(world, "coordinator")
    answer = office.post("/pairings/do", data={"do": "confirm-green"})
    assert answer.status_code == 200
    assert "Leo Brandt: consent withdrawn" in words_of(answer.get_data(as_text=True))
    assert paired.state is State.AGREED and paired.planned == []


def test_without_a_meeting_it_is_not_confirmed(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.AGREED)
    paired.refuses = PairingRefusal.NO_MEETING
    office = sign_in(world, "coordinator")
    page = words_of(office.post(f"{paired.page}/confirm").get_data(as_text=True))
    assert "No meeting can be planned" in page and paired.state is State.AGREED


def test_nothing_goes_on_while_somebody_is_on_hold_and_no_question_shows(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office, mentor, supervisor = (sign_in(world, who) for who in ("coordinator", "mentor", "supervisor"))
    paired.come_to(State.ASKED_MENTOR)
    mentor.post(f"{paired.mentor_asked}/open")
    paired.hold(world.mentee, Role.SUPERVISOR)
    assert LOOKING in page_of(mentor, "/today")
    assert "still looking" in page_of(mentor, paired.mentor_asked)
    mentor.post(paired.mentor_asked, data={"answer": "yes"})
    assert paired.state is State.ASKED_MENTOR
    assert "on hold, ask the lead" in page_of(office, "/pairings")
    assert "on hold" not in page_of(supervisor, "/pairings")
    place = f"/pairing-members/{paired.member(world.mentor)}/answer"
    office.post(place, data={"answer": "yes"})
    assert "On hold, ask the lead." in page_of(office, paired.page)
    assert paired.state is State.ASKED_MENTOR


def test_an_approval_is_taken_back_until_a_mentor_has_seen_the_question(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office, mentor = sign_in(world, "coordinator"), sign_in(world, "mentor")
    office.post("/pairings/do", data={"do": "ask", "pairing": [paired.id]})
    page = office.get("/pairings").get_data(as_text=True)
    assert "Undo" in page and f'name="pairing" value="{paired.id}"' in page
    mentor.post(f"{paired.mentor_asked}/open")
    office.post("/pairings/do", data={"do": "back-out", "pairing": paired.id})
    assert paired.state is State.ASKED_MENTOR
    assert "A mentor has seen the question." in page_of(office, "/pairings")
    assert office.post(f"{paired.page}/withdraw", data={"withdraw-reason": " "}).status_code == 422
    office.post(f"{paired.page}/withdraw", data={"withdraw-reason": "She moves class."})
    assert paired.state is State.WITHDRAWN
    assert "She moves class." in page_of(office, paired.page)


def test_backing_out_leaves_nothing_where_nobody_was_asked(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    office, mentor = sign_in(world, "coordinator"), sign_in(world, "mentor")
    before = _without_tokens(mentor.get("/today").data)
    office.post(f"{paired.page}/back-out")
    assert paired.state is State.WITHDRAWN
    assert _without_tokens(mentor.get("/today").data) == before
    assert mentor.get(paired.mentor_asked).status_code == 404


def test_a_question_without_an_answer_is_on_today_after_a_week_and_over_after_four(
    app: Flask, world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ASKED_MENTOR)

    def after(days: int) -> str:
        stand_still(A_LESSON + timedelta(days=days))
        with app.app_context():
            expire_unanswered(clock.now())
        return page_of(sign_in(world, "coordinator"), "/today")

    words = "Buddies: 1 pairing no answer for 5 school days"
    assert words not in after(6)
    assert words in after(7)
    assert words in after(27) and paired.state is State.ASKED_MENTOR
    assert words not in after(28) and paired.state is State.EXPIRED
    assert LOOKING in page_of(sign_in(world, "mentor"), "/today")


# Groups


def test_in_a_group_a_mentees_no_takes_only_that_mentee_out(
    world: World, group: Paired, sign_in: SignIn
) -> None:
    group.come_to(State.ASKED_MENTEE)
    first, second = group.others
    for student, said in ((world.mentee, "no"), (first, "yes"), (second, "yes")):
        client = sign_in(world, student, is_student=True)
        place = f"/partner/{group.member(student)}"
        client.post(f"{place}/open")
        assert "Amara" in page_of(client, place)
        client.post(place, data={"answer": said})
    assert group.state is State.AGREED
    assert group.steps()[-3:] == [("answered", "no"), ("answered", "yes"), ("mentees-yes", "yes")]
    assert LOOKING in page_of(sign_in(world, "mentee"), "/today")
    page = page_of(sign_in(world, "coordinator"), group.page)
    assert "no longer in it" in page and "Leo Brandt said no thanks" in page


def test_a_group_in_which_every_mentee_says_no_is_declined(
    world: World, group: Paired, sign_in: SignIn
) -> None:
    group.come_to(State.ASKED_MENTEE)
    for student in (world.mentee, *group.others):
        client = sign_in(world, student, is_student=True)
        client.post(f"/partner/{group.member(student)}/open")
        client.post(f"/partner/{group.member(student)}", data={"answer": "no"})
    assert group.state is State.DECLINED


# Hostile, and at the same moment


def test_nobody_opens_or_answers_what_another_is_asked(
    world: World, worlds: tuple[World, World], paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ASKED_MENTOR)
    mine = paired.mentor_asked
    for client in (
        sign_in(world, "mentee"),
        sign_in(world, "coordinator"),
        sign_in(worlds[1], "mentor"),
        sign_in(worlds[1], "coordinator"),
    ):
        assert client.get(mine).status_code == 404
        assert client.post(f"{mine}/open").status_code == 404
        assert client.post(mine, data={"answer": "yes"}).status_code == 404
    elsewhere = sign_in(worlds[1], "coordinator")
    assert elsewhere.get(paired.page).status_code == 404
    for button in ("ask", "back-out", "confirm", "withdraw", "break", "resume", "told", "close", "notice"):
        assert elsewhere.post(f"{paired.page}/{button}").status_code == 404, button
    elsewhere.post("/pairings/do", data={"do": "yes", "pairing": [paired.id]})
    assert paired.state is State.ASKED_MENTOR
    assert "Amara" not in page_of(elsewhere, "/pairings")
    for who in ("head", "stand_in", "chair", "administrator", "mentor"):
        assert sign_in(world, who).get("/pairings").status_code == 404, who
        assert sign_in(world, who).get(paired.page).status_code == 404, who


def test_an_answer_counts_once_and_none_comes_after_a_withdrawal(
    world: World, paired: Paired, sign_in: SignIn
) -> None:
    paired.come_to(State.ASKED_MENTOR)
    mentor = sign_in(world, "mentor")
    mentor.post(f"{paired.mentor_asked}/open")
    mentor.post(paired.mentor_asked, data={"answer": "yes"})
    mentor.post(paired.mentor_asked, data={"answer": "no"})
    assert paired.state is State.ASKED_MENTEE
    assert mentor.post(paired.mentor_asked, data={"answer": "maybe"}).status_code == 400
    mentee = sign_in(world, "mentee")
    mentee.post(f"{paired.mentee_asked}/open")
    assert paired.do(asking.withdraw, "He moves away.") is None
    assert mentee.post(paired.mentee_asked, data={"answer": "yes"}).location == paired.mentee_asked
    assert paired.state is State.WITHDRAWN
    assert LOOKING.rstrip(".") in page_of(mentee, paired.mentee_asked)


def test_two_who_press_at_once_do_it_once(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.ASKED_MENTOR)
    mentor, office = sign_in(world, "mentor"), sign_in(world, "coordinator")
    mine, place = paired.mentor_asked, f"/pairing-members/{paired.member(world.mentor)}/answer"
    mentor.post(f"{mine}/open")
    answers = at_once(
        [
            lambda: mentor.post(mine, data={"answer": "no"}, checked=False).status_code,
            lambda: office.post(place, data={"answer": "yes"}, checked=False).status_code,
        ]
    )
    assert answers == [303, 303]
    assert paired.events().count("pairing.answered") in (1, 2)  # a no after a yes, said in person, is taken
    assert paired.state in (State.DECLINED, State.ASKED_MENTEE)


def test_two_who_confirm_at_once_plan_once(world: World, paired: Paired, sign_in: SignIn) -> None:
    paired.come_to(State.AGREED)
    one, other = sign_in(world, "coordinator"), sign_in(world, "lead")
    at_once(
        [
            lambda: one.post(f"{paired.page}/confirm", checked=False),
            lambda: other.post("/pairings/do", data={"do": "confirm-green"}, checked=False),
        ]
    )
    assert paired.state is State.READY and paired.planned == [paired.id]
    assert [step for step, _code in paired.steps()].count("confirm") == 1
