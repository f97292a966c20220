"""What happens on the board: every change asks the boundaries anew, leaves one event, and overwrites nobody's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import Apart
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching import work
from mentoring.matching.actions import apart, approving, boards, by_hand, by_swap
from mentoring.matching.actions.approving import Approved
from mentoring.matching.actions.by_hand import NotMade
from mentoring.matching.engine.codes import Boundary, Criterion, Weight
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries.boards import board_of, may_be_undone
from mentoring.matching.queries.scene import scene_of, weights_of
from mentoring.matching.rules.board import BoardRefusal, BoardState
from mentoring.matching.rules.life import Cause, State
from mentoring.programme.queries.programmes import programme as programme_by_id
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.roster.actions.families import note_family
from tests.joining.making import make_bar
from tests.joining.rows import enrol, make_ready
from tests.matching.making import Ready, coordinator, make_ready_programme, pair, said, suggested
from tests.support.factories import World, make_student
from tests.support.pairs import make_pair


@pytest.fixture
def ready(app: Flask, world: World) -> Iterator[Ready]:
    with app.app_context(), transaction.unit():
        yield make_ready_programme(world)


def events_of(world: World) -> list[str]:
    rows = db.session.scalars(
        select(TrailEntry).where(TrailEntry.chain == world.school_id).order_by(TrailEntry.seq)
    )
    return [row.event for row in rows]


def on(board: Board) -> set[tuple[str, str]]:
    return set(boards.pairs_on(board))


def approved(world: World, ready: Ready) -> Approved:
    board = suggested(world, ready.programme)
    done = approving.approve(coordinator(world), ready.programme, board, None, now=clock.now())
    assert isinstance(done, Approved)
    return done


def test_a_suggestion_is_kept_with_its_proof_and_one_event(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    assert on(board) == {pair(ready.amara, ready.leo), pair(ready.ben, ready.zoe)}
    assert board.state == BoardState.DONE
    proof = board.suggestion["certificate"]
    assert proof["value"] == proof["bound"]
    assert events_of(world)[-1] == "board.suggested"


def test_only_who_is_ready_is_suggested_and_the_others_are_counted_by_gate(
    ready: Ready, world: World
) -> None:
    make_bar(world, ready.amara)
    board = suggested(world, ready.programme)
    assert len(on(board)) == 1
    assert board.suggestion["not_ready"] == {"mentor": {"pairing": 1}, "mentee": {}}
    (waits,) = board.suggestion["waiting"]
    assert waits["could"] == 1


@pytest.mark.parametrize("kind", ["family", "rather-not", "keep-apart", "closed for safety"])
def test_whatever_the_cause_two_who_are_never_paired_share_one_code(
    ready: Ready, world: World, kind: str
) -> None:
    one, other = ready.amara.student, ready.leo.student
    if kind == "family":
        actor = Actor("", world.school_id, world.staff[Role.COORDINATOR], "", frozenset({Role.COORDINATOR}))
        note_family(actor, one, other, now=clock.now())
    elif kind == "closed for safety":
        made = make_pair(world, ready.programme, ready.amara, ready.leo)
        made.state, made.closing = State.CLOSED, "safety"
    else:
        wish, now = ApartKind(kind), clock.now()
        assert apart.keep_apart(coordinator(world), one, other, "Why.", kind=wish, now=now) is None
    db.session.flush()
    board = suggested(world, ready.programme)
    assert on(board) == {pair(ready.amara, ready.zoe), pair(ready.ben, ready.leo)}
    assert board.suggestion["excluded"] == {"cannot-be-paired": 1}


def test_whom_staff_give_no_new_partner_is_not_suggested_and_is_counted(ready: Ready, world: World) -> None:
    first = make_pair(world, ready.programme, ready.amara, ready.leo)
    later = make_pair(world, ready.programme, ready.ben, ready.leo)
    first.state, first.closing, first.rematch = State.CLOSED, "planned", "no"
    later.state, later.closing, later.rematch = State.CLOSED, "planned", "yes"  # decided anew since, for Leo
    first.state_at, later.state_at = clock.now() - timedelta(days=9), clock.now()
    db.session.flush()
    board = suggested(world, ready.programme)
    assert {each for one in on(board) for each in one} & {ready.amara.id} == set()
    assert len(on(board)) == 1
    assert board.suggestion["not_ready"] == {"mentor": {"no-new-partner": 1}, "mentee": {}}
    first.rematch = "yes"
    db.session.flush()
    assert len(on(suggested(world, ready.programme))) == 2


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.OPEN])
def test_nobody_is_suggested_in_a_programme_that_does_not_run(
    ready: Ready, world: World, status: Status
) -> None:
    ready.programme.status = status
    db.session.flush()
    assert on(suggested(world, ready.programme)) == set()


def test_nobody_with_a_live_pairing_is_suggested_again(ready: Ready, world: World) -> None:
    make_pair(world, ready.programme, ready.amara, ready.leo, state=State.ASKED_MENTOR)
    board = suggested(world, ready.programme)
    assert on(board) == {pair(ready.ben, ready.zoe)}
    assert board.suggestion["answer"]["objectives"]["of"] == 1


def test_two_of_whom_one_said_no_are_not_suggested_to_each_other_again(ready: Ready, world: World) -> None:
    made = make_pair(world, ready.programme, ready.amara, ready.leo, state=State.ASKED_MENTOR)
    made.state = State.DECLINED
    db.session.flush()
    assert pair(ready.amara, ready.leo) not in on(suggested(world, ready.programme))


def test_a_locked_pair_stays_when_others_are_suggested_again(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    wanted = pair(ready.amara, ready.zoe)
    assert by_swap.swap(coordinator(world), ready.programme, board, wanted, now=clock.now()) is None
    assert on(board) == {wanted, pair(ready.ben, ready.leo)}
    assert board.suggestion["certificate"] is None
    assert events_of(world)[-1] == "board.changed"
    assert on(suggested(world, ready.programme)) == {wanted, pair(ready.ben, ready.leo)}
    assert boards.lock_pair(coordinator(world), board, wanted, keep=False, now=clock.now()) is None
    assert on(suggested(world, ready.programme)) == {pair(ready.amara, ready.leo), pair(ready.ben, ready.zoe)}


def test_a_swap_that_a_boundary_forbids_is_refused_with_the_reason(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    apart.keep_apart(
        coordinator(world),
        ready.amara.student,
        ready.zoe.student,
        "A row.",
        kind=ApartKind.KEEP_APART,
        now=clock.now(),
    )
    before = on(board)
    refused = by_swap.swap(
        coordinator(world), ready.programme, board, pair(ready.amara, ready.zoe), now=clock.now()
    )
    assert refused == by_swap.Between((Boundary.CANNOT_BE_PAIRED,))
    assert on(board) == before


def test_not_these_two_this_time_is_forgotten_when_it_is_taken_back(ready: Ready, world: World) -> None:
    board, two = suggested(world, ready.programme), pair(ready.amara, ready.leo)
    say = coordinator(world)
    done = by_swap.not_these_two(say, ready.programme, board, two, always=False, reason="", now=clock.now())
    assert done is None
    assert two not in on(board)
    assert two not in on(suggested(world, ready.programme))
    by_swap.take_back_put_aside(say, ready.programme, board, now=clock.now())
    assert two in on(suggested(world, ready.programme))


def test_not_these_two_always_needs_a_reason_and_is_kept_for_the_lead(ready: Ready, world: World) -> None:
    board, two = suggested(world, ready.programme), pair(ready.amara, ready.leo)
    say, now = coordinator(world), clock.now()
    without = by_swap.not_these_two(say, ready.programme, board, two, always=True, reason=" ", now=now)
    assert without is BoardRefusal.REASON_WANTED
    assert (
        by_swap.not_these_two(say, ready.programme, board, two, always=True, reason="A row.", now=now) is None
    )
    kept = db.session.scalars(select(Apart)).one()
    assert (kept.kind, kept.reason) == (ApartKind.NOT_THESE_TWO, "A row.")
    assert board.put_aside == []
    assert board.suggestion["excluded"] == {"cannot-be-paired": 1}
    assert "A row." not in str(board.suggestion)


def test_approving_asks_the_mentors_and_takes_the_pairs_off_the_board(ready: Ready, world: World) -> None:
    done = approved(world, ready)
    assert [each.state for each in done.made] == [State.ASKED_MENTOR] * 2
    assert all(each.slot_id and each.place_id and each.adult_id for each in done.made)
    assert [each.origin for each in done.made] == ["board"] * 2
    board = board_of(ready.programme)
    assert board is not None
    assert on(board) == set()
    assert board.suggestion["waiting"] == []


def test_some_can_be_approved_and_the_rest_stays_on_the_board(ready: Ready, world: World) -> None:
    board, two = suggested(world, ready.programme), pair(ready.amara, ready.leo)
    done = approving.approve(coordinator(world), ready.programme, board, {two}, now=clock.now())
    assert isinstance(done, Approved)
    assert len(done.made) == 1
    assert on(board) == {pair(ready.ben, ready.zoe)}


def test_what_became_impossible_meanwhile_is_not_approved(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    make_bar(world, ready.leo)
    done = approving.approve(coordinator(world), ready.programme, board, None, now=clock.now())
    assert isinstance(done, Approved)
    assert len(done.made) == 1
    assert done.left == ((pair(ready.amara, ready.leo), BoardRefusal.BOUNDARY),)
    assert on(board) == set()


def test_no_place_is_given_to_more_pairs_than_it_has_room_for(ready: Ready, world: World) -> None:
    (slot,) = scene_of(ready.programme).slots.values()
    slot.places[0].place.capacity = 1
    db.session.flush()
    done = approved(world, ready)
    assert len(done.made) == 1
    assert [why for _pair, why in done.left] == [BoardRefusal.NO_ROOM]


def test_an_approval_is_undone_until_the_mentor_has_opened_the_question(ready: Ready, world: World) -> None:
    first, second = approved(world, ready).made
    board = board_of(ready.programme)
    assert board is not None
    say, now = coordinator(world), clock.now()
    assert {each.id for each in may_be_undone(ready.programme)} == {first.id, second.id}
    assert approving.undo_approval(say, ready.programme, board, first, now=now) is None
    assert first.state == State.WITHDRAWN
    assert len(on(board)) == 1
    second.here[0].opened_at = now
    db.session.flush()
    refused = approving.undo_approval(say, ready.programme, board, second, now=now)
    assert refused is BoardRefusal.OPENED
    assert second.state == State.ASKED_MENTOR


def test_a_board_that_changed_meanwhile_is_not_overwritten(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    seen = board.version
    boards.lock_pair(coordinator(world), board, pair(ready.amara, ready.leo), keep=True, now=clock.now())
    assert boards.locked_board(ready.programme, seen=seen) is BoardRefusal.STALE
    assert boards.locked_board(ready.programme, seen=0) is BoardRefusal.STALE
    assert boards.locked_board(ready.programme, seen=board.version) is board


def test_what_matters_here_is_kept_for_the_next_suggestion(ready: Ready, world: World) -> None:
    board = suggested(world, ready.programme)
    wanted = dict.fromkeys(Criterion, Weight.NOT) | {Criterion.SLOTS: Weight.A_LOT}
    boards.set_weights(coordinator(world), board, wanted, now=clock.now())
    assert weights_of(board) == wanted
    assert [each["score"] for each in suggested(world, ready.programme).suggestion["whys"]] == [333, 333]


def test_long_work_is_done_by_the_worker_and_can_be_stopped(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        programme_id = make_ready_programme(world).programme.id
    facts = {"school": world.school_id, "programme": programme_id, "by": world.staff[Role.COORDINATOR]}

    def asked() -> None:
        with transaction.unit():
            found = programme_by_id(world.school_id, programme_id)
            assert found is not None
            held = board_of(found)
            board = boards.locked_board(found, seen=held.version if held else 0)
            assert isinstance(board, Board)
            boards.let_worker_suggest(coordinator(world), board, now=clock.now())

    def now_on_board() -> tuple[str, int]:
        with transaction.unit():
            found = programme_by_id(world.school_id, programme_id)
            assert found is not None
            board = boards.locked_board(found, seen=None)
            assert isinstance(board, Board)
            if stopping and board.state == BoardState.WORKING:
                boards.stop_work(coordinator(world), board, now=clock.now())
            return board.state, len(on(board))

    with app.app_context():
        stopping = True
        asked()
        assert now_on_board() == (BoardState.EMPTY, 0)
        work._suggest_in_worker(facts, clock.now())
        assert now_on_board() == (BoardState.EMPTY, 0)
        asked()
        stopping = False
        work._suggest_in_worker(facts, clock.now())
        assert now_on_board() == (BoardState.DONE, 2)


def test_keeping_two_apart_ends_what_they_share_and_says_the_same_when_it_is_so_already(
    ready: Ready, world: World
) -> None:
    asked = make_pair(world, ready.programme, ready.amara, ready.leo, state=State.ASKED_MENTOR)
    met = make_pair(world, ready.programme, ready.ben, ready.zoe)
    say, now = coordinator(world), clock.now()
    for mentor, mentee in ((ready.amara, ready.leo), (ready.ben, ready.zoe)):
        for _twice in range(2):
            kind = ApartKind.KEEP_APART
            assert apart.keep_apart(say, mentor.student, mentee.student, "Why.", kind=kind, now=now) is None
    assert asked.state == State.WITHDRAWN
    assert (met.state, met.break_cause) == (State.ON_BREAK, Cause.CANNOT_BE_PAIRED)
    assert len(db.session.scalars(select(Apart)).all()) == 2
    same = ready.amara.student
    assert apart.keep_apart(say, same, same, "Why.", kind=kind, now=now) is BoardRefusal.SAME_PERSON


def place_and_slot(ready: Ready) -> tuple[str, str]:
    (slot,) = scene_of(ready.programme).slots.values()
    return slot.id, slot.places[0].place_id


def test_a_pair_is_made_by_hand_where_no_boundary_stands_between(ready: Ready, world: World) -> None:
    say, now = coordinator(world), clock.now()
    where = place_and_slot(ready)
    crowd = [ready.amara.id, ready.ben.id, ready.leo.id]
    refused = by_hand.make_by_hand(say, ready.programme, crowd, *where, now=now)
    assert refused == NotMade(BoardRefusal.ONE_AND_ONE)
    apart.keep_apart(say, ready.amara.student, ready.zoe.student, "Why.", kind=ApartKind.KEEP_APART, now=now)
    refused = by_hand.make_by_hand(say, ready.programme, [ready.amara.id, ready.zoe.id], *where, now=now)
    assert isinstance(refused, NotMade)
    assert [each.code for each in refused.broken] == [Boundary.CANNOT_BE_PAIRED]
    made = by_hand.make_by_hand(say, ready.programme, [ready.amara.id, ready.leo.id], *where, now=now)
    assert isinstance(made, Pairing)
    assert (made.origin, made.state, made.fit) == ("hand", State.ASKED_MENTOR, None)
    again = by_hand.make_by_hand(say, ready.programme, [ready.ben.id, ready.leo.id], *where, now=now)
    assert again == NotMade(BoardRefusal.NOT_READY)


def test_a_group_asks_the_boundaries_between_all_and_keeping_apart_among_its_members(
    ready: Ready, world: World
) -> None:
    ready.programme.kind = "group"
    db.session.flush()
    say, now, where = coordinator(world), clock.now(), place_and_slot(ready)
    everybody = [each.id for each in ready.everybody]
    keep = apart.keep_apart
    keep(say, ready.leo.student, ready.zoe.student, "Why.", kind=ApartKind.KEEP_APART, now=now)
    refused = by_hand.make_by_hand(say, ready.programme, everybody, *where, now=now)
    assert isinstance(refused, NotMade)
    assert {refused.broken[0].one, refused.broken[0].other} == {ready.leo.id, ready.zoe.id}
    made = by_hand.make_by_hand(say, ready.programme, everybody[:3], *where, now=now)
    assert isinstance(made, Pairing)
    assert len(made.here) == 3


def test_whoever_cannot_come_then_is_named(ready: Ready, world: World) -> None:
    slot_id, place_id = place_and_slot(ready)
    said(ready.leo).cannot_slot_ids = [slot_id]
    db.session.flush()
    refused = by_hand.make_by_hand(
        coordinator(world),
        ready.programme,
        [ready.amara.id, ready.leo.id],
        slot_id,
        place_id,
        now=clock.now(),
    )
    assert isinstance(refused, NotMade)
    assert [each.code for each in refused.broken] == [Boundary.NO_COMMON_SLOT]


def test_what_a_run_is_about_is_read_in_as_many_queries_for_few_as_for_many(
    ready: Ready, world: World
) -> None:
    def queries() -> int:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            asked.append(statement)

        programme_id = ready.programme.id
        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            found = programme_by_id(world.school_id, programme_id)
            assert found is not None
            scene_of(found, board_of(found))
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = queries()
    for number in range(3):
        one = make_student(world, first=f"Mina{number}", last="More", year="7")
        make_ready(world, enrol(world, ready.programme, one, ProgrammeRole.MENTEE))
    assert queries() == few
    assert few <= 40
