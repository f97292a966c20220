"""Naming a partner or the adult near: offered by name to those who meet, and to nobody else who sees the form."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import State
from mentoring.people.models import FamilyTie, SignInSession
from mentoring.raising.actions.concerns import Told
from mentoring.raising.models import ConcernExclusion, ConcernStep, Hold
from tests.meetings.young import AFTER, make_young_pair, pair_at
from tests.raising.conftest import (
    DOOR,
    change_school,
    change_staff,
    concerns,
    form_token,
    opened,
    readers,
    shown,
    tell,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_student

SignIn = Callable[..., StyleGuideClient]

NAMES = {
    Role.STAND_IN: "Mr Tallis", Role.HEAD: "Dr Merriden", Role.LEAD: "Mr Halewick", Role.DEPUTY: "Mrs Iqbalia",
    Role.CHAIR: "Mrs Varley", Role.SUPERVISOR: "Mr Panjwani",
}  # fmt: skip
PARTNER, ADULT = "Amara, my partner", "Mr Panjwani"


@pytest.fixture(autouse=True)
def it_is_after_their_meeting(in_school_hours: None) -> None:
    clock.set_source(lambda: AFTER)


@pytest.fixture
def pair(app: Flask, world: World) -> str:
    """Amara mentors Leo; Mr Panjwani is near when they meet."""
    return pair_at(app, world).pairing


def offered(page: str, question: str = "done_by") -> dict[str, str]:
    """Return what a page offers for a question: the codes by the words that are read."""
    labels = re.findall(r"<label[^>]*>\s*<input([^>]*)>\s*([^<]*)", page)
    found = {}
    for tag, words in labels:
        if f'name="{question}"' in tag:
            found[words.strip().replace("&#39;", "'")] = re.findall(r'value="([^"]*)"', tag)[0]
    return found


def picked(page: str, question: str = "done_by") -> str:
    """Return the words of what is picked for a question, or nothing."""
    codes = re.findall(rf'<input[^>]*name="{question}"[^>]*value="([^"]*)"[^>]*checked', page)
    return next((words for words, code in offered(page, question).items() if code in codes), "")


def page_of(client: StyleGuideClient, address: str = "/tell") -> str:
    return client.get(address).get_data(as_text=True)


def sent(client: StyleGuideClient, page: str, address: str = DOOR, **typed: object) -> str:
    """Send the form that stands on a page."""
    form = {"form_token": form_token(page), "text": "Something happened.", **typed}
    return client.post(address, data=form, csrf=False).get_data(as_text=True)


def held(app: Flask) -> list[str]:
    with app.app_context(), transaction.unit(writes=False):
        return list(db.session.scalars(select(Hold.person_id).order_by(Hold.person_id)))


def named(app: Flask) -> list[tuple[str | None, str | None]]:
    """Return whom the concerns name, as (answer, person)."""
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(ConcernStep).where(ConcernStep.kind == "named").order_by(ConcernStep.code)
        return [(each.code, each.about_id) for each in db.session.scalars(wanted)]


def kept_out(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), transaction.unit(writes=False):
        return [(each.staff_id, each.cause) for each in db.session.scalars(select(ConcernExclusion))]


def is_over(app: Flask, days: int) -> None:
    """Let every meeting together have ended so many days ago, and everybody have been told."""
    with app.app_context(), transaction.unit():
        closed = {"state": State.CLOSED, "state_at": AFTER - timedelta(days=days)}
        db.session.execute(update(Pairing).values(**closed, tell_since=None))


def signed_out_meanwhile(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        db.session.execute(update(SignInSession).values(ended_at=clock.now()))


def is_family(app: Flask, world: World, student_id: str, role: Role) -> None:
    with app.app_context(), transaction.unit():
        tie = FamilyTie(
            school_id=world.school_id, id=ids.new_id(), student_id=student_id, staff_id=world.staff[role],
            made_at=clock.now(),
        )  # fmt: skip
        db.session.add(tie)


# --- Who is offered -----------------------------------------------------------------------------


def test_both_of_a_pair_are_offered_each_other_and_the_adult_near_and_nothing_is_picked(
    pair: str, sign_in: SignIn, world: World
) -> None:
    for who, partner in (("mentee", PARTNER), ("mentor", "Leo, my partner")):
        page = page_of(sign_in(world, who))
        assert list(offered(page, "who_needs_help")) == ["Me", partner, "Another student", "I'm not sure"]
        assert list(offered(page))[:4] == [
            partner, ADULT, "Another student", "An adult who works or helps here",
        ]  # fmt: skip
        assert " checked" not in page
        assert world.mentor not in page and world.mentee not in page, "an id that could be sent for anybody"
        assert world.staff[Role.SUPERVISOR] not in page


def test_nobody_else_is_offered_anybody(
    pair: str, app: Flask, sign_in: SignIn, client: StyleGuideClient, worlds: tuple[World, World]
) -> None:
    with app.app_context(), transaction.unit():
        alone = make_student(worlds[0], first="Ida", last="Stander")
    pages = [
        page_of(client, DOOR),
        page_of(sign_in(replace(worlds[0], mentee=alone), "mentee")),
        *(page_of(sign_in(worlds[0], who)) for who in ("supervisor", "coordinator", "lead")),
        page_of(sign_in(worlds[1], "mentee")),
    ]
    for page in pages:
        assert "my partner" not in page and ADULT not in offered(page)
        assert list(offered(page)) == list(offered(pages[0]))
        assert "Is one of them family" not in page


@pytest.mark.parametrize(
    "state, is_named",
    [
        (State.PROPOSED, False),
        (State.ASKED_MENTOR, False),
        (State.ASKED_MENTEE, False),
        (State.AGREED, True),
        (State.READY, True),
        (State.ACTIVE, True),
    ],
)
def test_nobody_learns_a_name_here_before_everybody_said_yes(
    app: Flask, sign_in: SignIn, world: World, state: State, is_named: bool
) -> None:
    pair_at(app, world, state=state)
    for who in ("mentee", "mentor"):
        assert ("my partner" in page_of(sign_in(world, who))) == is_named


@pytest.mark.parametrize(
    "state, is_named",
    [
        (State.ON_BREAK, True),
        (State.ENDING, True),
        (State.DECLINED, False),
        (State.WITHDRAWN, False),
        (State.EXPIRED, False),
    ],
)
def test_a_break_and_notice_change_nothing_and_what_never_began_names_nobody(
    app: Flask, pair: str, sign_in: SignIn, world: World, state: State, is_named: bool
) -> None:
    with app.app_context(), transaction.unit():
        db.session.execute(update(Pairing).values(state=state))
    assert ("my partner" in page_of(sign_in(world, "mentee"))) == is_named


def test_children_tell_late_so_a_partner_can_be_named_for_a_term_after_the_end(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    is_over(app, 89)
    assert {PARTNER, ADULT} <= set(offered(page_of(sign_in(world, "mentee"))))
    is_over(app, 91)
    clock.set_source(lambda: AFTER + timedelta(days=40))  # no meeting was lately either
    assert not {PARTNER, ADULT} & set(offered(page_of(sign_in(world, "mentee"))))


def test_a_closing_that_nobody_has_told_them_of_reads_like_any_break_here_too(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    is_over(app, 300)
    with app.app_context(), transaction.unit():
        db.session.execute(update(Pairing).values(tell_since=AFTER - timedelta(days=300)))
    assert PARTNER in offered(page_of(sign_in(world, "mentee")))


def test_who_has_two_pairings_is_offered_all_partners_told_apart_and_each_adult_once(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    with app.app_context(), transaction.unit():
        # Amara, who mentors Leo, has a mentor of that name herself.
        world.mentor, world.mentee = make_student(world, first="Leo", last="Zeal", year="13"), world.mentor
        make_young_pair(world, "Homework")
    answers = list(offered(page_of(sign_in(world, "mentee"))))
    assert sorted(answers[:2]) == ["Leo B, my partner", "Leo Z, my partner"]
    assert answers.count(ADULT) == 1


def test_who_stood_in_at_a_meeting_lately_is_offered_too(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    with app.app_context(), transaction.unit():
        db.session.execute(
            db.text("UPDATE meeting SET stand_in_id = :who WHERE starts_at <= :now"),
            {"who": world.staff[Role.STAND_IN], "now": AFTER},
        )
    answers = list(offered(page_of(sign_in(world, "mentee"))))
    assert answers[:3] == [PARTNER, ADULT, "Mr Tallis"]


def test_a_member_of_staff_who_has_left_is_not_offered(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    change_staff(app, world, world.staff[Role.SUPERVISOR], left_at=AFTER)
    assert ADULT not in offered(page_of(sign_in(world, "mentee")))


# --- Who reads it -------------------------------------------------------------------------------


def lines_of(page: str) -> list[tuple[list[str], str]]:
    """Return the sentences on who will read it, each with the answers that it is for, as these are read."""
    words = {code: label for label, code in offered(page).items()}
    found = re.findall(r'data-readers-for="([^"]+)">([^<]+)', page)
    return [([words[code] for code in codes.split()], sentence) for codes, sentence in found]


def test_a_partner_is_another_student_and_the_adult_near_one_of_the_adults(
    pair: str, sign_in: SignIn, world: World
) -> None:
    lines = lines_of(page_of(sign_in(world, "mentee")))
    assert [answers for answers, _sentence in lines] == [
        [PARTNER, "Another student", "Someone at home", "Someone else, or online", "Nobody", "I'd rather not say"],
        [ADULT, "An adult who works or helps here"],
        ["The head teacher"],
    ]  # fmt: skip
    every = [answer for answers, _sentence in lines for answer in answers]
    assert sorted(every) == sorted(offered(page_of(sign_in(world, "mentee"))))


@pytest.mark.parametrize(
    "role, sentence, who",
    [
        (Role.STAND_IN, "If Mr Tallis did it, it goes to Dr Merriden and Mrs Varley instead.", "head chair"),
        (Role.HEAD, "If Dr Merriden did it, it goes to Mrs Varley instead.", "chair"),
        (Role.LEAD, "it goes to Dr Merriden and Mr Tallis instead.", "head stand_in"),
        (Role.DEPUTY, "it goes to Dr Merriden and Mr Tallis instead.", "head stand_in"),
        (Role.SUPERVISOR, "it goes to Dr Merriden and Mr Tallis instead.", "head stand_in"),
        (Role.CHAIR, "it goes to Dr Merriden and Mr Tallis instead.", "head stand_in"),
    ],
)
def test_what_is_said_of_each_adult_who_is_offered_is_what_happens(
    app: Flask, pair: str, sign_in: SignIn, world: World, role: Role, sentence: str, who: str
) -> None:
    with app.app_context(), transaction.unit():
        db.session.execute(update(Pairing).values(adult_id=world.staff[role]))
    client = sign_in(world, "mentee")
    page = page_of(client)
    label = NAMES[role]
    [said] = [line for answers, line in lines_of(page) if label in answers]
    assert sentence in said
    sent(client, page, done_by=offered(page)[label])
    [concern] = concerns(app)
    assert sorted(readers(app, concern)) == sorted(world.staff[Role(each)] for each in who.split())
    assert (world.staff[role], "may-have-done-it") in kept_out(app)
    assert held(app) == [world.staff[role]]


@pytest.mark.parametrize("question", ["who_needs_help", "done_by"])
def test_the_family_of_a_partner_who_is_named_does_not_read_it_and_the_page_says_so(
    app: Flask, pair: str, sign_in: SignIn, world: World, question: str
) -> None:
    is_family(app, world, world.mentor, Role.DEPUTY)
    client = sign_in(world, "mentee")
    page = page_of(client)
    assert "Is one of them family of someone you name below? Then they will not see it." in page
    assert "This goes to Mr Halewick and Mrs Iqbalia." in page, "who is family of whom is nobody's business"
    sent(client, page, **{question: offered(page, question)[PARTNER]})
    [concern] = concerns(app)
    assert world.staff[Role.DEPUTY] not in readers(app, concern)


def test_family_that_is_noted_later_does_not_read_it_either(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    sent(client, page, who_needs_help=offered(page, "who_needs_help")[PARTNER])
    is_family(app, world, world.mentor, Role.DEPUTY)
    [concern] = concerns(app)
    assert readers(app, concern) == [world.staff[Role.LEAD]]


# --- What is stored -----------------------------------------------------------------------------


def test_naming_a_partner_puts_them_on_hold_in_the_same_write(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    answer = shown(sent(client, page, done_by=offered(page)[PARTNER], who_needs_help="me"))
    assert "This went to Mr Halewick and Mrs Iqbalia." in answer and "Amara" not in answer
    [concern] = concerns(app)
    assert (concern.raiser_id, concern.who_needs_help, concern.done_by) == (world.mentee, "me", "student")
    assert readers(app, concern) == [world.staff[Role.LEAD], world.staff[Role.DEPUTY]]
    assert held(app) == [world.mentor]
    assert named(app) == [("did-it", world.mentor)]
    for who in ("mentee", "mentor"):
        home = page_of(sign_in(world, who), "/today")
        assert "Your meetings are having a break." in home


def test_a_partner_who_needs_help_is_named_to_the_readers_and_nobody_is_on_hold(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentor")
    page = page_of(client)
    code = offered(page, "who_needs_help")["Leo, my partner"]
    sent(client, page, who_needs_help=code, done_by="home")
    [concern] = concerns(app)
    assert (concern.who_needs_help, concern.done_by) == ("student", "home")
    assert named(app) == [("needs-help", world.mentee)] and held(app) == []
    lead = sign_in(world, "lead")
    assert "Another student: Leo Brandt" in shown(page_of(lead, f"/desk/{concern.id}"))


def test_who_reads_it_sees_whom_the_answers_name_also_after_the_hold(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    sent(client, page, done_by=offered(page)[ADULT], who_needs_help=offered(page, "who_needs_help")[PARTNER])
    with app.app_context(), transaction.unit():
        db.session.execute(update(Hold).values(ended_at=AFTER))
    [concern] = concerns(app)
    read = shown(page_of(sign_in(world, "head"), f"/desk/{concern.id}"))
    assert "Another student: Amara Quist" in read
    assert "An adult who works or helps here: Mr Panjwani" in read
    for other in ("lead", "deputy", "supervisor", "coordinator"):
        assert sign_in(world, other).get(f"/desk/{concern.id}").status_code == 404


def test_another_person_picked_on_the_same_page_is_another_telling(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    for answer in (PARTNER, PARTNER, "Another student"):
        sent(client, page, done_by=offered(page)[answer])
    assert len(concerns(app)) == 2 and held(app) == [world.mentor]
    with app.app_context():
        assert Told("a", named_id="b").token != Told("a", helped_id="b").token


def test_the_child_who_cannot_write_can_still_say_who(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    sent(client, page, text="", come="1", done_by=offered(page)[PARTNER])
    assert concerns(app)[0].come_and_find_me and held(app) == [world.mentor]


# --- The form again, and others at the same screen ----------------------------------------------


def test_what_was_picked_is_still_picked_when_the_form_comes_back(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    code = offered(page)[PARTNER]
    nothing_written = sent(client, page, text=" ", done_by=code)
    assert picked(nothing_written) == PARTNER
    from_elsewhere = client.post(
        DOOR,
        data={"form_token": form_token(page), "text": "Words.", "done_by": code},
        headers={"Sec-Fetch-Site": "cross-site"},
        csrf=False,
    ).get_data(as_text=True)
    assert picked(from_elsewhere) == PARTNER
    assert offered(from_elsewhere)[PARTNER] != code, "a fresh form has codes of its own"
    sent(client, from_elsewhere, done_by=offered(from_elsewhere)[PARTNER])
    assert held(app) == [world.mentor]


@pytest.mark.parametrize("next_there", [None, "mentor", "lead"])
@pytest.mark.parametrize(
    "answer, kind",
    [(PARTNER, "Another student"), (ADULT, "An adult who works or helps here")],
)
def test_the_form_that_comes_back_to_somebody_else_names_nobody_and_keeps_what_kind_it_was(
    app: Flask,
    pair: str,
    sign_in: SignIn,
    client: StyleGuideClient,
    world: World,
    next_there: str | None,
    answer: str,
    kind: str,
) -> None:
    page = page_of(sign_in(world, "mentee"))
    other = sign_in(world, next_there) if next_there else client
    typed = {"form_token": form_token(page), "done_by": offered(page)[answer]}
    typed["who_needs_help"] = offered(page, "who_needs_help")[PARTNER]
    for headers, text in (({}, ""), ({"Sec-Fetch-Site": "cross-site"}, "Words.")):
        again = other.post(DOOR, data={**typed, "text": text}, headers=headers, csrf=False).get_data(
            as_text=True
        )
        assert picked(again) == kind and picked(again, "who_needs_help") == "Another student"
        assert "Amara" not in again
        assert offered(page)[answer] not in again
        if next_there == "mentor" and headers:
            assert "Leo, my partner" in offered(again), "a fresh form is theirs"
        else:
            assert "my partner" not in again and ADULT not in again


def test_who_was_signed_out_meanwhile_still_names_whom_they_named(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    signed_out_meanwhile(app)
    answer = sent(client, page, done_by=offered(page)[ADULT])
    assert "So your name is not on it." in answer and ADULT not in answer and "Amara" not in answer
    [concern] = concerns(app)
    assert concern.raiser_id is None
    assert held(app) == [world.staff[Role.SUPERVISOR]]
    assert sorted(readers(app, concern)) == sorted(world.staff[each] for each in (Role.HEAD, Role.STAND_IN))


def test_a_pairing_that_is_over_by_then_forgets_nobody(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    is_over(app, 300)
    change_staff(app, world, world.staff[Role.SUPERVISOR], left_at=AFTER)
    for answer in (PARTNER, ADULT):
        sent(client, page, done_by=offered(page)[answer])
    assert sorted(held(app)) == sorted([world.mentor, world.staff[Role.SUPERVISOR]])


def test_who_is_not_near_any_more_when_the_form_comes_back_is_kept_as_what_they_are(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    with app.app_context(), transaction.unit():
        db.session.execute(update(Pairing).values(adult_id=world.staff[Role.HEAD]))
    page = page_of(client)
    with app.app_context(), transaction.unit():
        db.session.execute(update(Pairing).values(adult_id=world.staff[Role.LEAD]))
    change_staff(app, world, world.staff[Role.SUPERVISOR], left_at=AFTER)
    assert (
        picked(sent(client, page, text="", done_by=offered(page)[ADULT]))
        == "An adult who works or helps here"
    )
    again = sent(client, page, text="", done_by=offered(page)["Dr Merriden"])
    assert picked(again) == "The head teacher"
    assert re.search(rf'value="{world.staff[Role.HEAD]}"[^>]*checked', again), "nor do they see it otherwise"


def test_answers_that_come_without_the_school_keep_what_kind_they_were(
    app: Flask, pair: str, sign_in: SignIn, client: StyleGuideClient, world: World
) -> None:
    page = page_of(sign_in(world, "mentee"))
    typed = {"form_token": form_token(page), "text": "Words.", "done_by": offered(page)[ADULT]}
    asked = client.post("/tell", data=typed, csrf=False).get_data(as_text=True)
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', asked))
    again = client.post("/tell", data={**carried, "school_code": "alder"}, csrf=False).get_data(as_text=True)
    assert picked(again) == "An adult who works or helps here" and ADULT not in again


def test_before_set_up_is_finished_and_when_it_cannot_be_saved_nobody_is_named(
    app: Flask, pair: str, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)

    def fails(**_: object) -> None:
        db.session.execute(db.text("SELECT nothing FROM no_such_table"))

    monkeypatch.setattr("mentoring.raising.views.tell.raise_concern", fails)
    typed = {"done_by": offered(page)[PARTNER], "who_needs_help": offered(page, "who_needs_help")[PARTNER]}
    not_saved = sent(client, page, **typed)
    change_school(app, world.school_id, setup_finished_at=None)
    for answer in (not_saved, sent(client, page, **typed)):
        assert "Something happened." in answer
        assert "Amara" not in answer and offered(page)[PARTNER] not in answer
    assert concerns(app) == []


# --- Whoever means harm -------------------------------------------------------------------------


def test_an_id_or_a_code_of_ones_own_making_counts_as_skipped_and_the_words_are_kept(
    app: Flask, pair: str, sign_in: SignIn, worlds: tuple[World, World]
) -> None:
    world, there = worlds
    client = sign_in(world, "mentee")
    own = page_of(client)
    of_mentor = page_of(sign_in(world, "mentor"))
    values = [
        world.mentor, world.mentee, world.staff[Role.LEAD], there.mentor, "partner", "0" * 32, "é" * 32,
        offered(of_mentor)["Leo, my partner"], offered(of_mentor)[ADULT],
    ]  # fmt: skip
    for value in values:
        sent(client, own, text=f"words {value}", done_by=value, who_needs_help=value)
    told = concerns(app)
    assert {opened(app, one) for one in told} == {f"words {value}" for value in values}
    assert {(one.done_by, one.who_needs_help) for one in told} == {(None, None)}
    assert held(app) == [] and named(app) == [] and kept_out(app) == []


def test_who_sends_the_form_of_another_pair_puts_nobody_on_hold_and_the_words_are_kept(
    app: Flask, pair: str, sign_in: SignIn, world: World
) -> None:
    with app.app_context(), transaction.unit():
        stranger = make_student(world, first="Ida", last="Stander")
    page = page_of(sign_in(world, "mentee"))
    for answer in (PARTNER, ADULT):
        sent(sign_in(replace(world, mentee=stranger), "mentee"), page, done_by=offered(page)[answer])
    assert held(app) == [] and named(app) == []
    assert sorted((one.raiser_id, one.done_by) for one in concerns(app)) == [
        (None, "adult"), (None, "student"),
    ]  # fmt: skip
    assert kept_out(app) == [(world.staff[Role.SUPERVISOR], "ruled-out")], (
        "who may have done it reads nothing"
    )


def test_a_form_shown_to_nobody_and_one_of_another_school_name_nobody(
    app: Flask, pair: str, sign_in: SignIn, client: StyleGuideClient, worlds: tuple[World, World]
) -> None:
    of_mentee = page_of(sign_in(worlds[0], "mentee"))
    sent(client, page_of(client, DOOR), done_by=offered(of_mentee)[PARTNER])
    sent(client, of_mentee, "/tell/birch", done_by=offered(of_mentee)[PARTNER])
    tell(client, DOOR, text="no token", form_token="", done_by=offered(of_mentee)[PARTNER])
    assert len(concerns(app)) == 3
    assert held(app) == [] and named(app) == []


def test_an_adult_is_no_partner_who_needs_help(app: Flask, pair: str, sign_in: SignIn, world: World) -> None:
    client = sign_in(world, "mentee")
    page = page_of(client)
    sent(client, page, who_needs_help=offered(page)[ADULT])
    assert concerns(app)[0].who_needs_help is None and named(app) == []
