"""What is stored when somebody tells an adult: sealed words, readers, holds, one event, one alert."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from mentoring import ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.audit.trail import MACHINE
from mentoring.audit.verifying import findings
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people.actions.staff import grant_role
from mentoring.people.models import FamilyTie, School, StaffMember
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Concern, ConcernExclusion, ConcernRoute, ConcernStep, Hold
from mentoring.raising.queries.concerns import concern_with_words, three_words, words_again
from mentoring.raising.queries.holds import on_hold
from mentoring.raising.rules.answers import DoneBy, SafeNow, WhoNeedsHelp
from mentoring.safeguarding.queries.knowing import known
from tests.raising.conftest import A_LESSON, concerns, opened, readers
from tests.support.factories import World, make_staff

CANARY = "zanzibar-canary-words"


def student(world: World, person_id: str | None = None) -> Actor:
    return Actor("account", world.school_id, person_id or world.mentee, "session", frozenset({Role.STUDENT}))


def raised(
    app: Flask,
    world: World,
    raiser: Actor | None = None,
    *,
    done_by_people: tuple[str, ...] = (),
    **typed: object,
) -> Concern:
    with app.app_context(), transaction.unit():
        school = db.session.get(School, world.school_id)
        assert school is not None
        told = Told(**{"form_token": ids.new_token(), "text": "words", **typed})  # type: ignore[arg-type]
        made = raise_concern(
            school=school, raiser=raiser, typed=told, done_by_people=done_by_people, now=A_LESSON
        ).id
    return next(one for one in concerns(app) if one.id == made)


def people(world: World, *roles: Role) -> list[str]:
    return [world.staff[role] for role in roles]


def rows(app: Flask, model: type) -> list[object]:
    with app.app_context(), transaction.unit(writes=False):
        found = list(db.session.scalars(select(model)))
        db.session.expunge_all()
        return found


def test_everything_that_was_told_is_stored_once_and_sealed(app: Flask, world: World) -> None:
    concern = raised(
        app,
        world,
        student(world),
        text=CANARY + " 🐘\x00\r\nsecond line",
        where_and_when=CANARY + " by the gate",
        who_needs_help=WhoNeedsHelp.ME,
        done_by=DoneBy.HOME,
        safe_now=SafeNow.NO,
    )
    assert (concern.who_needs_help, concern.done_by, concern.safe_now) == ("me", "home", "no")
    assert (concern.raiser_id, concern.raiser_is_student, concern.words_hash) == (world.mentee, True, None)
    assert opened(app, concern) == CANARY + " 🐘\x00\r\nsecond line"
    assert opened(app, concern, "where_and_when") == CANARY + " by the gate"
    assert concern.writer_name is None and concern.find_at is None
    assert CANARY.encode() not in concern.text


def test_no_word_of_it_is_in_the_database_file(app: Flask, world: World) -> None:
    raised(app, world, text=CANARY, where_and_when=CANARY, writer_name=CANARY, find_at=CANARY)
    file: Path | None = app.extensions["settings"].database_file
    if file is not None:
        kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert kept and CANARY.encode() not in kept
        return
    with app.app_context(), transaction.unit(writes=False):
        tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        for table in tables:
            rows_of = db.session.scalars(text(f'SELECT row_to_json(t)::text FROM "{table}" t')).all()
            assert not any(CANARY in row or CANARY.encode().hex() in row for row in rows_of), table


def test_it_leaves_one_event_without_a_word_and_asks_for_one_alert(app: Flask, world: World) -> None:
    concern = raised(app, world, text=CANARY, done_by=DoneBy.ADULT)
    told = [entry for entry in rows(app, TrailEntry) if isinstance(entry, TrailEntry)]
    assert [(entry.event, entry.subject_id, entry.by_kind, entry.facts) for entry in told] == [
        ("concern.raised", concern.id, "visitor", {"route": ["head_team"], "marked": False})
    ]
    asked = [job for job in rows(app, Job) if isinstance(job, Job)]
    assert [(job.kind, job.facts, job.school_id, job.once) for job in asked] == [
        (
            "concern-alert",
            {"school": world.school_id, "concern": concern.id},
            world.school_id,
            f"concern-alert:{concern.id}",
        )
    ]
    with app.app_context(), transaction.unit(writes=False):
        assert list(findings()) == []


def test_it_is_routed_by_who_may_have_done_it(app: Flask, world: World) -> None:
    assert readers(app, raised(app, world)) == people(world, Role.LEAD, Role.DEPUTY)
    assert readers(app, raised(app, world, done_by=DoneBy.ADULT)) == people(world, Role.HEAD, Role.STAND_IN)
    assert readers(app, raised(app, world, done_by=DoneBy.HEAD)) == people(world, Role.CHAIR)


def test_who_is_ruled_out_never_reads_it(app: Flask, world: World) -> None:
    unknown = ids.new_id()
    concern = raised(app, world, ruled_out=frozenset({world.staff[Role.LEAD], unknown, "hostile'"}))
    assert world.staff[Role.LEAD] not in readers(app, concern)
    assert [
        (row.staff_id, row.cause) for row in rows(app, ConcernExclusion) if isinstance(row, ConcernExclusion)
    ] == [(world.staff[Role.LEAD], "ruled-out")]


def test_staff_of_another_school_cannot_be_named(app: Flask, worlds: tuple[World, World]) -> None:
    here, there = worlds
    raised(app, here, ruled_out=frozenset(there.staff.values()))
    assert rows(app, ConcernExclusion) == []


@pytest.mark.parametrize("column", ["text", "where_and_when", "find_at"])
def test_a_surname_in_the_words_adds_the_head_and_keeps_its_person_out(
    app: Flask, world: World, column: str
) -> None:
    concern = raised(app, world, **{column: "mr halewicks room"})
    assert readers(app, concern) == people(world, Role.DEPUTY, Role.HEAD, Role.STAND_IN)
    with app.app_context(), transaction.unit():
        db.session.add(
            ConcernStep(
                school_id=world.school_id, id=ids.new_id(), concern_id=concern.id, kind="released", at=A_LESSON,
                by_id=world.staff[Role.DEPUTY], about_id=world.staff[Role.LEAD],
            )
        )  # fmt: skip
    assert readers(app, concern)[0] == world.staff[Role.LEAD]


def test_a_surname_of_somebody_who_has_left_changes_no_route_but_keeps_them_out_for_good(
    app: Flask, world: World
) -> None:
    with app.app_context(), transaction.unit():
        gone = make_staff(world, last="Unterberg")
        db.session.execute(
            text("UPDATE staff_member SET left_at = :at WHERE last_name = 'Unterberg'"), {"at": A_LESSON}
        )
    concern = raised(app, world, text="Unterberg")
    assert readers(app, concern) == people(world, Role.LEAD, Role.DEPUTY)
    with app.app_context(), transaction.unit():
        back = db.session.get_one(StaffMember, (world.school_id, gone))
        back.left_at = None
        grant_role(MACHINE, back, Role.DEPUTY, how="by a holder", now=A_LESSON)
    assert readers(app, concern) == people(world, Role.LEAD, Role.DEPUTY)


@pytest.mark.parametrize("who", [*WhoNeedsHelp, None])
def test_a_relative_of_the_writer_never_reads_it(app: Flask, world: World, who: WhoNeedsHelp | None) -> None:
    with app.app_context(), transaction.unit():
        db.session.add(
            FamilyTie(
                school_id=world.school_id, id=ids.new_id(), student_id=world.mentee,
                staff_id=world.staff[Role.DEPUTY], made_at=A_LESSON,
            )
        )  # fmt: skip
    concern = raised(app, world, student(world), who_needs_help=who)
    assert world.staff[Role.DEPUTY] not in readers(app, concern)
    assert world.staff[Role.DEPUTY] in readers(app, raised(app, world, student(world, world.mentor)))


def test_the_partner_and_the_adult_on_duty_are_on_hold_in_the_same_write(
    app: Flask, worlds: tuple[World, World]
) -> None:
    world, other = worlds
    on_duty = world.staff[Role.SUPERVISOR]
    concern = raised(app, world, student(world), done_by=DoneBy.ADULT, done_by_people=(world.mentor, on_duty))
    with app.app_context(), transaction.unit(writes=False):
        everybody = [world.mentor, world.mentee, *world.staff.values()]
        assert set(on_hold(world.school_id, everybody)) == {world.mentor, on_duty}
        assert not on_hold(other.school_id, everybody)
        assert not on_hold(world.school_id, [])
    assert {(row.concern_id, row.started_at) for row in rows(app, Hold) if isinstance(row, Hold)} == {
        (concern.id, A_LESSON)
    }
    assert [row.staff_id for row in rows(app, ConcernExclusion) if isinstance(row, ConcernExclusion)] == [
        on_duty
    ]
    events = sorted(row.event for row in rows(app, TrailEntry) if isinstance(row, TrailEntry))
    assert events == ["concern.raised", "hold.started", "hold.started"]


def test_a_concern_alone_holds_nobody(app: Flask, world: World) -> None:
    raised(app, world, student(world), done_by=DoneBy.STUDENT)
    assert rows(app, Hold) == []


def test_an_ended_hold_is_no_hold(app: Flask, world: World) -> None:
    raised(app, world, student(world), done_by_people=(world.mentor,))
    with app.app_context(), transaction.unit():
        held = db.session.scalars(select(Hold)).one()
        held.ended_at = A_LESSON + timedelta(hours=1)
    with app.app_context(), transaction.unit(writes=False):
        assert not on_hold(world.school_id, [world.mentor])


def test_the_readers_of_many_are_those_of_each(app: Flask, world: World) -> None:
    for answer in (None, DoneBy.ADULT, DoneBy.HEAD):
        raised(app, world, done_by=answer, ruled_out=frozenset({world.staff[Role.LEAD]}))
    with app.app_context(), transaction.unit(writes=False):
        together = known(world.school_id, db.session.scalars(select(Concern)).all())
    assert {one: about.reader_ids for one, about in together.items()} == {
        one.id: readers(app, one) for one in concerns(app)
    }


def test_the_same_telling_cannot_be_stored_twice(app: Flask, world: World) -> None:
    raised(app, world, form_token="the same")
    with pytest.raises(IntegrityError):
        raised(app, world, form_token="the same")
    raised(app, world, form_token="the same", text="other words")
    assert len(concerns(app)) == 2


def test_a_signed_out_writer_has_three_words_that_find_it_again(
    app: Flask, worlds: tuple[World, World]
) -> None:
    world, other = worlds
    told = Told(form_token="token", text="words")
    concern = raised(app, world, form_token="token")
    with app.app_context(), transaction.unit(writes=False):
        words = words_again(concern, told.secret)
        assert words == three_words(told.secret, 0) and len(set(words)) == 3
        for typed in (" ".join(words), "-".join(words).upper(), "".join(words)):
            found = concern_with_words(world.school_id, typed)
            assert found is not None and found.id == concern.id
        assert concern_with_words(other.school_id, " ".join(words)) is None
        assert concern_with_words(world.school_id, "wrong words here") is None


def test_words_that_another_concern_has_are_not_given_out_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def few(secret: str, turn: int) -> tuple[str, ...]:
        return ("ant", "bee", str(turn))

    monkeypatch.setattr("mentoring.raising.queries.concerns.three_words", few)
    first, second = raised(app, world), raised(app, world)
    with app.app_context():
        assert [words_again(one, "any") for one in (first, second)] == [few("", 0), few("", 1)]


def test_where_it_was_sent_stays_in_the_order_of_sending(app: Flask, world: World) -> None:
    raised(app, world, done_by=DoneBy.HEAD, ruled_out=frozenset({world.staff[Role.CHAIR]}))
    stored = [(row.circle, row.cause) for row in rows(app, ConcernRoute) if isinstance(row, ConcernRoute)]
    assert sorted(stored) == [("chair", "first"), ("lead_team", "too-few")]


@pytest.mark.parametrize(
    "statement", ["UPDATE concern SET done_by = NULL", "DELETE FROM concern", "DELETE FROM concern_exclusion"]
)
def test_nobody_changes_or_deletes_a_concern(app: Flask, world: World, statement: str) -> None:
    raised(app, world, ruled_out=frozenset({world.staff[Role.LEAD]}))
    with app.app_context(), pytest.raises(Exception, match="append-only"), transaction.unit():
        db.session.execute(text(statement))
