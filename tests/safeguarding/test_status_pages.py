"""What whoever told a worry may see of it: three states and an adult's words, after a proof each time."""

import re
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from textstat import textstat

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.hashing import hash_secret
from mentoring.people.models import Account, Student
from mentoring.people.queries.staff import staff_member
from mentoring.people.rules.passphrases import normalise
from mentoring.people.rules.throttling import WORDS_LIMIT
from tests.safeguarding.conftest import Tell, after, events_of
from tests.safeguarding.test_pages import page_of, token_on
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
TellSignedOut = Callable[..., tuple[str, str]]
CARD = "tiger moon river"
NOT_FOUND = "We can&#39;t find those words. Check them, or tell an adult."


def give_secret(app: Flask, world: World, account: str, secret: str) -> None:
    """Give one of the nine accounts its card or password."""
    person_id, is_student = world.person(account)
    with app.app_context(), transaction.unit():
        person = (
            db.session.get(Student, (world.school_id, person_id))
            if is_student
            else staff_member(world.school_id, person_id)
        )
        assert person is not None
        held = db.session.get(Account, person.account_id)
        assert held is not None
        held.secret_hash = hash_secret(normalise(secret) if is_student else secret)


def answer(sign_in: SignIn, world: World, concern: str, words: str, *, by: str = "lead") -> None:
    """Let a reader, the lead if no other is named, take a worry and answer it."""
    reader = sign_in(world, by)
    reader.post(f"/desk/{concern}/acknowledge")
    token = token_on(page_of(reader, f"/desk/{concern}"))
    assert reader.post(f"/desk/{concern}/answer", data={"token": token, "words": words}).status_code == 303


def ask(client: StyleGuideClient, world: World, words: str, **more: str) -> tuple[int, str]:
    """Type three words (and the school, as there are several); return the status and the page."""
    response = client.post("/tell/answer", data={"school": world.code, "code": words, **more})
    return response.status_code, response.get_data(as_text=True)


def test_three_words_show_each_state_in_turn_and_the_adults_words(
    app: Flask, world: World, tell_signed_out: TellSignedOut, sign_in: SignIn, client: StyleGuideClient
) -> None:
    concern, words = tell_signed_out(world)
    status, page = ask(client, world, words)
    assert status == 200
    assert "Sent." in page
    assert "You told us on Tuesday 3 November, 10:30" in page
    assert "canteen" not in page
    page_of(sign_in(world, "lead"), f"/desk/{concern}")
    assert "Sent." in ask(client, world, words)[1]  # opening is not acknowledging
    answer(sign_in, world, concern, "I will find you.\nAsk for me at the office.")
    page = ask(client, world, f"  {words.upper()} ")[1]
    assert "An adult has read it." in page
    assert "Mr Halewick wrote to you" in page
    assert "I will find you.\nAsk for me at the office." in page
    sign_in(world, "lead").post(
        f"/desk/{concern}/finish", data={"outcome": "handled-here", "reason": "Talked"}
    )
    page = ask(client, world, words)[1]
    assert "Finished for now: if it happens again, or you remember more, tell us." in page
    assert "Talked" not in page
    assert events_of(app, world, concern).count("concern.status-seen") == 4


def test_readers_see_that_the_writer_looked(
    world: World, tell_signed_out: TellSignedOut, sign_in: SignIn, client: StyleGuideClient
) -> None:
    concern, words = tell_signed_out(world)
    ask(client, world, words)
    assert "The writer looked how it is going" in page_of(sign_in(world, "lead"), f"/desk/{concern}")


def test_wrong_words_say_nothing_and_another_schools_words_are_wrong(
    app: Flask, worlds: tuple[World, World], tell_signed_out: TellSignedOut, client: StyleGuideClient
) -> None:
    world, other = worlds
    concern, words = tell_signed_out(world)
    for school, typed in ((world, "tiger moon nothing"), (other, words)):
        status, page = ask(client, school, typed)
        assert status == 422
        assert NOT_FOUND in page
        assert typed not in page
    assert "concern.status-seen" not in events_of(app, world, concern)


def test_after_sixty_wrong_tries_no_words_are_looked_at_for_an_hour(
    world: World, tell_signed_out: TellSignedOut, client: StyleGuideClient
) -> None:
    _, words = tell_signed_out(world)
    assert ask(client, world, words)[0] == 200  # right ones do not count
    for number in range(WORDS_LIMIT):
        assert ask(client, world, f"wrong words {number}")[0] == 422
    status, page = ask(client, world, words)
    assert status == 429
    assert "Wait an hour, or tell an adult now." in page
    after(hours=1, seconds=1)
    assert ask(client, world, words)[0] == 200


def test_whoever_told_while_signed_in_proves_it_is_them_before_anything_is_said(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    give_secret(app, world, "mentor", CARD)
    concern, mentor = tell(world, by="mentor"), sign_in(world, "mentor")
    tell(world, by="mentee", text="Somebody else's")
    assert "10:30" not in re.sub(r"Last here[^<]*", "", page_of(mentor, "/tell/mine"))
    wrong = mentor.post("/tell/mine", data={"passphrase": "lion moon river"})
    assert wrong.status_code == 422
    assert "That is not right." in wrong.get_data(as_text=True)
    right = mentor.post("/tell/mine", data={"passphrase": "Tiger, moon RIVER"})
    page = right.get_data(as_text=True)
    assert page.count("You told us on") == 1
    assert "Sent." in page
    assert "canteen" not in page
    assert "tiger" not in page.lower()
    assert events_of(app, world, concern).count("concern.status-seen") == 1
    assert "You told us on" not in page_of(mentor, "/tell/mine")  # the proof is asked for again each time


@pytest.mark.parametrize(
    "maker, kept_out, shown",
    [
        ("coordinator", (), False),
        ("administrator", (), False),
        ("lead", (), True),
        ("lead", (Role.LEAD,), False),
    ],
)
def test_who_makes_a_child_a_new_card_does_not_learn_with_it_what_the_child_told_before(
    app: Flask, world: World, tell: Tell, sign_in: SignIn, maker: str, kept_out: Sequence[Role], shown: bool
) -> None:
    concern = tell(world, by="mentee", ruled_out=frozenset(world.staff[role] for role in kept_out))
    answer(sign_in, world, concern, "I will come to you at lunch.", by="deputy")
    person_id, _is_student = world.person("mentee")
    after(minutes=20)
    page = sign_in(world, maker).post("/students/cards", data={"student": [person_id]}).get_data(as_text=True)
    assert "words" in page
    after(minutes=25)
    give_secret(app, world, "mentee", CARD)  # in place of the words that were printed
    mentee = sign_in(world, "mentee")
    seen = mentee.post("/tell/mine", data={"passphrase": CARD}).get_data(as_text=True)
    assert ("I will come to you at lunch." in seen) is shown
    assert "before you got a new card" in seen
    # What is told with the new card is followed as ever
    tell(world, by="mentee")
    later = mentee.post("/tell/mine", data={"passphrase": CARD}).get_data(as_text=True)
    assert later.count("You told us on") == (2 if shown else 1)


def test_who_makes_a_colleague_a_code_does_not_learn_with_it_what_they_told_before(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    password = "violet kettle on the pier"
    give_secret(app, world, "supervisor", password)
    concern = tell(world, by="supervisor")
    answer(sign_in, world, concern, "We are going to the police today.")
    after(minutes=20)
    supervisor = world.staff[Role.SUPERVISOR]
    assert sign_in(world, "administrator").post(f"/staff/{supervisor}/reset").status_code == 200
    after(minutes=25)
    seen = sign_in(world, "supervisor").post("/tell/mine", data={"password": password})
    assert seen.status_code == 200
    assert "to the police" not in seen.get_data(as_text=True)
    assert "You told us on" not in seen.get_data(as_text=True)


def test_who_goes_back_to_the_answer_and_loads_it_again_is_asked_again(
    app: Flask,
    world: World,
    tell: Tell,
    tell_signed_out: TellSignedOut,
    sign_in: SignIn,
    client: StyleGuideClient,
) -> None:
    give_secret(app, world, "mentor", CARD)
    tell(world, by="mentor")
    mentor = sign_in(world, "mentor")
    _, words = tell_signed_out(world)
    typed_words = {"school": world.code, "code": words}
    for person, address, typed in (
        (mentor, "/tell/mine", {"passphrase": CARD}),
        (client, "/tell/answer", typed_words),
    ):
        once = re.search(r'name="once" value="([^"]+)"', page_of(person, address))
        assert once
        sent = {**typed, "once": once[1]}
        after(minutes=1)
        assert "Sent." in person.post(address, data=sent).get_data(as_text=True)
        after(minutes=1, seconds=2)  # a double click
        assert "Sent." in person.post(address, data=sent).get_data(as_text=True)
        after(minutes=2)
        again = person.post(address, data=sent)
        assert again.status_code == 422
        assert "Sent." not in again.get_data(as_text=True)


def test_a_wrong_proof_is_not_tried_more_often_than_signing_in(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    give_secret(app, world, "mentor", CARD)
    tell(world, by="mentor")
    mentor = sign_in(world, "mentor")
    for _ in range(10):
        assert mentor.post("/tell/mine", data={"passphrase": "lion moon river"}).status_code == 422
    assert mentor.post("/tell/mine", data={"passphrase": CARD}).status_code == 429


def test_the_youngest_prove_it_with_their_pictures(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    give_secret(app, world, "mentee", "sun cat boat key")
    with app.app_context(), transaction.unit():
        mentee = db.session.get(Student, (world.school_id, world.mentee))
        assert mentee is not None
        mentee.year = "3"
    tell(world, by="mentee")
    client = sign_in(world, "mentee")
    assert "Fourth picture" in page_of(client, "/tell/mine")
    assert client.post("/tell/mine", data={"p1": "sun", "p2": "cat"}).status_code == 422
    right = client.post("/tell/mine", data={"p1": "sun", "p2": "cat", "p3": "boat", "p4": "key"})
    assert "Sent." in right.get_data(as_text=True)
    assert "Sent." in client.post("/tell/mine", data={"passphrase": "sun cat boat key"}).get_data(
        as_text=True
    )


def test_staff_prove_it_with_their_password_and_see_the_same_three_states(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    give_secret(app, world, "coordinator", "violet kettle on the pier")
    concern = tell(world, by="coordinator")
    answer(sign_in, world, concern, "Thank you. I have it.")
    page = sign_in(world, "coordinator").post("/tell/mine", data={"password": "violet kettle on the pier"})
    assert "An adult has read it." in page.get_data(as_text=True)
    assert "Thank you. I have it." in page.get_data(as_text=True)


def test_who_told_nothing_while_signed_in_is_shown_the_other_way(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    give_secret(app, world, "mentor", CARD)
    page = sign_in(world, "mentor").post("/tell/mine", data={"passphrase": CARD}).get_data(as_text=True)
    assert "You have not told us anything while you were signed in." in page
    assert "/tell/answer" in page


def test_an_ended_session_leads_to_signing_in_and_keeps_no_secret(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    tell(world, by="mentor")
    mentor = sign_in(world, "mentor")
    after(minutes=11)
    response = mentor.post("/tell/mine", data={"passphrase": CARD})
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_nobody_but_its_readers_learns_that_the_writer_looked(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    give_secret(app, world, "mentor", CARD)
    tell(world, by="mentor")
    sign_in(world, "mentor").post("/tell/mine", data={"passphrase": CARD})
    assert "looked how it is going" not in page_of(sign_in(world, "head"), "/trail")
    with app.app_context(), transaction.unit(writes=False):
        seen = db.session.query(TrailEntry).filter_by(event="concern.status-seen").all()
        assert [entry.facts for entry in seen] == [{}]


SENTENCE = re.compile(r"(?s)<main.*?</main>")


@pytest.mark.parametrize("address", ["/tell/answer", "/tell/mine"])
def test_the_pages_for_young_people_read_at_the_age_of_nine(
    app: Flask, world: World, sign_in: SignIn, address: str
) -> None:
    page = SENTENCE.findall(page_of(sign_in(world, "mentor"), address))[0]
    words = " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page).split())
    assert "!" not in words
    assert textstat.flesch_kincaid_grade(words) <= 4.5, words  # US grade 4: nine to ten years
