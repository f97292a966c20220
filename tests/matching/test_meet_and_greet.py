"""A meet-and-greet: who stands on whose card, choices that nobody reads, and what the suggestion makes of them."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching.actions import apart
from mentoring.matching.actions import meet_and_greet as actions
from mentoring.matching.actions.boards import pairs_on
from mentoring.matching.engine.codes import Criterion
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import MeetAndGreet, MeetChoice, MeetGuest
from mentoring.matching.queries.before import choices_in
from mentoring.matching.queries.meet_and_greet import coming, meet
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.life import Closing, Rematch, State
from mentoring.matching.rules.meet_and_greet import HowChosen, MeetRefusal
from mentoring.people import hashing
from mentoring.people.models import Account, Student
from mentoring.people.rules.passphrases import normalise
from mentoring.programme.actions.programmes import set_status
from mentoring.programme.rules.kinds import Status
from tests.joining.making import ZONE, by
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.matching.making import MENTEE, MENTOR, coordinator, make_ready_programme, said, suggested
from tests.matching.meets import guests_by_name, make_meet, make_met_programme
from tests.meetings.rooms import MEETS, staff_at, take_turn, text
from tests.people.signing_in import NOON, WORDS, set_time
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_student
from tests.support.pairs import make_pair
from tests.whole_app.places import QuickHasher
from tests.whole_app.test_query_counts import counted


class Meeting:
    """A meet-and-greet today at 12:30 of Amara, Ben (mentors), Leo and Zoe (mentees); it is 12:30."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        set_time(NOON)
        with app.app_context(), transaction.unit():
            ready = make_ready_programme(world)
            self.programme_id = ready.programme.id
            self.ids = {each.student.first_name.lower(): each.id for each in ready.everybody}
            self.students = {each.student.first_name.lower(): each.student_id for each in ready.everybody}
            made = make_meet(world, ready.programme)
            self.meet_id, self.place_id = made.id, made.place_id
            self.guests = {name: each.id for name, each in guests_by_name(made).items()}
            self.numbers = {name: each.number for name, each in guests_by_name(made).items()}
        set_time(MEETS)
        self.here = f"/programmes/{self.programme_id}/meet-and-greet"
        self.one = f"{self.here}/{self.meet_id}"

    def held(self) -> MeetAndGreet:
        found = meet(self.world.school_id, self.programme_id, self.meet_id)
        assert found is not None
        return found

    def choose(self, who: str, *whom: str, how: HowChosen = HowChosen.SIGN_IN) -> MeetRefusal | None:
        with self.app.app_context(), transaction.unit():
            guest = db.session.get_one(MeetGuest, (self.world.school_id, self.guests[who]))
            chosen = [self.ids[each] for each in whom]
            return actions.choose(by(self.world), guest, chosen, how, now=clock.now())

    def chosen(self) -> dict[str, set[str]]:
        """Return who chose whom, as it is stored."""
        with self.app.app_context(), transaction.unit(writes=False):
            names = {key: name for name, key in self.ids.items()}
            guests = {key: name for name, key in self.guests.items()}
            found: dict[str, set[str]] = {}
            for each in db.session.scalars(select(MeetChoice)):
                found.setdefault(guests[each.guest_id], set()).add(names[each.enrolment_id])
            return found

    def trail(self) -> list[tuple[str, dict[str, object]]]:
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = select(TrailEntry).where(TrailEntry.chain == self.world.school_id)
            rows = db.session.scalars(wanted.order_by(TrailEntry.seq))
            return [(each.event, each.facts) for each in rows if each.event.startswith("meet-and-greet")]

    def keep_apart(self, one: str, other: str) -> None:
        with self.app.app_context(), transaction.unit():
            two = [
                db.session.get_one(Student, (self.world.school_id, self.students[each]))
                for each in (one, other)
            ]
            lead = by(self.world, Role.LEAD)
            reason = "They quarrelled."
            assert apart.keep_apart(lead, *two, reason, kind=ApartKind.KEEP_APART, now=clock.now()) is None

    def on_card(self, who: str) -> set[str]:
        with self.app.app_context(), transaction.unit(writes=False):
            return {each.name for each in coming(self.held())[self.guests[who]].meets}

    def post(self, client: StyleGuideClient, path: str, **data: object):
        return client.post(f"{self.one}{path}", data=data)


@pytest.fixture
def met(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meeting]:
    monkeypatch.setattr(hashing, "_hasher", QuickHasher())
    yield Meeting(app, world)
    clock.set_source(None)


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])).split())


def page_of(client: StyleGuideClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return words_of(text(answer))


# Who can meet whom


def test_everybody_who_is_ready_is_asked_to_come_and_sees_the_other_side(met: Meeting) -> None:
    assert set(met.guests) == {"amara", "ben", "leo", "zoe"}
    assert met.on_card("leo") == {"Amara", "Ben"}
    assert met.on_card("ben") == {"Leo", "Zoe"}


def test_two_who_cannot_be_paired_stand_on_neither_card_and_nothing_says_why(
    met: Meeting, sign_in, world: World
) -> None:
    met.keep_apart("amara", "leo")
    assert (met.on_card("leo"), met.on_card("amara")) == ({"Ben"}, {"Zoe"})
    page = text(sign_in(world, "coordinator").get(f"{met.one}/cards"))
    card = words_of("<main" + page.partition("<h2>Leo</h2>")[2].partition("</article>")[0])
    assert ("Ben" in card, "Amara" in card) == (True, False)
    assert not re.search(r"apart|cannot|reason|why", words_of(page))
    assert met.choose("leo", "amara") is MeetRefusal.NOT_ON_CARD


def test_two_of_one_first_name_are_told_apart(met: Meeting, app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        ben = db.session.get_one(Student, (world.school_id, met.students["ben"]))
        ben.first_name = "Amara"
    assert met.on_card("leo") == {"Amara Q", "Amara A"}


def test_whoever_is_not_ready_any_more_is_met_by_nobody(met: Meeting, app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        db.session.get_one(Enrolment, (world.school_id, met.ids["ben"])).state = "paused"
    assert met.on_card("leo") == {"Amara"}
    with app.app_context(), transaction.unit(writes=False):
        assert met.guests["ben"] not in coming(met.held())


# Choosing


def test_a_choice_is_kept_and_the_trail_says_that_and_not_whom(met: Meeting) -> None:
    assert met.choose("leo", "amara", "ben") is None
    assert met.chosen() == {"leo": {"amara", "ben"}}
    event, facts = met.trail()[-1]
    assert (event, facts) == ("meet-and-greet.chosen", {"meet": met.meet_id, "how": "sign-in"})
    assert met.choose("leo", "ben") is MeetRefusal.CHOSEN
    assert met.chosen() == {"leo": {"amara", "ben"}}


def test_naming_nobody_is_a_choice_too(met: Meeting) -> None:
    assert met.choose("leo") is None
    assert met.choose("leo", "ben") is MeetRefusal.CHOSEN


def test_nobody_chooses_before_it_has_begun(met: Meeting) -> None:
    set_time(NOON)
    assert met.choose("leo", "amara") is MeetRefusal.NOT_YET


def test_a_child_chooses_on_a_page_of_their_own_once_and_reads_nothing_of_it_again(
    met: Meeting, sign_in, world: World
) -> None:
    leo, mine = sign_in(world, "mentee"), f"/meet-and-greet/{met.guests['leo']}"
    assert mine in leo.get("/today").get_data(as_text=True)
    page = page_of(leo, mine)
    assert ("Amara" in page, "Ben" in page, "Zoe" in page) == (True, True, False)
    assert leo.post(mine, data={"others": [met.ids["amara"]]}).status_code == 303
    page = page_of(leo, mine)
    assert "You are done" in page
    assert not re.search(r"Amara|Ben\b", page)
    assert mine not in leo.get("/today").get_data(as_text=True)
    assert met.chosen() == {"leo": {"amara"}}
    assert sign_in(world, "mentor").get(mine).status_code == 404


def test_more_than_three_or_a_stranger_are_not_taken(met: Meeting, app: Flask, sign_in, world: World) -> None:
    leo, mine = sign_in(world, "mentee"), f"/meet-and-greet/{met.guests['leo']}"
    assert leo.post(mine, data={"others": [met.ids["zoe"]]}).status_code == 422
    with app.app_context(), transaction.unit():
        programme = met.held().programme
        others = [make_student(world, first=f"Old{number}", last="More", year="10") for number in range(2)]
        joined = [enrol(world, programme, each, MENTOR) for each in others]
        make_ready(world, *joined)
        wanted = {*met.ids.values(), *(each.id for each in joined)}
        assert actions.let_come(coordinator(world), met.held(), wanted, seen=1, now=clock.now()) is None
        four = [met.ids["amara"], met.ids["ben"], *(each.id for each in joined)]
    answer = leo.post(mine, data={"others": four})
    assert (answer.status_code, "Up to three can be chosen." in text(answer)) == (422, True)
    assert met.chosen() == {}


# On a room's tablet


def _with_cards(met: Meeting) -> None:
    with met.app.app_context(), transaction.unit():
        for student_id in met.students.values():
            student = db.session.get_one(Student, (met.world.school_id, student_id))
            held = db.session.get_one(Account, student.account_id)
            held.secret_hash = hashing.hash_secret(normalise(WORDS))


def test_on_a_shared_tablet_each_chooses_in_turn_and_nothing_stays_on_it(
    met: Meeting, app: Flask, world: World
) -> None:
    _with_cards(met)
    tablet = staff_at(app, world)
    assert "Library Buddies" in page_of(tablet, "/room/open")
    assert tablet.post("/room/open", data={"place": met.place_id}).location == "/room"
    page = page_of(tablet, "/room")
    assert "Register" not in page
    assert all(f" {name} " in page for name in ("Amara", "Ben", "Leo", "Zoe"))
    mine = f"/meet-and-greet/{met.guests['leo']}"
    assert tablet.get(mine).location == "/room"  # nobody has a turn yet
    assert take_turn(tablet, met.students["leo"]).location == mine
    assert tablet.get(f"/meet-and-greet/{met.guests['zoe']}").status_code in (302, 303)
    assert "Who would you like to meet again?" in page_of(tablet, mine)
    answer = tablet.post(mine, data={"others": [met.ids["ben"]]})
    assert (answer.status_code, answer.location) == (303, "/room")
    page = page_of(tablet, "/room")
    assert "Leo done" in page
    assert tablet.get(mine).location == "/room"
    assert met.chosen() == {"leo": {"ben"}}
    assert met.trail()[-1][1]["how"] == "room"


def test_before_it_begins_the_tablet_says_later(met: Meeting, app: Flask, world: World) -> None:
    set_time(NOON)
    tablet = staff_at(app, world)
    tablet.post("/room/open", data={"place": met.place_id})
    assert "Leo later" in page_of(tablet, "/room")


# On paper


def test_cards_are_keyed_in_on_one_page_and_never_shown_again(met: Meeting, sign_in, world: World) -> None:
    client = sign_in(world, "coordinator")
    typed = {
        met.guests["leo"]: f"{met.numbers['amara']} {met.numbers['ben']}",
        met.guests["ben"]: str(met.numbers["leo"]),
        met.guests["zoe"]: "0",
    }
    assert met.post(client, "/key-in", **typed).status_code == 303
    assert met.chosen() == {"leo": {"amara", "ben"}, "ben": {"leo"}}
    page = text(client.get(f"{met.one}/key-in"))
    assert not re.search(r'<input[^>]+id="[0-9A-Z]{26}"[^>]+value="[^"]', page)
    assert words_of(text(client.get(met.one))).count(" yes") == 3
    assert [facts["how"] for event, facts in met.trail() if event.endswith("chosen")] == ["card"] * 3


def test_a_card_that_was_keyed_in_wrongly_is_keyed_in_again(met: Meeting, sign_in, world: World) -> None:
    client = sign_in(world, "coordinator")
    met.choose("leo", "amara")
    assert met.post(client, "/key-in", **{met.guests["leo"]: str(met.numbers["ben"])}).status_code == 303
    assert met.chosen() == {"leo": {"ben"}}


@pytest.mark.parametrize(
    "typed,sentence",
    [("99", "One of these is not on the card."), ("Amara", "Write the numbers in the boxes")],
)
def test_a_wrong_number_stays_to_be_put_right_and_no_card_is_kept(
    met: Meeting, sign_in, world: World, typed: str, sentence: str
) -> None:
    client = sign_in(world, "coordinator")
    both = {met.guests["leo"]: typed, met.guests["zoe"]: "0"}
    answer = met.post(client, "/key-in", **both)
    assert answer.status_code == 422
    assert sentence in words_of(text(answer))
    assert f'value="{typed}"' in text(answer)
    assert (met.chosen(), len([each for each, _ in met.trail() if each.endswith("chosen")])) == ({}, 0)


# Who reads what


def test_staff_read_that_somebody_has_chosen_and_never_whom(met: Meeting, sign_in, world: World) -> None:
    """Whatever was chosen, the pages of staff are the same to the letter."""
    pages = ("", "/cards", "/key-in", "/who")

    def seen() -> list[str]:
        client = sign_in(world, "coordinator")
        found = [page_of(client, f"{met.one}{page}") for page in pages]
        return [
            *found,
            page_of(client, met.here),
            page_of(client, f"/programmes/{met.programme_id}/matching"),
        ]

    met.choose("leo", "amara")
    one = seen()
    with met.app.app_context(), transaction.unit():
        choice = db.session.scalars(select(MeetChoice)).one()
        choice.enrolment_id = met.ids["ben"]
    assert seen() == one
    assert "1 has chosen." in one[0]


def test_why_two_fit_says_nothing_of_what_they_chose(met: Meeting, sign_in, world: World) -> None:
    met.choose("leo", "ben")
    met.choose("ben", "leo")
    two = f"/programmes/{met.programme_id}/matching/two/{met.ids['ben']}/{met.ids['leo']}"
    page = page_of(sign_in(world, "coordinator"), two)
    assert "What makes the fit" in page
    assert "Shared interests" in page
    assert not re.search("Meet-and-greet|Were paired before|Experience|Free until", page)


def test_lead_and_deputy_look_and_only_the_coordinator_changes(met: Meeting, sign_in, world: World) -> None:
    lead = sign_in(world, "lead")
    assert "Key in cards" not in page_of(lead, met.one)
    assert lead.get(f"{met.one}/key-in").status_code == 404
    assert sign_in(world, "supervisor").get(met.one).status_code == 404


def test_one_of_another_programme_is_not_there(met: Meeting, app: Flask, sign_in, world: World) -> None:
    with app.app_context(), transaction.unit():
        other = make_open_programme(world, "Other").id
    client = sign_in(world, "coordinator")
    assert client.get(f"/programmes/{other}/meet-and-greet/{met.meet_id}").status_code == 404


# Planning


def test_planning_says_what_is_wrong_with_the_day(met: Meeting, sign_in, world: World) -> None:
    client = sign_in(world, "coordinator")
    where = re.search(r'value="(\w{26}-\w{26})"', text(client.get(met.here)))
    assert where
    for day, sentence in (
        ("2026-11-04", "That time is on another day of the week"),
        ("2026-10-27", "That day is over."),
        ("2030-11-05", "The programme does not run on that day."),
    ):
        answer = client.post(met.here, data={"where": where[1], "day": day})
        assert (answer.status_code, sentence in words_of(text(answer))) == (422, True), day
    answer = client.post(met.here, data={"where": "nowhere", "day": "2026-11-10"})
    assert "That time or place is gone." in words_of(text(answer))
    made = client.post(met.here, data={"where": where[1], "day": "2026-11-10"})
    assert made.status_code == 303
    assert "4" in page_of(client, met.here)


def test_who_comes_can_be_changed_and_the_others_keep_their_numbers(
    met: Meeting, sign_in, world: World
) -> None:
    client = sign_in(world, "coordinator")
    met.choose("leo", "ben")
    met.choose("zoe", "ben")
    without_leo = {"seen": "1", "mentors": [met.ids["amara"], met.ids["ben"]], "mentees": [met.ids["zoe"]]}
    assert met.post(client, "/who", **without_leo).status_code == 303
    assert met.chosen() == {"zoe": {"ben"}}
    answer = met.post(client, "/who", **without_leo)
    assert (answer.status_code, "Somebody else changed who comes" in text(answer)) == (422, True)
    assert met.post(client, "/who", seen="2").status_code == 422  # nobody would come
    back = {**without_leo, "seen": "2", "mentees": [met.ids["zoe"], met.ids["leo"]]}
    assert met.post(client, "/who", **back).status_code == 303
    with met.app.app_context(), transaction.unit(writes=False):
        numbers = {name: each.number for name, each in guests_by_name(met.held()).items()}
    assert numbers == {**met.numbers, "leo": 5}


def test_calling_off_forgets_what_was_chosen(met: Meeting, sign_in, world: World) -> None:
    met.choose("leo", "ben")
    assert met.post(sign_in(world, "coordinator"), "/call-off").status_code == 303
    assert met.chosen() == {}
    with met.app.app_context(), transaction.unit(writes=False):
        assert db.session.scalars(select(MeetGuest)).all() == []
    assert met.trail()[-1][1]["change"] == "called-off"


def test_whom_anybody_chose_is_forgotten_once_the_programme_is_closed(
    met: Meeting, app: Flask, world: World
) -> None:
    met.choose("leo", "ben")
    met.choose("ben", "leo", "zoe")
    with app.app_context(), transaction.unit():
        other = make_met_programme(world)
        (guest, *_more) = guests_by_name(other).values()
        kept = MeetChoice(
            school_id=world.school_id, id=ids.new_id(), guest_id=guest.id, enrolment_id=guest.enrolment_id
        )
        db.session.add(kept)
        other_id = kept.id
        programme = met.held().programme
        today = clock.today(ZONE)
        who = coordinator(world)
        assert not set_status(who, programme, Status.DRAFT, today=today, now=clock.now())
        assert len(db.session.scalars(select(MeetChoice.id)).all()) == 4  # drawn back is not closed
    with app.app_context(), transaction.unit():
        assert not set_status(who, met.held().programme, Status.CLOSED, today=today, now=clock.now())
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.scalars(select(MeetChoice.id)).all() == [other_id]
        assert choices_in(met.held().programme) == {}
        guests = guests_by_name(met.held())
        assert len(guests) == len(met.numbers)
        assert guests["leo"].chosen_at is not None
    event, facts = met.trail()[-1]
    assert (event, facts["change"], facts["guests"]) == ("meet-and-greet.changed", "choices-forgotten", 2)


def test_many_guests_take_as_many_questions_as_few(met: Meeting, app: Flask, sign_in, world: World) -> None:
    coordinator_here, leo = sign_in(world, "coordinator"), sign_in(world, "mentee")
    pages = [(coordinator_here, f"{met.one}{path}") for path in ("", "/who", "/cards", "/key-in")]
    pages += [(coordinator_here, met.here), (leo, f"/meet-and-greet/{met.guests['leo']}"), (leo, "/today")]

    def asked() -> list[int]:
        found = []
        for client, path in pages:
            client.get(path)  # once before, so that nothing that is kept is counted
            with counted(app) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen.statements))
        return found

    few = asked()
    with app.app_context(), transaction.unit():
        programme = met.held().programme
        others = [
            make_student(world, first=f"New{number}", last="More", year=year)
            for number, year in enumerate(["10", "7"] * 6)
        ]
        joined = [
            enrol(world, programme, each, MENTEE if number % 2 else MENTOR)
            for number, each in enumerate(others)
        ]
        make_ready(world, *joined)
        wanted = {*met.ids.values(), *(each.id for each in joined)}
        assert actions.let_come(coordinator(world), met.held(), wanted, seen=1, now=clock.now()) is None
    assert asked() == few
    assert max(few) <= 45, few


# What the suggestion makes of it


def test_two_who_chose_each_other_are_suggested(met: Meeting, app: Flask, world: World) -> None:
    met.choose("leo", "ben")
    met.choose("ben", "leo")
    with app.app_context(), transaction.unit():
        programme = met.held().programme
        for key in met.ids.values():
            profile = said(db.session.get_one(Enrolment, (world.school_id, key)))
            profile.interests = profile.help = []
        db.session.flush()
        board = suggested(world, programme)
        assert Pair(met.ids["ben"], met.ids["leo"]) in pairs_on(board)
        assert Criterion.MEETING not in str(board.suggestion["whys"])


def test_earlier_pairings_and_the_need_of_an_experienced_mentor_are_told_to_the_engine(
    met: Meeting, app: Flask, world: World
) -> None:
    with app.app_context(), transaction.unit():
        programme = met.held().programme
        enrolled = {
            name: db.session.get_one(Enrolment, (world.school_id, key)) for name, key in met.ids.items()
        }
        before = make_pair(world, programme, enrolled["ben"], enrolled["zoe"])
        before.state, before.closing, before.rematch = State.CLOSED, Closing.PLANNED, Rematch.YES
        enrolled["leo"].needs_experience = True
        db.session.flush()
        asked = scene_of(programme).problem
        people = {each.id: each for each in (*asked.mentors, *asked.mentees)}
        assert asked.again == {Pair(met.ids["ben"], met.ids["zoe"])}
        assert {name for name, key in met.ids.items() if people[key].experience} == {"ben", "leo"}
        before.closing, before.rematch = Closing.UNPLANNED, Rematch.YES
        db.session.flush()
        asked = scene_of(programme).problem
        assert (asked.again, [each.id for each in asked.mentors if each.experience]) == (frozenset(), [])
        assert said(enrolled["leo"]) is not None


def test_the_oldest_year_is_that_of_the_site(met: Meeting, app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        make_student(world, first="Old", last="Est", year="13")
        programme = met.held().programme
        assert not any(each.oldest for each in scene_of(programme).problem.mentors)
        ben = db.session.get_one(Student, (world.school_id, met.students["ben"]))
        ben.year = "13"
        db.session.flush()
        oldest = [each.id for each in scene_of(programme).problem.mentors if each.oldest]
        assert oldest == [met.ids["ben"]]


def test_the_coordinator_says_what_a_mentee_needs_of_a_mentor(
    met: Meeting, app: Flask, sign_in, world: World
) -> None:
    client, page = sign_in(world, "coordinator"), f"/enrolments/{met.ids['leo']}"
    assert "An experienced mentor would be better for this child" in page_of(client, page)
    assert (
        client.post(f"{page}/partner", data={"experience": "y", "language": " Polish,  Urdu "}).status_code
        == 303
    )
    with app.app_context(), transaction.unit(writes=False):
        held = db.session.get_one(Enrolment, (world.school_id, met.ids["leo"]))
        assert (held.needs_experience, held.needs_language) == (True, "Polish, Urdu")
        (leo,) = (each for each in scene_of(held.programme).problem.mentees if each.id == held.id)
        assert leo.must_speak == {"polish", "urdu"}
    assert re.search(r'<input[^>]*checked[^>]*name="experience"', text(client.get(page)))
    assert "The mentor must speak Polish, Urdu." in page_of(sign_in(world, "lead"), page)
    refused = client.post(f"{page}/partner", data={"language": "x" * 81})
    assert refused.status_code == 422
    assert "x" * 81 in text(refused)
    assert client.post(f"/enrolments/{met.ids['ben']}/partner", data={"experience": "y"}).status_code == 404
    assert "An experienced mentor" not in page_of(client, f"/enrolments/{met.ids['ben']}")
