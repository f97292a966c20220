"""What readers see at the desk, what nobody else sees, and how a refused attempt shows."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.extensions import db
from mentoring.people.models import School
from mentoring.people.queries import staff
from mentoring.raising.rules.answers import DoneBy, SafeNow
from mentoring.safeguarding.rules import Outcome, Refusal, Standing
from mentoring.safeguarding.wording import OUTCOMES, REFUSALS, STANDINGS, STATES, TONES
from mentoring.safeguarding.wording.trail import SENTENCES
from tests.safeguarding.conftest import (
    A_LESSON,
    SECRET_WORDS,
    Tell,
    after,
    events_of,
    set_time,
    steps_of,
    tick,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]


def page_of(client: StyleGuideClient, address: str) -> str:
    """Return a page that opens, as text."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def token_on(page: str) -> str:
    """Return the token of the answer form."""
    found = re.search(r'name="token" value="(\w{26})"', page)
    assert found
    return found[1]


# Who sees it


def test_the_desk_lists_when_and_who_has_it_and_nothing_of_what_was_written(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(world, safe_now=SafeNow.NO)
    page = page_of(sign_in(world, "lead"), "/desk")
    assert concern in page
    assert "Tuesday 3 November, 10:30" in page
    assert "Nobody has taken it yet" in page
    assert "Not safe now" in page
    assert "canteen" not in page
    assert "Leo" not in page
    assert "concern.seen" not in events_of(app, world)


@pytest.mark.parametrize("account", ["coordinator", "supervisor", "administrator", "mentor", "mentee"])
def test_only_those_who_read_worries_have_a_desk(
    world: World, tell: Tell, sign_in: SignIn, account: str
) -> None:
    concern, client = tell(world), sign_in(world, account)
    for address in ("/desk", f"/desk/{concern}"):
        assert client.get(address).status_code == 404


def test_a_worry_shows_its_words_who_told_it_who_reads_it_and_who_is_kept_out(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(
        world,
        text="Dr Merriden does not know",
        where_and_when="Monday at the bus",
        safe_now=SafeNow.NO,
        done_by=DoneBy.STUDENT,
        ruled_out=frozenset({world.staff[Role.STAND_IN]}),
    )
    tick(app)
    page = page_of(sign_in(world, "lead"), f"/desk/{concern}")
    for words in (
        "Dr Merriden does not know",
        "Monday at the bus",
        "Leo Brandt",
        "Year 7",
        "Another student",
        "not safe now",
        "Tom Halewick",
        "Sana Iqbalia",
        "Joan Merriden</strong>: a name like theirs is in the words",
        "Owen Tallis</strong>: the writer does not want this person to see it",
        "Alerted at once",
        "the next alert is on Tuesday 3 November, 10:40",
        "Mr Halewick opened it",
    ):
        assert words in page, words
    assert events_of(app, world, concern).count("concern.seen") == 1


def test_somebody_who_was_not_signed_in_can_still_be_found(
    world: World, tell_signed_out: Callable[..., tuple[str, str]], sign_in: SignIn
) -> None:
    concern, _ = tell_signed_out(
        world, text="", come_and_find_me=True, writer_name="Jun", find_at="the library"
    )
    page = page_of(sign_in(world, "deputy"), f"/desk/{concern}")
    for words in ("Please come and find me", "Nothing was written", "Not signed in", "Jun", "the library"):
        assert words in page


def test_opening_is_recorded_once_and_a_prefetch_is_refused(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    assert lead.get(f"/desk/{concern}", headers={"Sec-Purpose": "prefetch"}).status_code == 404
    assert "concern.seen" not in events_of(app, world, concern)
    page_of(lead, f"/desk/{concern}")
    page_of(lead, f"/desk/{concern}")
    assert events_of(app, world, concern).count("concern.seen") == 2
    assert steps_of(app, concern, "acknowledged") == []


def test_a_second_step_is_asked_for_again_before_a_worry_opens(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    after(minutes=16)
    assert page_of(lead, "/desk")
    response = lead.get(f"/desk/{concern}")
    assert response.status_code == 303
    assert "/sign-in/second" in response.location


def test_a_refused_attempt_is_recorded_and_shown_to_readers_alone(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, head = tell(world), sign_in(world, "head")
    assert head.get(f"/desk/{concern}").status_code == 404
    assert head.post(f"/desk/{concern}/acknowledge").status_code == 404
    assert events_of(app, world, concern).count("concern.refused") == 2
    page = page_of(sign_in(world, "lead"), f"/desk/{concern}")
    assert page.count("Dr Merriden tried to open it and was refused") == 2
    assert "was refused" not in page_of(head, "/trail")


def test_another_schools_lead_finds_nothing(
    app: Flask, worlds: tuple[World, World], tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(worlds[0])
    other = sign_in(worlds[1], "lead")
    assert other.get(f"/desk/{concern}").status_code == 404
    assert concern not in page_of(other, "/desk")
    assert "concern.refused" not in events_of(app, worlds[0]) + events_of(app, worlds[1])


PAGES = ("/desk", "/today", "/staff")


@pytest.mark.parametrize(
    "account, typed",
    [
        ("lead", {"ruled_out": ["lead"]}),
        ("lead", {"done_by": DoneBy.ADULT}),
        ("lead", {"text": "Mr Halewick shouted at me"}),
        ("head", {"done_by": DoneBy.HEAD}),
        ("chair", {}),
        ("head", {"ruled_out": ["head", "stand_in"]}),
    ],
)
def test_for_whom_a_worry_excludes_it_is_as_if_it_had_never_been_told(
    app: Flask, world: World, tell: Tell, sign_in: SignIn, account: str, typed: dict
) -> None:
    def looked() -> list[str]:
        client = sign_in(world, account)
        addresses = [*PAGES, *(["/trail"] if account == "head" else [])]
        pages = [page_of(client, address) for address in addresses]
        return [re.sub(r'value="[^"]{30,}"|content="[^"]{30,}"', "", page) for page in pages]

    out = frozenset(world.staff[Role(each)] for each in typed.get("ruled_out", ()))
    before = looked()
    concern = tell(world, **{**typed, "ruled_out": out})
    for minutes in (0, 10, 20):
        after(minutes=minutes)
        tick(app)
    readers = [
        each
        for each in ("lead", "deputy", "head", "chair")
        if concern in page_of(sign_in(world, each), "/desk")
    ]
    assert readers
    assert account not in readers
    set_time(A_LESSON)
    assert looked() == before
    assert sign_in(world, account).get(f"/desk/{concern}").status_code == 404


def test_the_rail_counts_only_what_one_may_read_and_nobody_has_taken(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    first, _ = tell(world), tell(world, text="Another", done_by=DoneBy.ADULT)
    lead, head, chair = (sign_in(world, account) for account in ("lead", "head", "chair"))

    def count(client: StyleGuideClient) -> str | None:
        found = re.search(r"Concerns\s*<span[^>]*>(\d+)", page_of(client, "/desk"))
        return found[1] if found else None

    assert (count(lead), count(head), count(chair)) == ("1", "1", None)
    lead.post(f"/desk/{first}/acknowledge")
    assert (count(lead), count(head)) == (None, "1")


def test_the_list_begins_with_what_waits_longest(world: World, tell: Tell, sign_in: SignIn) -> None:
    done, taken = tell(world, text="a"), tell(world, text="b")
    after(minutes=5)
    waiting = tell(world, text="c")
    after(minutes=6)
    newer = tell(world, text="d")
    lead = sign_in(world, "lead")
    for concern in (done, taken):
        lead.post(f"/desk/{concern}/acknowledge")
    lead.post(f"/desk/{done}/finish", data={"outcome": "handled-here", "reason": "Talked"})
    page = page_of(lead, "/desk")
    assert sorted([done, taken, waiting, newer], key=page.index) == [waiting, newer, taken, done]


# What a reader does


def test_taking_a_worry_shows_who_has_it_and_the_first_is_named_first(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    assert "I have this. I will see to it" in page_of(lead, f"/desk/{concern}")
    response = lead.post(f"/desk/{concern}/acknowledge", follow_redirects=True)
    page = response.get_data(as_text=True)
    assert "Tom Halewick has had this since Tuesday 3 November, 10:30." in page
    assert "I have this. I will see to it" not in page
    after(minutes=2)
    page = (
        sign_in(world, "deputy")
        .post(f"/desk/{concern}/acknowledge", follow_redirects=True)
        .get_data(as_text=True)
    )
    assert page.index("Tom Halewick has had this since") < page.index("Sana Iqbalia said so too")
    assert "Mr Halewick has it." in page_of(lead, "/desk")


def test_a_double_click_answers_once_and_what_was_typed_is_kept_when_it_is_not_taken(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    lead.post(f"/desk/{concern}/acknowledge")
    token = token_on(page_of(lead, f"/desk/{concern}"))
    refused = lead.post(f"/desk/{concern}/answer", data={"token": token, "words": "x" * 4001})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "x" * 4001 in page
    assert "canteen" not in page  # the worry itself is not on a page whose opening is not recorded
    for _ in range(2):
        sent = lead.post(f"/desk/{concern}/answer", data={"token": token, "words": "See me at lunch"})
        assert sent.status_code == 303
    assert len(steps_of(app, concern, "answered")) == 1
    assert page_of(lead, f"/desk/{concern}").count("See me at lunch") == 1


def test_words_that_were_sent_after_the_second_step_grew_old_are_not_lost(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    lead.post(f"/desk/{concern}/acknowledge")
    token = token_on(page_of(lead, f"/desk/{concern}"))
    after(minutes=16)
    response = lead.post(f"/desk/{concern}/answer", data={"token": token, "words": "See me at lunch"})
    assert response.status_code == 303
    assert "/sign-in/second?next=/session/kept/" in response.location.replace("%2F", "/")
    assert steps_of(app, concern, "answered") == []


def test_nobody_can_answer_or_finish_before_somebody_has_it(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    assert "You can answer when somebody has this." in page_of(lead, f"/desk/{concern}")
    answers = {
        "answer": {"token": "0" * 26, "words": "Hello"},
        "finish": {"outcome": "no-worry", "reason": "A test"},
    }
    for which, typed in answers.items():
        refused = lead.post(f"/desk/{concern}/{which}", data=typed)
        assert refused.status_code == 422
        assert "Press “I have this. I will see to it” first" in refused.get_data(as_text=True)


def test_finishing_asks_for_an_outcome_and_a_reason_and_can_be_undone(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    lead.post(f"/desk/{concern}/acknowledge")
    refused = lead.post(f"/desk/{concern}/finish", data={"reason": " "})
    assert refused.status_code == 422
    assert "Choose how it ended." in refused.get_data(as_text=True)
    assert "Write down why." in refused.get_data(as_text=True)
    finished = lead.post(
        f"/desk/{concern}/finish",
        data={"outcome": "passed-outside", "reason": "Told the council"},
        follow_redirects=True,
    )
    page = finished.get_data(as_text=True)
    assert "Passed on outside the school" in page
    assert "Told the council" in page
    page = lead.post(f"/desk/{concern}/reopen", follow_redirects=True).get_data(as_text=True)
    assert "It is open again." in page


def test_the_head_sees_the_outside_number_and_shares_in_one_press(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    with app.app_context(), transaction.unit():
        school = db.session.get(School, world.school_id)
        assert school is not None
        school.outside_name, school.outside_number = "Alder County LADO", "01632 960123"
    concern, lead = tell(world, done_by=DoneBy.ADULT), sign_in(world, "lead")
    head = sign_in(world, "head")
    page = page_of(head, f"/desk/{concern}")
    assert "Alder County LADO" in page
    assert "01632 960123" in page
    assert lead.get(f"/desk/{concern}").status_code == 404
    head.post(f"/desk/{concern}/share")
    page = page_of(lead, f"/desk/{concern}")
    assert "01632 960123" in page
    assert "Share with lead and deputies" not in page
    assert lead.post(f"/desk/{concern}/share").status_code == 404


def test_a_worry_for_the_lead_shows_no_outside_number_also_when_the_clock_added_the_head(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(world)
    after(minutes=20)
    tick(app)
    page = page_of(sign_in(world, "head"), f"/desk/{concern}")
    assert "Outside the school" not in page
    assert "Added by the clock: head and stand-in, because nobody had taken it." in page


def test_a_reader_lets_in_whose_surname_was_found_with_a_reason(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world, text="Mr Halewick knows about it"), sign_in(world, "lead")
    deputy, staff_id = sign_in(world, "deputy"), world.staff[Role.LEAD]
    assert lead.get(f"/desk/{concern}").status_code == 404
    assert "Let Tom Halewick read it" in page_of(deputy, f"/desk/{concern}")
    refused = deputy.post(f"/desk/{concern}/release", data={"staff_id": staff_id, "words": ""})
    assert refused.status_code == 422
    deputy.post(f"/desk/{concern}/release", data={"staff_id": staff_id, "words": "He is a witness"})
    page = page_of(lead, f"/desk/{concern}")
    assert "He is a witness" in page
    assert "Mrs Iqbalia let Mr Halewick read it" in page


def test_the_lead_ends_one_hold_and_the_others_stay(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(world, people=(world.mentor, world.mentee))
    after(minutes=20)
    tick(app)
    lead = sign_in(world, "lead")
    page = page_of(lead, f"/desk/{concern}")
    holds = re.findall(r"/desk/hold/(\w{26})/end", page)
    assert len(holds) == 2
    head = sign_in(world, "head")
    assert "/desk/hold/" not in page_of(head, f"/desk/{concern}")
    assert head.post(f"/desk/hold/{holds[0]}/end").status_code == 404
    assert "concern.refused" in events_of(app, world, concern)
    page = lead.post(f"/desk/hold/{holds[0]}/end", follow_redirects=True).get_data(as_text=True)
    assert re.findall(r"/desk/hold/(\w{26})/end", page) == holds[1:]
    assert "ended the hold of" in page


def test_the_lead_gets_away_and_back_from_the_desk(world: World, sign_in: SignIn) -> None:
    lead = sign_in(world, "lead")
    assert "I'm away" in page_of(lead, "/desk")
    lead.post("/account/away", data={"away": "yes"})
    assert "You are marked as away" in page_of(lead, "/desk")


# The trail


def test_the_head_sees_the_schools_trail_without_the_worries_of_others(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    theirs, own = tell(world), tell(world, text="Another", done_by=DoneBy.ADULT)
    head = sign_in(world, "head")
    page_of(sign_in(world, "lead"), f"/desk/{theirs}")
    page_of(head, f"/desk/{own}")
    sign_in(world, "administrator").post(
        f"/staff/{world.staff[Role.SUPERVISOR]}/name",
        data={"title": "Mr", "first_name": "Devan", "last_name": "Panjwani"},
    )
    page = page_of(head, "/trail")
    assert theirs not in page
    assert own in page
    assert "A concern. Dr Merriden opened it" in page
    assert "A concern. Somebody told this" in page
    assert "Leo" not in page  # opening a worry is recorded, looking at this list is not
    assert "Mx Quillon changed the record of Mr Panjwani" in page
    assert "canteen" not in page


def test_coordinators_see_only_what_they_did_and_nothing_of_a_worry_they_told(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, coordinator = tell(world, by="coordinator"), sign_in(world, "coordinator")
    coordinator.post(f"/students/{world.mentee}/leave")
    page = page_of(coordinator, "/trail/own")
    assert "You changed the record of Leo Brandt" in page
    assert concern not in page
    assert "somebody told" not in page
    assert "worry" not in re.sub(r"(?s)<footer.*?</footer>|<nav.*?</nav>", "", page).lower()
    assert coordinator.get("/trail").status_code == 404
    assert sign_in(world, "lead").get("/trail").status_code == 404
    assert sign_in(world, "head").get("/trail/own").status_code == 404


def test_a_long_trail_has_pages_and_no_numbers_that_could_gap(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    with app.app_context(), transaction.unit():
        for _ in range(60):
            trail.record(
                events.SITE_CHANGED, clock.now(), school_id=world.school_id, by=trail.MACHINE, fields=["name"]
            )
    tell(world)
    head = sign_in(world, "head")
    assert "Page 1 of 2" in page_of(head, "/trail")
    assert page_of(head, "/trail?page=2").count("changed a site") == 10


def test_every_event_code_state_and_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) == {event.name for event in events.all_events()}
    assert set(REFUSALS) == set(Refusal)
    assert set(STANDINGS) == set(STATES) == set(TONES) == set(Standing)
    assert set(OUTCOMES) == set(Outcome)


def test_somebody_who_left_keeps_their_name_on_what_they_did(
    app: Flask, world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(world)
    sign_in(world, "deputy").post(f"/desk/{concern}/acknowledge")
    with app.app_context(), transaction.unit():
        member = staff.staff_member(world.school_id, world.staff[Role.DEPUTY])
        assert member is not None
        member.left_at = clock.now()
    page = page_of(sign_in(world, "lead"), f"/desk/{concern}")
    assert "Sana Iqbalia has had this since" in page
    assert SECRET_WORDS in page


def test_who_asked_to_be_found_is_named_with_form_and_site_and_how_long_ago_it_was(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern = tell(world, text="", come_and_find_me=True)
    lead = sign_in(world, "lead")
    set_time(after(minutes=12))
    page = page_of(lead, f"/desk/{concern}")
    notice = page.split("asked to be found.")[1].split("</div>")[0]
    assert "<strong>Leo Brandt</strong>, Year 7, Main site" in notice
    assert "Told 12 minutes ago." in page


def test_an_opening_that_shows_what_one_has_just_done_is_no_line_of_its_own(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world), sign_in(world, "lead")
    page_of(lead, f"/desk/{concern}")
    lead.post(f"/desk/{concern}/acknowledge")
    assert page_of(lead, f"/desk/{concern}").count("Mr Halewick opened it") == 1
    set_time(after(minutes=14))
    assert page_of(lead, f"/desk/{concern}").count("Mr Halewick opened it") == 2


def test_that_somebody_was_not_safe_is_past_once_it_is_finished(
    world: World, tell: Tell, sign_in: SignIn
) -> None:
    concern, lead = tell(world, safe_now=SafeNow.NO), sign_in(world, "lead")
    assert "The writer says: not safe now." in page_of(lead, f"/desk/{concern}")
    lead.post(f"/desk/{concern}/acknowledge")
    lead.post(f"/desk/{concern}/finish", data={"outcome": "no-worry", "reason": "A test"})
    page = page_of(lead, f"/desk/{concern}")
    assert "The writer said when telling: not safe now." in page
    assert 'class="notice stop"' not in page


def test_how_long_a_concern_waits_is_in_the_lists(world: World, tell: Tell, sign_in: SignIn) -> None:
    tell(world)
    lead = sign_in(world, "lead")
    set_time(after(minutes=12))
    for address in ("/desk", "/today"):
        assert "12 minutes ago" in page_of(lead, address)


def test_my_actions_speak_to_me(world: World, sign_in: SignIn) -> None:
    coordinator = sign_in(world, "coordinator")
    coordinator.post("/theme", data={"theme": "dark", "back": "/"})
    coordinator.post(f"/students/{world.mentee}/card/off")
    page = page_of(coordinator, "/trail/own")
    assert "You switched off the card of Leo Brandt" in page
    assert "Okafor " not in page.split("<tbody")[1].split("</tbody>")[0]
    assert "What you can do" not in page
