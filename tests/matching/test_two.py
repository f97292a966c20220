"""Two people whom somebody points at: why, why not, the price; putting them together; and what would help."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.actions.training import strike_training
from mentoring.joining.models import Enrolment, Training
from mentoring.joining.queries.profiles import ApartKind
from mentoring.joining.rules.readiness import ENTRIES, Gate, Missing, Move
from mentoring.matching import work
from mentoring.matching.actions.apart import keep_apart
from mentoring.matching.engine import run
from mentoring.matching.engine.codes import Change
from mentoring.matching.models import Board, Pairing, PairingMember, PairingStep
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.board import TO_FINISH, gate_to_finish
from mentoring.matching.rules.life import OVER, Closing, State
from mentoring.matching.views import two as views
from mentoring.matching.wording.helps import help_sentence, listed, years_words
from mentoring.programme.models import Programme, ProgrammeSetting
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.roster.actions.families import note_family
from tests.joining.making import by, make_bar
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.matching.making import make_ready_programme, said
from tests.matching.test_board_pages import Place, text_of
from tests.support.factories import World, make_school, make_student
from tests.support.pairs import make_pair

REASON = "They walk to school together."


@pytest.fixture
def place(app: Flask, world: World, sign_in) -> Place:
    return Place(app, world, sign_in)


def two_of(place: Place, mentor: str, mentee: str) -> str:
    return f"/two/{place.ids[mentor]}/{place.ids[mentee]}"


def together(place: Place, mentor: str, mentee: str, reason: str = REASON, **more: str):
    return place.post(f"{two_of(place, mentor, mentee)}/put-together", reason=reason, **more)


def main_of(page: str) -> str:
    return text_of(re.search(r"<main.*?</main>", page, re.DOTALL)[0])  # type: ignore[index]


def board_now(place: Place) -> Board:
    board = db.session.scalars(select(Board)).first()
    assert board is not None
    return board


# ---- pointing at two


def test_two_are_pointed_at_without_a_script_and_whoever_is_ready_can_be_chosen(place: Place) -> None:
    page = place.page(f"/two?mentee={place.ids['leo']}")
    assert f'<option selected value="{place.ids["leo"]}">Leo Brandt</option>' in page
    assert "Ben Adair" in page
    assert "Please look at this again" not in page
    answer = place.client.get(
        f"{place.here}/two?mentee={place.ids['leo']}&mentor={place.ids['ben']}&more=words"
    )
    assert answer.status_code == 303
    assert answer.location == f"{place.here}{two_of(place, 'ben', 'leo')}"
    for asked in ("mentor=&mentee=", f"mentor=nobody&mentee={place.ids['leo']}"):
        wrong = place.client.get(f"{place.here}/two?{asked}")
        assert wrong.status_code == 422
        assert "Choose a mentor." in wrong.get_data(as_text=True) or "Not a valid" in wrong.get_data(True)


def test_the_board_leads_there_for_any_two_and_from_each_child_who_waits(place: Place) -> None:
    place.keep_apart("amara", "leo")
    place.keep_apart("ben", "leo")
    page = place.suggest()
    assert f'href="{place.here}/two"' in page
    assert f'href="{place.here}/two?mentee={place.ids["leo"]}"' in page


def test_why_two_fit_stands_there_part_by_part_and_what_it_would_cost(place: Place) -> None:
    place.suggest()
    page = text_of(place.page(two_of(place, "ben", "leo")))
    assert "No boundary stands between them. All in all a loose fit." in page
    assert "Shared interests Nothing A lot" in page
    assert "Help that is wanted and can be given The mentee named nothing that counts here A lot" in page
    assert "As many children would be matched. 1 other pairing would change." in page
    assert "The weakest pairing would be 750 of 1000 lower: a loose fit in place of a strong fit." in page
    assert "the total would be 90% lower" in page
    together_now = text_of(place.page(two_of(place, "amara", "leo")))
    assert "Nothing: they are together on the board." in together_now
    assert "Put these two together" not in together_now


def test_a_child_who_would_wait_is_named(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        set_gap(place.world, programme, most=3)
        zoe = db.session.get_one(Enrolment, (place.world.school_id, place.ids["zoe"]))
        ben = db.session.get_one(Enrolment, (place.world.school_id, place.ids["ben"]))
        zoe.student.year, ben.student.year = "7", "11"
    # Ben is too far ahead of both, so there is one mentor for two.
    page = main_of(place.page(two_of(place, "amara", "zoe")))
    assert "As many children would be matched. Without a mentor then: Leo Brandt." in page
    assert "What stands between them" in main_of(place.page(two_of(place, "ben", "leo")))


def set_gap(world: World, programme: Programme, *, most: int) -> None:
    from mentoring import ids

    db.session.add(
        ProgrammeSetting(
            school_id=world.school_id,
            id=ids.new_id(),
            programme_id=programme.id,
            code="gap-most",
            value=str(most),
        )
    )
    db.session.flush()


def test_every_boundary_that_is_broken_is_named(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        leo = db.session.get_one(Enrolment, (place.world.school_id, place.ids["leo"]))
        programme = leo.programme
        (slot,) = scene_of(programme).slots.values()
        said(leo).cannot_slot_ids = [slot.id]
        leo.student.year = "9"
    page = main_of(place.page(two_of(place, "ben", "leo")))
    assert "The mentor is not enough school years ahead. They share no supervised time." in page
    assert "cost" not in page
    assert place.client.get(place.here).status_code == 200


# ---- cannot be paired


CAUSES = ("family", "rather-not", "keep-apart", "not-these-two", "closed for safety")


def never_pair(place: Place, mentor: str, mentee: str, cause: str) -> None:
    world = place.world
    with place.app.app_context(), transaction.unit():
        two = [db.session.get_one(Enrolment, (world.school_id, place.ids[each])) for each in (mentor, mentee)]
        if cause == "family":
            role = Role.COORDINATOR
            actor = Actor("", world.school_id, world.staff[role], "", frozenset({role}))
            note_family(actor, two[0].student, two[1].student, now=clock.now())
        elif cause == "closed for safety":
            made = make_pair(world, two[0].programme, *two)
            made.state, made.closing = State.CLOSED, Closing.SAFETY
        else:
            kind, now, reason = ApartKind(cause), clock.now(), "They quarrelled."
            lead = by(world, Role.LEAD)
            assert keep_apart(lead, two[0].student, two[1].student, reason, kind=kind, now=now) is None


def stands_beside(place: Place, beside: str) -> None:
    """Let nothing else stand between Ben and Leo, or one boundary more."""
    with place.app.app_context(), transaction.unit():
        leo = db.session.get_one(Enrolment, (place.world.school_id, place.ids["leo"]))
        leo.student.year = "9" if beside == "too near in years" else "7"
        said(leo).cannot_slot_ids = list(scene_of(leo.programme).slots) if beside == "no time" else []


@pytest.mark.parametrize("cause", CAUSES)
def test_of_two_who_cannot_be_paired_the_page_says_the_same_whatever_the_cause_and_whoever_reads(
    place: Place, cause: str
) -> None:
    never_pair(place, "ben", "leo", cause)
    readers = [place.sign_in(place.world, account) for account in ("coordinator", "lead", "deputy")]
    for beside in ("nothing", "too near in years", "no time"):
        stands_beside(place, beside)
        for client in readers:
            page = place.page(two_of(place, "ben", "leo"), client=client)
            assert main_of(page).endswith(
                "What stands between them These two cannot be paired. "
                "A boundary holds for everybody, so nothing is worked out around it. "
                "Back to the board Look at two others"
            )
            assert "quarrelled" not in page
        refused = together(place, "ben", "leo")
        assert refused.status_code == 409
        assert "A boundary stands between them now." in refused.get_data(as_text=True)
        assert "asked-mentor" not in dict(place.pairings())
        with place.app.app_context(), transaction.unit(writes=False):
            board = db.session.scalars(select(Board)).first()
            assert board is None or board.suggestion == {}


@pytest.mark.parametrize("cause", CAUSES)
def test_nothing_would_help_around_two_who_cannot_be_paired(place: Place, cause: str) -> None:
    """Both mentors are barred from Leo, one of them without a place; no change that is named would pair them."""
    for mentor in ("amara", "ben"):
        never_pair(place, mentor, "leo", cause)
    page = main_of(place.suggest())
    assert "2 mentors: cannot be paired" in page
    with place.app.app_context(), transaction.unit(writes=False):
        helps = board_now(place).suggestion["helps"]
    assert {each["change"] for each in helps} == {
        Change.NEW_MENTOR
    }  # somebody else, at the one time there is
    assert "One more mentor (Year 7 to Year 10)" not in page
    assert "Would help: one more mentor on Tuesday 12:30" in page


# ---- putting two together


def test_two_are_put_together_with_a_reason_that_the_board_shows_and_the_rest_is_proved_around_them(
    place: Place,
) -> None:
    place.suggest()
    for reason in ("", "   ", "x" * 501):
        refused = together(place, "ben", "leo", reason)
        assert refused.status_code == 422
        assert "Best possible" in place.page()
    assert together(place, "ben", "leo").status_code == 303
    page = text_of(place.page())
    assert f"Put together by staff: {REASON}" in page
    assert "Best possible" in page
    assert "1 kept" in page
    assert "They are together, and locked." in page
    with place.app.app_context(), transaction.unit(writes=False):
        board = board_now(place)
        pairs = {
            (each["mentor"], each["mentee"], each["locked"]) for each in board.suggestion["answer"]["pairs"]
        }
        ids = place.ids
        assert pairs == {(ids["ben"], ids["leo"], True), (ids["amara"], ids["zoe"], False)}
        assert board.suggestion["certificate"]
        last = db.session.scalars(select(TrailEntry).order_by(TrailEntry.seq.desc())).first()
        assert last is not None
        assert last.event == "board.changed"
        assert REASON not in str(last.facts)


def test_why_two_were_put_together_stays_with_every_run_and_on_the_pairing_for_ever(place: Place) -> None:
    place.suggest()
    together(place, "ben", "leo")
    assert REASON in place.suggest()
    place.post("/lock", pair=place.pair("amara", "zoe"))
    assert place.post("/approve", which="all").status_code == 303
    story = [("put-together", REASON)]
    assert [step for step in steps(place, "leo") if step[1]] == story
    assert steps(place, "zoe") == [("proposed", ""), ("ask", "")]
    for account in ("coordinator", "lead"):
        page = place.sign_in(place.world, account).get(f"/pairings/{pairing_of(place, 'leo')}")
        text = text_of(page.get_data(as_text=True))
        assert f"Put together on the board by staff {REASON}" in text
        assert "Okafor" in text
    assert REASON not in place.page()


def steps(place: Place, mentee: str) -> list[tuple[str, str]]:
    with place.app.app_context(), transaction.unit(writes=False):
        wanted = select(PairingStep).where(PairingStep.pairing_id == pairing_of(place, mentee))
        return [
            (each.happening, each.words) for each in db.session.scalars(wanted.order_by(PairingStep.turn))
        ]


def pairing_of(place: Place, mentee: str) -> str:
    with place.app.app_context(), transaction.unit(writes=False):
        wanted = (
            select(Pairing)
            .join(PairingMember, PairingMember.pairing_id == Pairing.id)
            .where(PairingMember.enrolment_id == place.ids[mentee])
        )
        # Two of one second have ids in no order; one that was taken back is over.
        return min(db.session.scalars(wanted), key=lambda each: each.state in OVER).id


def test_an_approval_that_is_taken_back_brings_the_reason_back_to_the_board(place: Place) -> None:
    place.suggest()
    together(place, "ben", "leo")
    place.post("/approve", pair=place.pair("ben", "leo"))
    first = pairing_of(place, "leo")
    assert REASON not in place.page()
    assert place.post(f"/undo/{first}").status_code == 303
    assert f"Put together by staff: {REASON}" in text_of(place.page())
    place.post("/approve", which="all")
    assert ("put-together", REASON) in steps(place, "leo")
    assert pairing_of(place, "leo") != first


def test_once_the_mentor_has_opened_the_question_no_approval_is_taken_back(place: Place) -> None:
    place.suggest()
    place.post("/approve", which="all")
    assert "Approved, and not opened yet" in place.page()
    opened = pairing_of(place, "leo")
    with place.app.app_context(), transaction.unit():
        wanted = select(PairingMember).where(
            PairingMember.pairing_id == opened, PairingMember.role == ProgrammeRole.MENTOR
        )
        db.session.scalars(wanted).one().opened_at = clock.now()
    page = place.page()
    assert f"/undo/{opened}" not in page
    assert f"/undo/{pairing_of(place, 'zoe')}" in page
    refused = place.post(f"/undo/{opened}")
    assert refused.status_code == 409
    assert "The mentor has opened the question." in refused.get_data(as_text=True)
    assert [state for state, _origin in place.pairings()] == [State.ASKED_MENTOR] * 2


def test_a_swap_takes_the_reason_off_with_the_pair(place: Place) -> None:
    place.suggest()
    together(place, "ben", "leo")
    assert place.post(f"/swap/{place.ids['leo']}", mentor=place.ids["amara"]).status_code == 303
    assert REASON not in place.page()
    assert place.post(f"/swap/{place.ids['leo']}", mentor=place.ids["ben"]).status_code == 303
    assert REASON not in place.page()


def test_with_an_old_page_nothing_is_put_together(place: Place) -> None:
    place.suggest()
    old = place.seen()
    place.post("/lock", pair=place.pair("amara", "leo"))
    refused = together(place, "ben", "zoe", seen=old)
    assert refused.status_code == 409
    page = refused.get_data(as_text=True)
    assert "This board has changed since you opened it. Nothing of yours was saved." in page
    assert "Ms Okafor changed it last" in page
    assert REASON not in place.page()


def test_whoever_is_locked_with_somebody_else_is_not_taken_from_them(place: Place) -> None:
    place.suggest()
    place.post("/lock", pair=place.pair("amara", "leo"))
    for mentor, mentee in (("ben", "leo"), ("amara", "zoe")):
        page = main_of(place.page(two_of(place, mentor, mentee)))
        assert "One of them is locked with somebody else on the board." in page
        assert "Put these two together" not in page
        refused = together(place, mentor, mentee)
        assert refused.status_code == 409
        assert "locked with somebody else" in refused.get_data(as_text=True)
    assert "0 kept" not in text_of(place.page())


def test_the_boundary_is_asked_again_at_the_press(place: Place, monkeypatch) -> None:
    """It comes up while the arrangement is being solved, when nothing is open."""
    place.suggest()
    solved = work.solved

    def meanwhile(scene):
        never_pair(place, "ben", "leo", "keep-apart")
        return solved(scene)

    monkeypatch.setattr(views.work, "solved", meanwhile)
    refused = together(place, "ben", "leo")
    assert refused.status_code == 409
    assert "A boundary stands between them now." in refused.get_data(as_text=True)
    monkeypatch.undo()
    assert REASON not in place.page()


def test_what_does_not_stand_up_to_its_check_is_not_shown(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(views.work, "solved", lambda scene: None)
    assert together(place, "ben", "leo").status_code == 303
    assert "The suggestion is not shown" in place.page()


def test_with_very_many_only_the_children_are_counted_and_the_worker_does_the_rest(
    place: Place, monkeypatch
) -> None:
    place.suggest()
    monkeypatch.setattr(views, "MOST_AT_ONCE", 0)
    page = main_of(place.page(two_of(place, "ben", "leo")))
    assert "As many children would be matched. With so many students the rest is worked out only" in page
    assert together(place, "ben", "leo").status_code == 303
    assert "it goes on, and waits for you here" in place.page()
    with place.app.app_context():
        facts = {
            "school": place.world.school_id,
            "programme": place.programme_id,
            "by": place.world.staff[Role.COORDINATOR],
        }
        work._suggest_in_worker(facts, clock.now())
    page = text_of(place.page())
    assert f"Put together by staff: {REASON}" in page
    assert "1 kept" in page


# ---- who may


def test_the_lead_reads_and_puts_nobody_together_and_a_supervisor_opens_neither(place: Place) -> None:
    place.suggest()
    address = f"{place.here}{two_of(place, 'ben', 'leo')}"
    lead = place.sign_in(place.world, "lead")
    page = lead.get(address).get_data(as_text=True)
    assert "Why they fit" in page
    assert "Put these two together" not in page
    form = {"seen": place.seen(), "reason": REASON}
    assert lead.post(f"{address}/put-together", data=form).status_code == 404
    for account in ("supervisor", "mentor", "mentee", "head", "administrator"):
        client = place.sign_in(place.world, account)
        assert client.get(f"{place.here}/two").status_code == 404, account
        assert client.get(address).status_code == 404, account
        assert client.post(f"{address}/put-together", data=form).status_code == 404, account
    assert REASON not in place.page()


def test_forged_ids_lead_nowhere(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        theirs = make_ready_programme(make_school("cedar", "Cedarwood", "-cedar"), "Theirs")
        other = make_open_programme(place.world, "Another")
        there = [
            enrol(place.world, other, student_id, role).id
            for student_id, role in (
                (place.students["ben"], ProgrammeRole.MENTOR),
                (place.students["zoe"], ProgrammeRole.MENTEE),
            )
        ]
        foreign = {"mentor": theirs.ben.id, "mentee": theirs.zoe.id, "programme": theirs.programme.id}
        elsewhere = {"mentor": there[0], "mentee": there[1]}
    place.suggest()
    form = {"seen": place.seen(), "reason": REASON}
    for ids in (foreign, elsewhere, {"mentor": "0" * 26, "mentee": "x"}):
        for mentor, mentee in (
            (ids["mentor"], place.ids["leo"]),
            (place.ids["ben"], ids["mentee"]),
            (ids["mentor"], ids["mentee"]),
        ):
            address = f"{place.here}/two/{mentor}/{mentee}"
            assert place.client.get(address).status_code == 404
            assert place.client.post(f"{address}/put-together", data=form).status_code == 404
            chosen = place.client.get(f"{place.here}/two?mentor={mentor}&mentee={mentee}")
            assert chosen.status_code == 422
            assert "Theirs" not in chosen.get_data(as_text=True)
    theirs_here = f"/programmes/{foreign['programme']}/matching/two"
    assert place.client.get(theirs_here).status_code == 404
    assert place.client.get(f"{theirs_here}/{foreign['mentor']}/{foreign['mentee']}").status_code == 404
    turned = f"{place.here}/two/{place.ids['leo']}/{place.ids['ben']}"  # a mentee as the mentor
    assert place.client.get(turned).status_code == 303
    assert place.client.post(f"{turned}/put-together", data=form).status_code == 409


def test_who_is_not_ready_any_more_is_said_kindly(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        make_bar(place.world, db.session.get_one(Enrolment, (place.world.school_id, place.ids["leo"])))
    assert place.client.get(f"{place.here}{two_of(place, 'ben', 'leo')}").status_code == 303
    assert "Somebody is not ready any more" in place.page()
    assert together(place, "ben", "leo").status_code == 409
    assert "Leo Brandt" not in place.page("/two")


def test_a_group_has_no_such_page(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        db.session.get_one(Programme, (place.world.school_id, place.programme_id)).kind = "group"
    assert place.client.get(f"{place.here}/two").status_code == 404
    assert place.client.get(f"{place.here}{two_of(place, 'ben', 'leo')}").status_code == 404
    assert together(place, "ben", "leo").status_code == 404


# ---- what would help


def add_mentees(place: Place, count: int) -> None:
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        for number in range(count):
            one = make_student(place.world, first=f"Mina{number}", last="More", year="7")
            make_ready(place.world, enrol(place.world, programme, one, ProgrammeRole.MENTEE))


def test_the_board_says_what_would_help_the_best_first_and_reads_it_without_solving(
    place: Place, monkeypatch
) -> None:
    add_mentees(place, 2)
    page = main_of(place.suggest())
    assert "What would help" in page
    assert "One more place for each mentor would match 2 more children." in page
    assert (
        "2 more mentors (Year 10) free on Tuesday 12:30 would match 2 more children; the first of them 1 child."
        in page
    )
    assert "Would help: one more place for each mentor; one more mentor on Tuesday 12:30" in page
    monkeypatch.setattr(run, "would_help", lambda *_all: pytest.fail("solved again"))
    assert "What would help" in place.page()


def test_where_everybody_has_a_mentor_nothing_would_help(place: Place) -> None:
    assert "What would help" not in place.suggest()


def almost_ready(place: Place, *, cannot_with: tuple[str, ...] = ()) -> str:
    """Make a mentor who lacks training alone."""
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        one = enrol(
            place.world,
            programme,
            make_student(place.world, first="Tam", last="Nearly", year="10"),
            ProgrammeRole.MENTOR,
        )
        make_ready(place.world, one)
        for each in db.session.scalars(select(Training).where(Training.student_id == one.student_id)).all():
            strike_training(by(place.world), each, now=clock.now())
        place.ids["tam"], place.students["tam"] = one.id, one.student_id
    for mentee in cannot_with:
        never_pair(place, "tam", mentee, "keep-apart")
    return place.ids["tam"]


def test_mentors_who_lack_one_thing_alone_are_counted_if_it_is_something_to_do(place: Place) -> None:
    add_mentees(place, 1)
    almost_ready(place)
    assert "1 mentor lacks only training. Finishing it would match 1 more child." in main_of(place.suggest())
    with place.app.app_context(), transaction.unit():
        make_bar(place.world, db.session.get_one(Enrolment, (place.world.school_id, place.ids["tam"])))
    assert "lacks only training" not in place.suggest()


def test_who_is_nearly_ready_is_kept_from_whom_they_are_never_paired_with(place: Place) -> None:
    add_mentees(place, 1)
    with place.app.app_context(), transaction.unit(writes=False):
        found = scene_of(db.session.get_one(Programme, (place.world.school_id, place.programme_id)))
        mina = next(each for each in found.enrolled.values() if each.student.first_name == "Mina0")
        place.ids["mina"], place.students["mina"] = mina.id, mina.student_id
    almost_ready(place, cannot_with=("leo", "zoe", "mina"))
    assert "lacks only training" not in place.suggest()


def test_only_what_is_to_be_done_counts_and_nobodys_decision() -> None:
    for code, gate, move in ENTRIES:
        if gate not in (Gate.TRAINING, Gate.AGREEMENT):
            assert gate_to_finish([code]) is None
        if move in (Move.LEAD, Move.NOBODY, Move.CARER, Move.TUTOR):
            assert code not in TO_FINISH
    assert gate_to_finish([Missing.TRAINING]) is Gate.TRAINING
    assert gate_to_finish([Missing.AGREEMENT, Missing.TRAINING]) is None
    assert gate_to_finish([Missing.TRAINING, Missing.CANNOT_BE_PAIRED]) is None
    assert gate_to_finish([Missing.TRAINING, Missing.ON_HOLD]) is None
    assert gate_to_finish([]) is None


LABELS = {ordinal: f"Year {ordinal}" for ordinal in range(1, 14)}


@pytest.mark.parametrize(
    "kept, words",
    [
        (
            {"change": "new-mentor", "slot": "s", "years": [10], "mentors_needed": 1, "by_one": 3, "more": 3},
            "One more mentor (Year 10) free on Tuesday 12:30 would match 3 more children.",
        ),
        (
            {
                "change": "new-mentor",
                "slot": "s",
                "years": [9, 10, 11],
                "mentors_needed": 4,
                "by_one": 1,
                "more": 4,
            },
            "4 more mentors (Year 9 to Year 11) free on Tuesday 12:30 would match 4 more children;"
            " the first of them 1 child.",
        ),
        (
            {"change": "another-time", "slot": "s", "more": 1, "names": ["Ben Adair"]},
            "If Ben Adair could also come on Tuesday 12:30, that would match 1 more child.",
        ),
        (
            {"change": "another-time", "slot": "s", "more": 1, "names": ["A", "B", "C", "D", "E"]},
            "If one of these could also come on Tuesday 12:30, that would match 1 more child: A, B, C and 2 more.",
        ),
        (
            {"change": "finish", "gate": "training", "mentors_needed": 4, "more": 4},
            "4 mentors lack only training. Finishing it would match 4 more children.",
        ),
        (
            {"change": "finish", "gate": "agreement", "mentors_needed": 1, "more": 1},
            "1 mentor has only the agreement left to sign. Signed, it would match 1 more child.",
        ),
        (
            {"change": "one-more-place", "more": 2},
            "One more place for each mentor would match 2 more children.",
        ),
        (
            {"change": "smaller-gap", "years": [1], "more": 5},
            "A mentor ahead by 1 school year or more, one less than now, would match 5 more children."
            " Only the head may allow that.",
        ),
        (
            {"change": "smaller-gap", "years": [2], "more": 1},
            "A mentor ahead by 2 school years or more, one less than now, would match 1 more child."
            " It is a setting of the programme.",
        ),
    ],
)
def test_each_change_has_its_sentence(app: Flask, kept: dict, words: str) -> None:
    with app.test_request_context():
        said_words = help_sentence(
            kept,
            slot_words=lambda _slot: "Tuesday 12:30",
            labels=LABELS,
            names=kept.get("names", []),
            default_gap=2,
        )
        assert said_words == words


def test_years_and_names_are_said_in_few_words(app: Flask) -> None:
    with app.test_request_context():
        assert years_words([9, 11], LABELS) == "Year 9, Year 11"
        assert years_words([99], LABELS) == ""
        assert listed(["A", "B", "C"]) == "A, B, C"
