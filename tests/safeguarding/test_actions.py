"""What happens at the desk and when a clock strikes: the change, its event, and who is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.verifying import findings
from mentoring.extensions import db
from mentoring.jobs import worker
from mentoring.people.models import FamilyTie, StaffMember
from mentoring.raising.models import Hold
from mentoring.raising.rules.answers import DoneBy, SafeNow
from mentoring.safeguarding import offers
from mentoring.safeguarding.actions import alerts, steps
from mentoring.safeguarding.queries.desk import (
    DeskConcern,
    concern_for,
    desk,
    held_people,
    held_person,
    locked_concern,
)
from mentoring.safeguarding.queries.words import words_of, words_of_steps
from mentoring.safeguarding.rules import Outcome, Refusal
from mentoring.safeguarding.wording import ALERT_SUBJECT, alert_mail
from tests.safeguarding.conftest import (
    SECRET_WORDS,
    Tell,
    actor_of,
    address,
    after,
    change_staff,
    circles_of,
    events_of,
    mailed,
    raw,
    steps_of,
    tick,
)
from tests.support.factories import World, make_staff

pytestmark = pytest.mark.usefixtures("mail")


def do(
    app: Flask, world: World, account: str, concern_id: str, what: Callable[..., Any], *args: Any, **more: Any
) -> Any:
    """Let one of the nine accounts do something about a concern, as its route does."""
    actor = actor_of(app, world, account)
    with app.app_context(), transaction.unit():
        concern = locked_concern(world.school_id, concern_id)
        assert concern is not None
        return what(actor, concern, *args, now=clock.now(), **more)


def acknowledge(app: Flask, world: World, account: str, concern_id: str) -> None:
    do(app, world, account, concern_id, steps.acknowledge)


def read(app: Flask, world: World, concern_id: str) -> DeskConcern:
    with app.app_context(), transaction.unit(writes=False):
        found = concern_for(world.school_id, concern_id)
        assert found is not None
        db.session.expunge_all()
        return found


def reads(app: Flask, world: World, concern_id: str) -> set[str]:
    """Return which accounts may read a concern."""
    may = read(app, world, concern_id).reader_ids
    return {role.value for role, person in world.staff.items() if person in may}


def alert_at_once(app: Flask) -> None:
    """Let the worker do what waits in the outbox, mail aside."""
    reported: list[BaseException] = []
    assert worker.do_next(app, reported.append)
    assert not reported


# The clock


def test_lead_and_deputies_are_alerted_at_once_by_mail(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world)
    alert_at_once(app)
    assert mailed(app) == address(app, world, "lead", "deputy")
    assert [step.code for step in steps_of(app, concern, "alerted")] == ["at-once"]
    tick(app)
    assert len(mailed(app)) == 2


def test_the_mail_says_where_to_read_and_nothing_of_what_it_is(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world, text="Mr Panjwani hit Leo", safe_now=SafeNow.NO)
    with app.app_context(), transaction.unit(writes=False):
        text = f"{ALERT_SUBJECT}\n{alert_mail({'school': world.school_id})}"
    assert "Alderbrook School" in text
    assert "http://localhost:8000/desk" in text
    for word in ("Leo", "Panjwani", concern, "safe", "concern", "concern", "child", "student", "hit"):
        assert word.lower() not in text.lower(), word


def test_they_are_alerted_again_after_ten_minutes_and_the_head_joins_after_twenty(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world)
    tick(app)
    after(minutes=9, seconds=59)
    tick(app)
    assert len(mailed(app)) == 2
    after(minutes=10)
    tick(app)
    assert len(mailed(app)) == 4
    assert circles_of(app, concern) == {"lead_team": "first"}
    after(minutes=20)
    tick(app)
    assert mailed(app) == sorted(
        address(app, world, "lead", "deputy") * 3 + address(app, world, "head", "stand_in")
    )
    assert circles_of(app, concern) == {"lead_team": "first", "head_team": "clock"}
    assert reads(app, world, concern) == {"lead", "deputy", "head", "stand_in"}
    assert [step.code for step in steps_of(app, concern, "alerted")] == ["at-once", "again", "wider"]
    assert events_of(app, world, concern) == ["concern.raised", *["concern.alerted"] * 3]


def test_whoever_answered_safe_gets_an_hour_before_the_second_alert(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world, safe_now=SafeNow.YES)
    tick(app)
    after(minutes=59)
    tick(app)
    assert len(steps_of(app, concern, "alerted")) == 1
    after(hours=1)
    tick(app)
    assert len(steps_of(app, concern, "alerted")) == 2


def test_a_worker_that_was_off_gives_what_is_due_once_and_sends_one_mail(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world)
    after(hours=1)
    tick(app)
    assert len(steps_of(app, concern, "alerted")) == 3
    assert mailed(app) == address(app, world, "lead", "deputy", "head", "stand_in")


def test_two_workers_alert_once(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world)
    after(minutes=25)
    together = Barrier(2)

    def work(_: int) -> None:
        together.wait(timeout=10)
        tick(app)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert sorted(str(step.code) for step in steps_of(app, concern, "alerted")) == [
        "again",
        "at-once",
        "wider",
    ]
    assert events_of(app, world, concern).count("concern.alerted") == 3
    assert len(mailed(app)) == 4


def test_acknowledging_stops_the_clock_and_opening_does_not(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world)
    tick(app)
    do(app, world, "lead", concern, steps.see_concern)
    after(minutes=10)
    tick(app)
    assert len(steps_of(app, concern, "alerted")) == 2
    acknowledge(app, world, "deputy", concern)
    after(minutes=45)
    tick(app)
    assert len(steps_of(app, concern, "alerted")) == 2
    assert circles_of(app, concern) == {"lead_team": "first"}


@pytest.mark.parametrize("done_by, who", [(DoneBy.ADULT, ["head", "stand_in"]), (DoneBy.HEAD, ["chair"])])
def test_the_clock_adds_nobody_to_what_went_to_head_or_chair(
    app: Flask, world: World, tell: Tell, done_by: DoneBy, who: list[str]
) -> None:
    concern = tell(world, done_by=done_by)
    before = circles_of(app, concern)
    for minutes in (0, 10, 20, 90):
        after(minutes=minutes)
        tick(app)
    assert circles_of(app, concern) == before
    assert mailed(app) == sorted(address(app, world, *who) * 3)


def test_nobody_who_is_kept_out_is_ever_mailed(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world, ruled_out=frozenset({world.staff[Role.LEAD], world.staff[Role.HEAD]}))
    for minutes in (0, 10, 20):
        after(minutes=minutes)
        tick(app)
    assert not {*address(app, world, "lead", "head")} & {*mailed(app)}
    assert not {"lead", "head"} & reads(app, world, concern)


def test_who_is_away_is_not_mailed_unless_everybody_is(app: Flask, world: World, tell: Tell) -> None:
    change_staff(app, world, "lead", away=True)
    tell(world)
    tick(app)
    assert address(app, world, "lead")[0] not in mailed(app)
    for account in ("deputy", "head", "stand_in", "chair"):
        change_staff(app, world, account, away=True)
    concern = tell(world, text="Another one")
    tick(app)
    assert {*mailed(app)} >= {*address(app, world, *reads(app, world, concern))}


def test_one_broken_record_does_not_stop_another_childs_clock(
    app: Flask, worlds: tuple[World, World], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, well = tell(worlds[0]), tell(worlds[1])
    told = alerts.due_steps

    def due(facts: Any, *args: Any) -> Any:
        if broken_raised == facts.raised_at and not seen:
            seen.append(1)
            raise ValueError("broken")
        return told(facts, *args)

    seen: list[int] = []
    broken_raised = raw(app, broken).raised_at
    monkeypatch.setattr(alerts, "due_steps", due)
    tick(app)
    assert len(steps_of(app, well, "alerted")) + len(steps_of(app, broken, "alerted")) == 1
    tick(app)
    assert len(steps_of(app, well, "alerted")) == len(steps_of(app, broken, "alerted")) == 1


def test_without_mail_the_clock_runs_all_the_same(app: Flask, world: World, tell: Tell) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mail_url=None)
    concern = tell(world)
    alert_at_once(app)
    after(minutes=20)
    tick(app)
    assert mailed(app) == []
    assert len(steps_of(app, concern, "alerted")) == 3
    assert reads(app, world, concern) >= {"head"}


# What a reader does


def test_acknowledging_twice_is_once_and_two_readers_are_both_kept(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world)
    acknowledge(app, world, "lead", concern)
    acknowledge(app, world, "lead", concern)
    after(minutes=1)
    acknowledge(app, world, "deputy", concern)
    taken = read(app, world, concern).known.acknowledgements
    assert [step.by_id for step in taken] == [world.staff[Role.LEAD], world.staff[Role.DEPUTY]]
    assert events_of(app, world, concern).count("concern.acknowledged") == 2


def test_readers_who_press_at_the_same_moment_are_all_kept_once(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world)
    together = Barrier(4)

    def press(account: str) -> None:
        together.wait(timeout=10)
        acknowledge(app, world, account, concern)

    with ThreadPoolExecutor(4) as readers:
        list(readers.map(press, ["lead", "deputy", "lead", "deputy"]))
    by = sorted(str(step.by_id) for step in steps_of(app, concern, "acknowledged"))
    assert by == sorted([world.staff[Role.LEAD], world.staff[Role.DEPUTY]])


def test_words_back_are_sealed_and_the_same_form_sends_them_once(
    app: Flask, world: World, tell: Tell
) -> None:
    concern, token = tell(world), ids.new_id()
    words = "I will find you at lunch"
    assert do(app, world, "lead", concern, steps.answer, words, token=token) is Refusal.NOT_ACKNOWLEDGED
    acknowledge(app, world, "lead", concern)
    assert do(app, world, "lead", concern, steps.answer, words, token=token) is None
    assert do(app, world, "lead", concern, steps.answer, words, token=token) is Refusal.SAID_ALREADY
    answered = steps_of(app, concern, "answered")
    assert len(answered) == 1
    assert words.encode() not in (answered[0].words or b"")
    with app.app_context(), transaction.unit(writes=False):
        assert words_of_steps(world.school_id, answered) == {answered[0].id: words}
    assert events_of(app, world, concern)[-1] == "concern.answered"


def test_finishing_needs_somebody_who_has_it_and_can_be_undone(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world)
    how = (Outcome.HANDLED_HERE, "Talked with both")
    assert do(app, world, "lead", concern, steps.finish, *how) is Refusal.NOT_ACKNOWLEDGED
    assert do(app, world, "lead", concern, steps.reopen) is Refusal.NOT_FINISHED
    acknowledge(app, world, "lead", concern)
    assert do(app, world, "lead", concern, steps.finish, *how) is None
    assert do(app, world, "deputy", concern, steps.finish, *how) is Refusal.FINISHED_ALREADY
    assert do(app, world, "deputy", concern, steps.reopen) is None
    assert do(app, world, "deputy", concern, steps.reopen) is Refusal.NOT_FINISHED
    assert do(app, world, "lead", concern, steps.finish, *how) is None
    finished = steps_of(app, concern, "finished")
    assert [step.code for step in finished] == ["handled-here"] * 2
    assert b"Talked" not in (finished[0].words or b"")
    kinds = [name for name in events_of(app, world, concern) if name != "concern.raised"]
    assert kinds == ["concern.acknowledged", "concern.finished", "concern.reopened", "concern.finished"]


def test_the_head_shares_with_lead_and_deputies_but_never_with_who_is_kept_out(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world, done_by=DoneBy.ADULT, ruled_out=frozenset({world.staff[Role.DEPUTY]}))
    assert reads(app, world, concern) == {"head", "stand_in"}
    assert do(app, world, "head", concern, steps.share_with_lead) is None
    assert do(app, world, "head", concern, steps.share_with_lead) is None
    assert reads(app, world, concern) == {"head", "stand_in", "lead"}
    assert circles_of(app, concern)["lead_team"] == "shared"
    assert mailed(app) == address(app, world, "lead")
    assert events_of(app, world, concern).count("concern.shared") == 1


def test_sharing_that_would_reach_nobody_is_refused(app: Flask, world: World, tell: Tell) -> None:
    out = frozenset({world.staff[Role.LEAD], world.staff[Role.DEPUTY]})
    concern = tell(world, done_by=DoneBy.ADULT, ruled_out=out)
    assert do(app, world, "head", concern, steps.share_with_lead) is Refusal.NOBODY_TO_ADD
    assert reads(app, world, concern) == {"head", "stand_in"}


def test_a_found_surname_keeps_out_until_another_reader_lets_them_in(
    app: Flask, world: World, tell: Tell
) -> None:
    concern, lead = tell(world, text="Mr Halewick knows about it"), world.staff[Role.LEAD]
    assert "lead" not in reads(app, world, concern)
    assert do(app, world, "deputy", concern, steps.release, lead, "Only a witness") is None
    assert do(app, world, "deputy", concern, steps.release, lead, "Only a witness") is None
    assert "lead" in reads(app, world, concern)
    assert len(steps_of(app, concern, "released")) == 1
    assert mailed(app) == address(app, world, "lead")


def test_who_is_in_none_of_its_circles_is_not_let_in(app: Flask, world: World, tell: Tell) -> None:
    supervisor = world.staff[Role.SUPERVISOR]
    with app.app_context(), transaction.unit(writes=False):
        surname = db.session.get_one(StaffMember, (world.school_id, supervisor)).last_name
    concern = tell(world, text=f"{surname} knows about it")
    refused = do(app, world, "lead", concern, steps.release, supervisor, "A witness")
    assert refused is Refusal.NOT_TO_BE_RELEASED
    assert steps_of(app, concern, "released") == []


def test_whom_the_writer_ruled_out_is_never_let_in(app: Flask, world: World, tell: Tell) -> None:
    lead, deputy = world.staff[Role.LEAD], world.staff[Role.DEPUTY]
    concern = tell(world, text="Mr Halewick knows about it", ruled_out=frozenset({lead}))
    for person in (lead, deputy):
        refused = do(app, world, "deputy", concern, steps.release, person, "They may know")
        assert refused is Refusal.NOT_TO_BE_RELEASED
    assert "lead" not in reads(app, world, concern)


def test_a_relative_noted_later_is_kept_out_from_then_on(app: Flask, world: World, tell: Tell) -> None:
    concern, other = tell(world), tell(world, by="mentor")
    assert "deputy" in reads(app, world, concern)
    with app.app_context(), transaction.unit():
        db.session.add(
            FamilyTie(
                school_id=world.school_id, id=ids.new_id(), student_id=world.mentee,
                staff_id=world.staff[Role.DEPUTY], made_at=clock.now(),
            )
        )  # fmt: skip
    assert "deputy" not in reads(app, world, concern)
    assert "deputy" in reads(app, world, other)


def test_each_hold_is_ended_by_itself_and_only_by_who_may_decide(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world, people=(world.mentor, world.staff[Role.SUPERVISOR]))
    found = read(app, world, concern)
    assert found.hold_decider_ids == found.reader_ids == {world.staff[Role.HEAD], world.staff[Role.STAND_IN]}
    with app.app_context(), transaction.unit(writes=False):
        names = {held.name: held.id for held in held_people(found)}
    assert set(names) == {"Amara Quist", "Mr Panjwani"}
    for refusal in (None, Refusal.HOLD_ENDED_ALREADY):
        with app.app_context(), transaction.unit():
            held = held_person(world.school_id, names["Amara Quist"])
            assert held is not None
            assert steps.end_hold(actor_of(app, world, "head"), held, now=clock.now()) is refusal
    with app.app_context(), transaction.unit(writes=False):
        still = db.session.get(Hold, (world.school_id, names["Mr Panjwani"]))
        assert still is not None
        assert still.ended_at is None
    assert events_of(app, world, concern).count("hold.ended") == 1


def test_only_lead_and_deputy_decide_about_a_hold_that_they_read(
    app: Flask, world: World, tell: Tell
) -> None:
    concern = tell(world, people=(world.mentor,), done_by=DoneBy.STUDENT)
    after(minutes=20)
    tick(app)
    found = read(app, world, concern)
    assert "head" in reads(app, world, concern)
    assert found.hold_decider_ids == {world.staff[Role.LEAD], world.staff[Role.DEPUTY]}


# What is stored, and what it costs to show it


def test_what_was_written_is_sealed_and_opens_here(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world, where_and_when="Monday, behind the canteen")
    stored = raw(app, concern)
    assert b"canteen" not in stored.text + (stored.where_and_when or b"")
    with app.app_context(), transaction.unit(writes=False):
        opened = words_of(stored)
    assert (opened.text, opened.where_and_when) == (SECRET_WORDS, "Monday, behind the canteen")


def test_the_trail_verifies_after_all_of_it(app: Flask, world: World, tell: Tell) -> None:
    concern = tell(world, people=(world.mentor,))
    tick(app)
    do(app, world, "lead", concern, steps.see_concern)
    acknowledge(app, world, "lead", concern)
    do(app, world, "lead", concern, steps.finish, Outcome.NOTHING_FOUND, "Asked everyone")
    with app.app_context(), transaction.unit(writes=False):
        assert list(findings()) == []


def test_the_desk_asks_the_database_as_often_for_one_worry_as_for_many(
    app: Flask, world: World, tell: Tell
) -> None:
    def asked(look: Callable[[], Any]) -> int:
        statements: list[str] = []

        def note(*args: Any) -> None:
            statements.append(args[2])

        with app.app_context(), transaction.unit(writes=False):
            event.listen(db.engine, "before_cursor_execute", note)
            look()
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    lead = actor_of(app, world, "lead")

    def look() -> None:
        desk(world.school_id, lead.person_id)
        offers.waiting_count(lead)

    tell(world)
    once = asked(look)
    for number in range(5):
        tell(world, text=f"Concern {number}")
        with app.app_context(), transaction.unit():
            make_staff(world, Role.DEPUTY, last=f"Newcomer{number}")
    assert asked(look) == once
