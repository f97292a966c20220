"""What the coordinator, the supervisor and the lead read and press on the board's pages."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.models import Apart, Enrolment, Profile
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching.actions import apart
from mentoring.matching.engine.answers import Help
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries.scene import Scene
from mentoring.matching.views import board as board_views
from mentoring.matching.views import board_changes
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from tests.joining.making import by
from tests.matching.making import make_ready_programme
from tests.support.factories import World


class Place:
    """A programme with two mentors and two mentees who are ready, and somebody at its board."""

    def __init__(self, app: Flask, world: World, sign_in) -> None:
        self.app, self.world, self.sign_in = app, world, sign_in
        with app.app_context(), transaction.unit():
            made = make_ready_programme(world)
            self.programme_id = made.programme.id
            self.ids = {each.student.first_name.lower(): each.id for each in made.everybody}
            self.students = {each.student.first_name.lower(): each.student_id for each in made.everybody}
        self.client = sign_in(world, "coordinator")
        self.here = f"/programmes/{self.programme_id}/matching"

    def page(self, path: str = "", client=None) -> str:
        answer = (client or self.client).get(f"{self.here}{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def seen(self) -> str:
        with self.app.app_context(), transaction.unit(writes=False):
            held = db.session.scalars(select(Board)).first()
            return str(held.version if held else 0)

    def post(self, path: str, **data):
        return self.client.post(f"{self.here}{path}", data={"seen": self.seen(), **data})

    def suggest(self) -> str:
        assert self.post("/suggest").status_code == 303
        return self.page()

    def pair(self, mentor: str, mentee: str) -> str:
        return f"{self.ids[mentor]}-{self.ids[mentee]}"

    def keep_apart(self, one: str, other: str, reason: str = "They quarrelled.") -> None:
        with self.app.app_context(), transaction.unit():
            two = [
                db.session.get_one(Student, (self.world.school_id, self.students[each]))
                for each in (one, other)
            ]
            lead = by(self.world, Role.LEAD)
            assert apart.keep_apart(lead, *two, reason, kind=ApartKind.KEEP_APART, now=clock.now()) is None

    def pairings(self) -> list[tuple[str, str]]:
        with self.app.app_context(), transaction.unit(writes=False):
            return [
                (each.state, each.origin) for each in db.session.scalars(select(Pairing).order_by(Pairing.id))
            ]


@pytest.fixture
def place(app: Flask, world: World, sign_in) -> Place:
    return Place(app, world, sign_in)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_before_the_first_press_the_board_says_what_to_do(place: Place) -> None:
    page = place.page()
    assert "Nothing is suggested yet" in page
    assert "Suggest pairings" in page
    assert "Approve" not in page


def test_a_suggestion_says_why_in_words_that_it_is_the_best_and_who_is_with_whom(place: Place) -> None:
    page = text_of(place.suggest())
    assert "2 of 2 children matched" in page.replace("children matched 2 of 2", "2 of 2 children matched")
    assert "No allowed arrangement matches more, or the same number better" in page
    assert "Both like: Art" in page
    assert "Can help with: Making friends" in page
    assert "asks for: making friends" in page
    assert "Approve 2 pairings" in page
    assert "Everybody who is ready has a mentor here." in page


def test_the_weakest_fit_comes_first_unless_another_order_is_chosen(place: Place) -> None:
    def names(page: str) -> list[str]:
        return re.findall(r'aria-label="Tick (\w+)', page)

    def fits(page: str) -> list[int]:
        return [int(value) for value in re.findall(r'max="1000"\s+value="(\d+)"', page)]

    with place.app.app_context(), transaction.unit():
        held = db.session.scalars(select(Profile).where(Profile.enrolment_id == place.ids["zoe"])).one()
        held.help = ["friends", "tests"]
    place.suggest()
    assert len(set(fits(place.page()))) == 2
    assert fits(place.page()) == sorted(fits(place.page()))
    assert fits(place.page("?order=strongest")) == sorted(fits(place.page()), reverse=True)
    assert names(place.page("?order=mentee")) == ["Leo", "Zoe"]
    assert names(place.page("?order=mentor")) == ["Leo", "Zoe"]
    assert names(place.page("?order=nonsense")) == names(place.page())


def test_a_name_is_found_without_standing_in_an_address(place: Place) -> None:
    place.suggest()
    found = place.client.post(f"{place.here}/find", data={"name": "zoe iv"}).get_data(as_text=True)
    assert "Tick Zoe" in found
    assert "Tick Leo" not in found
    nobody = place.client.post(f"{place.here}/find", data={"name": "nobody"}).get_data(as_text=True)
    assert "Nobody on the board is called that." in nobody


def test_locking_swapping_and_approving_one_after_the_other(place: Place) -> None:
    place.suggest()
    assert place.post("/lock", pair=place.pair("amara", "leo")).status_code == 303
    assert "Locked" in place.page()
    assert place.post("/unlock", pair=place.pair("amara", "leo")).status_code == 303
    swap = f"/swap/{place.ids['leo']}"
    assert "now with somebody else on the board" in place.page(swap)
    assert place.post(swap, mentor=place.ids["ben"]).status_code == 303
    page = text_of(place.page())
    assert "Changed by hand" in page
    assert "1 kept" in page
    assert place.post("/approve", pair=place.pair("ben", "leo")).status_code == 303
    assert place.pairings() == [("asked-mentor", "board")]
    assert "Approved, and not opened yet" in place.page()
    assert place.post("/approve", which="all").status_code == 303
    assert len(place.pairings()) == 2


def test_approving_nothing_says_so_and_a_broken_form_is_no_page(place: Place) -> None:
    place.suggest()
    assert place.post("/approve").status_code == 303
    assert "Tick pairings first." in place.page()
    assert place.post("/lock", pair="nonsense").status_code == 400


def test_an_approval_is_taken_back(place: Place) -> None:
    place.suggest()
    place.post("/approve", which="all")
    with place.app.app_context(), transaction.unit(writes=False):
        made = db.session.scalars(select(Pairing.id).order_by(Pairing.id)).first()
    assert place.post(f"/undo/{made}").status_code == 303
    assert [state for state, _origin in place.pairings()] == ["withdrawn", "asked-mentor"]
    assert "Approve 1 pairing" in place.page()


def test_somebody_with_an_old_page_is_told_kindly_and_shown_what_is_there(place: Place) -> None:
    place.suggest()
    old = place.seen()
    place.post("/lock", pair=place.pair("amara", "leo"))
    for path, form in (
        ("/lock", {"pair": place.pair("ben", "zoe")}),
        ("/suggest", {}),
        ("/approve", {"which": "all"}),
        (f"/swap/{place.ids['leo']}", {"mentor": place.ids["ben"]}),
        (f"/not/{place.ids['amara']}/{place.ids['leo']}", {"how": "this-time"}),
        ("/take-back", {}),
    ):
        answer = place.client.post(f"{place.here}{path}", data={"seen": old, **form})
        assert answer.status_code == 409, path
        page = answer.get_data(as_text=True)
        assert "This board has changed since you opened it. Nothing of yours was saved." in page
        assert "Ms Okafor changed it last" in page
        assert "Locked" in page
    assert place.pairings() == []


def test_a_swap_is_refused_with_its_reason_and_the_cause_is_for_the_lead_alone(place: Place) -> None:
    place.suggest()
    place.keep_apart("ben", "leo")
    swap = f"/swap/{place.ids['leo']}"
    page = place.page(swap)
    assert "These two cannot be paired." in page
    answer = place.post(swap, mentor=place.ids["ben"])
    assert answer.status_code == 422
    assert "quarrelled" not in page + answer.get_data(as_text=True) + place.suggest()
    coordinator = place.client.get(f"/enrolments/{place.ids['leo']}").get_data(as_text=True)
    lead = place.sign_in(place.world, "lead").get(f"/enrolments/{place.ids['leo']}").get_data(as_text=True)
    assert "quarrelled" not in coordinator
    assert "They quarrelled." in lead


def test_whatever_keeps_two_apart_the_board_reads_the_same(place: Place) -> None:
    def counted() -> str:
        page = text_of(place.suggest())
        return page[page.index("Kept out by a boundary") :]

    place.keep_apart("amara", "leo")
    staff_did = counted()
    with place.app.app_context(), transaction.unit():
        kept = db.session.scalars(select(Apart)).one()
        kept.kind, kept.reason = ApartKind.RATHER_NOT, ""
    assert counted() == staff_did
    assert "Cannot be paired 1" in staff_did


def test_not_these_two_for_always_asks_for_the_reason(place: Place) -> None:
    place.suggest()
    path = f"/not/{place.ids['amara']}/{place.ids['leo']}"
    assert "Only the safeguarding lead and deputies read it" in place.page(path)
    without = place.post(path, how="always", reason="")
    assert without.status_code == 422
    assert place.post(path, how="always", reason="Neighbours who quarrel.").status_code == 303
    page = place.page()
    assert "Neighbours" not in page
    assert "Not matched" in page


def test_put_aside_this_time_can_be_taken_back(place: Place) -> None:
    place.suggest()
    place.post(f"/not/{place.ids['amara']}/{place.ids['leo']}", how="this-time")
    assert "Put aside this time" in place.page()
    assert place.post("/take-back").status_code == 303
    assert "Put aside this time" not in place.page()


def test_what_would_help_is_worked_out_after_the_change_is_written_with_nothing_open(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then, versions = [], []

    def looking(scene: Scene, pairs: Sequence[Pair]) -> tuple[Help, ...]:
        open_then.append(transaction.is_open())
        versions.append(place.seen())
        return work_helps(scene, pairs)

    work_helps = board_changes.work.helps_for
    monkeypatch.setattr(board_changes.work, "helps_for", looking)
    place.suggest()
    before = place.seen()
    assert place.post(f"/not/{place.ids['amara']}/{place.ids['leo']}", how="this-time").status_code == 303
    assert open_then == [False]
    assert versions == [place.seen()] != [before]  # it is kept without a new version
    page = text_of(place.page())
    assert "They are off the board." in page
    assert "What would help" in page
    with place.app.app_context(), transaction.unit(writes=False):
        helps = db.session.scalars(select(Board)).one().suggestion["helps"]
    assert helps == []  # the two others would match both children, so no change is wanting
    assert "No single change would match more children." in page
    # Where nobody waits there is nothing to work out.
    place.post("/take-back")
    assert len(open_then) == 2
    place.suggest()
    place.post("/approve", pair=[place.pair("amara", "leo")])
    assert len(open_then) == 2


def test_what_would_help_is_not_kept_where_the_board_changed_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_is_quicker(scene: Scene, pairs: Sequence[Pair]) -> tuple[Help, ...]:
        with place.app.app_context(), transaction.unit():
            held = db.session.scalars(select(Board)).one()
            held.put_aside = []
        return work_helps(scene, pairs)

    work_helps = board_changes.work.helps_for
    place.suggest()
    monkeypatch.setattr(board_changes.work, "helps_for", somebody_is_quicker)
    assert place.post(f"/not/{place.ids['amara']}/{place.ids['leo']}", how="this-time").status_code == 303
    with place.app.app_context(), transaction.unit(writes=False):
        assert "helps" not in db.session.scalars(select(Board)).one().suggestion
    assert "What would help" not in place.page()


SAID = {
    "help": "not", "lived": "not", "interests": "a-lot", "slots": "a-little", "languages": "not", "meeting": "a-lot",
    "continuity": "not", "experience": "not", "free-until": "not", "base": "not",
}  # fmt: skip
LOOKED = ".".join(SAID.values())


def test_what_matters_here_is_said_in_words(place: Place) -> None:
    assert "Attendance and behaviour never count." in place.page("/weights")
    assert place.post("/weights", **SAID, looked=LOOKED).status_code == 303
    assert "Help that is wanted and can be given Does not matter." in text_of(place.page("/figures"))
    assert place.post("/weights", **{**SAID, "help": "most"}).status_code == 422


def test_what_a_change_would_do_is_shown_before_it_is_saved(place: Place) -> None:
    place.suggest()
    shown = place.post("/weights", **SAID)
    page = text_of(shown.get_data(as_text=True))
    assert (shown.status_code, "The pairings on the board would stay as they are." in page) == (200, True)
    assert "Children matched 2 2" in page
    assert "Help that is wanted and can be given A lot." in text_of(place.page("/figures"))
    # What was looked at was something else, so it is shown again and not saved.
    assert place.post("/weights", **{**SAID, "help": "a-lot"}, looked=LOOKED).status_code == 200
    assert place.post("/weights", **SAID, looked=LOOKED).status_code == 303
    assert "Help that is wanted and can be given Does not matter." in text_of(place.page("/figures"))


def test_pairings_that_would_be_others_are_counted(place: Place) -> None:
    likes = {"amara": ["art"], "leo": ["art"], "ben": ["sport"], "zoe": ["sport"]}
    helps = {"ben": ["friends"], "leo": ["friends"]}
    names = {enrolment_id: name for name, enrolment_id in place.ids.items()}
    with place.app.app_context(), transaction.unit():
        for profile in db.session.scalars(select(Profile).order_by(Profile.id)):
            who = names[profile.enrolment_id]
            profile.interests, profile.help = likes[who], helps.get(who, [])
    by_help, by_interests = ({**dict.fromkeys(SAID, "not"), each: "a-lot"} for each in ("help", "interests"))
    assert place.post("/weights", **by_help, looked=".".join(by_help.values())).status_code == 303
    place.suggest()
    page = text_of(place.post("/weights", **by_interests).get_data(as_text=True))
    assert "Of the 2 pairings on the board, 2 would be others." in page
    assert "Weakest pairing loose fit strong fit All fits together 0 2,000" in page


def test_what_a_mentor_has_been_through_is_read_by_staff_beside_the_pair_and_never_by_the_mentee(
    place: Place,
) -> None:
    with place.app.app_context(), transaction.unit():
        told, asks = (
            db.session.scalars(select(Profile).where(Profile.enrolment_id == place.ids[each])).one()
            for each in ("ben", "zoe")
        )
        told.lived, asks.help = ["tests"], ["friends", "tests"]
    page = text_of(place.suggest())
    assert "Can help with: Making friends Has been through it: Tests" in page
    assert "Been through it: tests" in text_of(
        place.client.get(f"/enrolments/{place.ids['ben']}").get_data(as_text=True)
    )
    weights = text_of(place.page("/weights"))
    assert "How much of what the mentee would like help with the mentor has been through" in weights


def test_the_figures_show_the_proof_and_the_boundaries(place: Place) -> None:
    assert "Nothing is suggested yet." in place.page("/figures")
    place.suggest()
    page = text_of(place.page("/figures"))
    assert "1. Most children matched 2 of 2" in page
    values = re.search(r"worth ([\d,]+) All prices together ([\d,]+)", page)
    assert values is not None
    assert values[1] == values[2]
    assert "Karcher 2005" in page


def test_a_suggestion_that_does_not_stand_up_is_not_shown(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(board_views.work, "solved", lambda scene: None)
    page = place.suggest()
    assert "The suggestion is not shown" in page
    assert "Tick Leo" not in page


def test_what_takes_too_long_goes_on_in_the_worker(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(board_views, "MOST_AT_ONCE", 0)
    page = place.suggest()
    assert "it goes on, and waits for you here" in page
    assert place.post("/lock", pair=place.pair("amara", "leo")).status_code == 409
    assert place.post("/stop").status_code == 303
    assert "Nothing is suggested yet" in place.page()


def test_the_lead_reads_the_board_and_changes_nothing_on_it(place: Place) -> None:
    place.suggest()
    lead = place.sign_in(place.world, "lead")
    page = place.page(client=lead)
    assert "Both like: Art" in page
    for words in ("Suggest again", "Approve 2", "Swap", "Tick Leo"):
        assert words not in page
    assert lead.post(f"{place.here}/suggest", data={"seen": place.seen()}).status_code == 404


def test_a_pair_and_a_group_are_put_together_by_hand(place: Place) -> None:
    page = place.page("/by-hand")
    assert "One mentor and one mentee." in page
    where = re.search(r'<option value="([0-9A-Z]{26}-[0-9A-Z]{26})"', page)
    assert where is not None
    form = {"mentors": [place.ids["amara"]], "where": where[1]}
    nobody = place.client.post(f"{place.here}/by-hand", data=form)
    assert nobody.status_code == 422
    place.keep_apart("amara", "leo")
    refused = place.client.post(f"{place.here}/by-hand", data={**form, "mentees": [place.ids["leo"]]})
    assert "Leo Brandt: These two cannot be paired." in refused.get_data(as_text=True)
    done = place.client.post(f"{place.here}/by-hand", data={**form, "mentees": [place.ids["zoe"]]})
    assert done.status_code == 303
    assert place.pairings() == [("asked-mentor", "hand")]
    with place.app.app_context(), transaction.unit():
        db.session.get_one(Programme, (place.world.school_id, place.programme_id)).kind = "group"
    assert place.client.get(place.here).location.endswith("/groups")
    assert "Put a group together" in place.page("/by-hand")


def test_coordinator_and_supervisor_keep_two_apart_and_read_nothing_back(place: Place) -> None:
    form = {"one": "Leo Brandt", "other": "zoe ivers", "reason": "They quarrelled."}
    for account in ("coordinator", "supervisor"):
        client = place.sign_in(place.world, account)
        assert client.post("/keep-apart", data=form).status_code == 303
        page = client.get("/keep-apart").get_data(as_text=True)
        assert "The two are never paired with each other" in page
        assert "quarrelled" not in page
        unknown = client.post("/keep-apart", data={**form, "other": "No Body"})
        assert unknown.status_code == 422
        assert "Nobody is called that here." in unknown.get_data(as_text=True)
    with place.app.app_context(), transaction.unit(writes=False):
        assert len(db.session.scalars(select(Apart)).all()) == 1
        assert db.session.scalars(select(Enrolment)).first() is not None
