"""Whom a student may name when they tell an adult: by the life of their pairings."""

from datetime import timedelta

from sqlalchemy import update

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.models import PairingMember
from mentoring.matching.queries.near import near_student
from mentoring.matching.rules.life import State
from mentoring.people.models import Student
from mentoring.raising.queries.near import Near
from tests.matching.pairs import Paired, group, paired
from tests.support.factories import World

__all__ = ["group", "paired"]  # fixtures


def near(paired: Paired, student_id: str, **later: int) -> Near:
    with paired.app.app_context(), transaction.unit(writes=False):
        return near_student(paired.world.school_id, student_id, clock.now() + timedelta(**later))


def change(paired: Paired, student_id: str, **values: object) -> None:
    """Change a student's place beneath the pages."""
    with paired.app.app_context(), transaction.unit():
        place = update(PairingMember).where(PairingMember.student_id == student_id)
        db.session.execute(place.values(**values))


def test_a_mentor_of_a_group_knows_all_of_it_and_each_of_them_the_mentor_alone(
    world: World, group: Paired
) -> None:
    group.come_to(State.ACTIVE)
    assert sorted(near(group, world.mentor).partners.values()) == ["Leo", "Nia0", "Nia1"]
    for mentee in (world.mentee, *group.others):
        found = near(group, mentee)
        assert found.partners == {world.mentor: "Amara"}
        assert found.adults == {world.staff[Role.SUPERVISOR]}


def test_partners_who_share_a_first_name_have_an_initial(world: World, group: Paired) -> None:
    group.come_to(State.ACTIVE)
    with group.app.app_context(), transaction.unit():
        db.session.execute(update(Student).where(Student.id == group.others[0]).values(first_name="Leo"))
    assert sorted(near(group, world.mentor).partners.values()) == ["Leo B", "Leo M", "Nia1"]


def test_who_left_a_group_that_goes_on_can_name_and_be_named_for_a_term(world: World, group: Paired) -> None:
    group.come_to(State.ACTIVE)
    left = group.others[0]
    change(group, left, left_at=clock.now(), answer="yes")
    assert left in near(group, world.mentor, days=89).partners
    assert world.mentor in near(group, left, days=89).partners
    assert near(group, left).adults == frozenset(), "they do not meet there any more"
    assert left not in near(group, world.mentor, days=91).partners
    assert near(group, left, days=91) == Near()


def test_who_left_before_a_yes_learns_no_name(world: World, group: Paired) -> None:
    group.come_to(State.ACTIVE)
    for answer in ("", "no"):
        change(group, group.others[0], left_at=clock.now(), answer=answer)
        assert near(group, group.others[0]) == Near()
        assert group.others[0] not in near(group, world.mentor).partners


def test_a_hold_changes_nothing_once_meetings_are_planned(world: World, paired: Paired) -> None:
    paired.come_to(State.READY)
    before = [near(paired, each) for each in (world.mentor, world.mentee)]
    assert all(each.partners for each in before)
    paired.hold(world.mentor)
    assert [near(paired, each) for each in (world.mentor, world.mentee)] == before


def test_before_that_a_hold_reads_as_drawn_back(world: World, paired: Paired) -> None:
    paired.come_to(State.AGREED)
    assert near(paired, world.mentee).partners == {world.mentor: "Amara"}
    paired.hold(world.mentor)
    assert near(paired, world.mentee) == near(paired, world.mentor) == Near()


def test_nothing_is_said_of_a_student_of_another_school(worlds: tuple[World, World], paired: Paired) -> None:
    paired.come_to(State.ACTIVE)
    with paired.app.app_context(), transaction.unit(writes=False):
        for student in (worlds[0].mentee, worlds[1].mentee):
            assert near_student(worlds[1].school_id, student, clock.now()) == Near()
