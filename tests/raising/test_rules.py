"""Who reads a concern: by who may have done it, and never the person it may be about."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.access.roles import Role
from mentoring.raising.rules.answers import DoneBy, SafeNow, WhoNeedsHelp, understood
from mentoring.raising.rules.circles import (
    Circle,
    ExclusionCause,
    Grant,
    Holder,
    Holders,
    first_readers,
    given_by_the_excluded,
    readers,
    still_excluded,
)
from mentoring.raising.rules.routing import (
    LAST_RESORT,
    UPWARDS,
    RouteCause,
    Routing,
    circles_that_read,
    route,
)

LEAD, DEPUTY, HEAD, STAND_IN, CHAIR = "lead", "deputy", "head", "stand-in", "chair"
OTHER_ANSWERS = [answer for answer in DoneBy if answer not in (DoneBy.ADULT, DoneBy.HEAD)]
READING_ROLES = (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR)


def school(away: str = "", **changed: list[str]) -> Holders:
    """A school with one holder of each role, or with those named; `away` are on holiday."""
    by_role = {"lead": [LEAD], "deputy": [DEPUTY], "head": [HEAD], "stand_in": [STAND_IN], "chair": [CHAIR]}
    return Holders(
        {
            Role(role): [Holder(who, who in away.split()) for who in people]
            for role, people in {**by_role, **changed}.items()
        }
    )


def who_reads(routing: Routing, holders: Holders) -> list[str]:
    return readers(routing.circles, holders, routing.excluded)


@pytest.mark.parametrize("answer", [*OTHER_ANSWERS, None])
def test_every_other_answer_and_no_answer_goes_to_the_lead_and_all_deputies(answer: DoneBy | None) -> None:
    holders = school(deputy=["second", "third"])
    assert who_reads(route(answer, holders), holders) == [LEAD, "second", "third"]


def test_an_adult_here_goes_to_the_head_and_the_stand_in_and_not_to_the_lead() -> None:
    assert who_reads(route(DoneBy.ADULT, school()), school()) == [HEAD, STAND_IN]


def test_the_head_goes_to_the_chair_alone_and_the_head_is_kept_out() -> None:
    routing = route(DoneBy.HEAD, school())
    assert routing.routes == [(Circle.CHAIR, RouteCause.FIRST)]
    assert routing.exclusions == [(HEAD, ExclusionCause.MAY_HAVE_DONE_IT)]
    assert who_reads(routing, school()) == [CHAIR]


def test_where_head_and_lead_are_one_person_what_is_about_them_goes_to_the_chair() -> None:
    holders = school(lead=[HEAD], stand_in=[])
    assert who_reads(route(DoneBy.HEAD, holders), holders) == [CHAIR]
    found = route(DoneBy.STUDENT, holders, surnames_found=[HEAD])
    assert who_reads(found, holders) == [DEPUTY, CHAIR]


def test_a_head_who_is_also_deputy_never_reads_what_is_about_the_head() -> None:
    holders = school(deputy=[HEAD], chair=[])
    assert who_reads(route(DoneBy.HEAD, holders), holders) == [LEAD]


@pytest.mark.parametrize(
    "found, readers_then, cause",
    [
        (LEAD, [DEPUTY, HEAD, STAND_IN], RouteCause.NAMED),
        ("a teacher", [LEAD, DEPUTY, HEAD, STAND_IN], RouteCause.NAMED),
        (STAND_IN, [LEAD, DEPUTY, HEAD], RouteCause.NAMED),
        (HEAD, [LEAD, DEPUTY, CHAIR], RouteCause.NAMED),
    ],
)
def test_a_surname_in_the_words_adds_the_head_and_keeps_that_person_out(
    found: str, readers_then: list[str], cause: RouteCause
) -> None:
    routing = route(DoneBy.STUDENT, school(), surnames_found=[found])
    assert who_reads(routing, school()) == readers_then
    assert routing.exclusions == [(found, ExclusionCause.SURNAME)]
    assert routing.routes[1][1] is cause


def test_a_surname_adds_nobody_to_what_is_about_the_head() -> None:
    routing = route(DoneBy.HEAD, school(), surnames_found=[LEAD, HEAD])
    assert who_reads(routing, school()) == [CHAIR]


def test_where_one_reader_is_left_the_next_circle_reads_too() -> None:
    routing = route(None, school(), ruled_out=[LEAD])
    assert routing.routes == [(Circle.LEAD_TEAM, RouteCause.FIRST), (Circle.HEAD_TEAM, RouteCause.TOO_FEW)]
    assert who_reads(routing, school()) == [DEPUTY, HEAD, STAND_IN]


def test_an_adult_here_with_the_head_alone_goes_to_the_chair_too() -> None:
    holders = school(stand_in=[])
    assert who_reads(route(DoneBy.ADULT, holders), holders) == [HEAD, CHAIR]


def test_two_circles_are_added_where_one_is_not_enough() -> None:
    holders = school(deputy=[], stand_in=[])
    routing = route(None, holders, family_ids=[HEAD])
    assert who_reads(routing, holders) == [LEAD, CHAIR]


def test_somebody_who_is_away_may_read_but_does_not_count_towards_two() -> None:
    holders = school(away=DEPUTY)
    routing = route(None, holders)
    assert who_reads(routing, holders) == [LEAD, DEPUTY, HEAD, STAND_IN]
    assert first_readers(routing.circles, holders, routing.excluded) == [LEAD, HEAD, STAND_IN]


def test_where_everybody_is_away_they_are_named_all_the_same() -> None:
    holders = school(away=CHAIR)
    assert first_readers([Circle.CHAIR], holders, ()) == [CHAIR]


def test_what_is_about_the_head_is_not_lost_when_the_chair_is_kept_out_too() -> None:
    routing = route(DoneBy.HEAD, school(), ruled_out=[CHAIR])
    assert who_reads(routing, school()) == [LEAD, DEPUTY]
    routing = route(DoneBy.HEAD, school(), ruled_out=[CHAIR, LEAD, DEPUTY])
    assert who_reads(routing, school()) == [STAND_IN]


def test_what_is_about_an_adult_goes_to_the_lead_only_when_nobody_above_is_left() -> None:
    routing = route(DoneBy.ADULT, school(), ruled_out=[HEAD, CHAIR])
    assert who_reads(routing, school()) == [STAND_IN]
    routing = route(DoneBy.ADULT, school(), ruled_out=[HEAD, STAND_IN, CHAIR])
    assert who_reads(routing, school()) == [LEAD, DEPUTY]


def test_with_everybody_ruled_out_nobody_reads() -> None:
    routing = route(None, school(), ruled_out=[LEAD, DEPUTY, HEAD, STAND_IN, CHAIR])
    assert who_reads(routing, school()) == []


def test_naming_the_adult_on_duty_counts_as_an_adult_here() -> None:
    routing = route(DoneBy.STUDENT, school(), named_ids=["on duty"])
    assert routing.circles == [Circle.HEAD_TEAM]
    assert routing.exclusions == [("on duty", ExclusionCause.MAY_HAVE_DONE_IT)]
    assert route(DoneBy.ADULT, school(), named_ids=[HEAD]).circles == [Circle.CHAIR]


def test_a_release_lets_in_only_whom_a_surname_kept_out() -> None:
    exclusions = [(LEAD, "surname"), (DEPUTY, "surname"), (DEPUTY, "ruled-out"), (HEAD, "family")]
    assert still_excluded(exclusions, released=[]) == {LEAD, DEPUTY, HEAD}
    assert still_excluded(exclusions, released=[LEAD, DEPUTY, HEAD]) == {DEPUTY, HEAD}


def test_unknown_answers_count_as_skipped() -> None:
    assert understood("head", DoneBy) is DoneBy.HEAD
    assert understood("me", WhoNeedsHelp) is WhoNeedsHelp.ME
    for hostile in (None, "", "HEAD", "' OR 1=1", "head\x00", "lead_team"):
        assert understood(hostile, DoneBy) is None
        assert understood(hostile, SafeNow) is None


TOLD = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
BEFORE, LATER, LATEST = (TOLD + timedelta(hours=hours) for hours in (-1, 1, 2))


def _grant(staff_id: str, role: Role, by: str | None, at: datetime, *, ended: bool = False) -> Grant:
    return Grant(staff_id, role, by, at, ended)


@pytest.mark.parametrize(
    "what, grants, void",
    [
        ("given before it was told", [_grant("new", Role.DEPUTY, LEAD, BEFORE)], set()),
        ("given after it by the excluded", [_grant("new", Role.DEPUTY, LEAD, LATER)], {("new", Role.DEPUTY)}),
        (
            "given by whom the excluded made up",
            [_grant("new", Role.DEPUTY, LEAD, LATER), _grant("second", Role.DEPUTY, "new", LATEST)],
            {("new", Role.DEPUTY), ("second", Role.DEPUTY)},
        ),
        (
            "given by whom the excluded made up, who holds the role no more",
            [
                _grant("new", Role.DEPUTY, LEAD, LATER, ended=True),
                _grant("second", Role.DEPUTY, "new", LATEST),
            ],
            {("second", Role.DEPUTY)},
        ),
        (
            "one more role for somebody who reads already: only that role does not count",
            [_grant(CHAIR, Role.CHAIR, None, BEFORE), _grant(CHAIR, Role.DEPUTY, LEAD, LATER)],
            {(CHAIR, Role.DEPUTY)},
        ),
        (
            "given by somebody who reads already and was given one more role by the excluded",
            [
                _grant(CHAIR, Role.CHAIR, None, BEFORE),
                _grant(CHAIR, Role.DEPUTY, LEAD, LATER),
                _grant("new", Role.DEPUTY, CHAIR, LATEST),
            ],
            {(CHAIR, Role.DEPUTY)},
        ),
        (
            "given by a lead who has left since",
            [_grant("old", Role.LEAD, None, BEFORE, ended=True), _grant("new", Role.DEPUTY, "old", LATER)],
            set(),
        ),
        ("given on the machine", [_grant("new", Role.DEPUTY, None, LATER)], set()),
    ],
)
def test_a_role_that_the_excluded_gave_afterwards_does_not_count(
    what: str, grants: list[Grant], void: set[tuple[str, Role]]
) -> None:
    assert given_by_the_excluded({LEAD}, grants, told_at=TOLD) == void, what


def test_where_the_last_reader_is_gone_it_goes_on_to_somebody() -> None:
    held = school()
    assert circles_that_read(Circle.LEAD_TEAM, {Circle.LEAD_TEAM}, held, ()) == [Circle.LEAD_TEAM]
    nobody_below = {LEAD, DEPUTY}
    assert circles_that_read(Circle.LEAD_TEAM, {Circle.LEAD_TEAM}, held, nobody_below) == [
        Circle.LEAD_TEAM,
        Circle.HEAD_TEAM,
    ]
    # About the head, and the chair has gone: the lead team, never the head.
    no_chair = held.without({(CHAIR, Role.CHAIR)})
    circles = circles_that_read(Circle.CHAIR, {Circle.CHAIR}, no_chair, {HEAD})
    assert readers(circles, no_chair, {HEAD}) == [LEAD, DEPUTY]


PEOPLE = [f"p{number}" for number in range(7)]
some_people = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4)


@st.composite
def schools(draw: st.DrawFn) -> Holders:
    """Any school: people with several roles, roles nobody holds, people who are away."""
    away = draw(st.sets(st.sampled_from(PEOPLE)))
    return Holders(
        {
            role: [
                Holder(who, who in away)
                for who in draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3))
            ]
            for role in READING_ROLES
        }
    )


@given(st.sampled_from([*DoneBy, None]), schools(), some_people, some_people, some_people, some_people)
def test_in_any_school(
    answer: DoneBy | None,
    holders: Holders,
    ruled_out: list[str],
    named: list[str],
    family: list[str],
    found: list[str],
) -> None:
    routing = route(
        answer, holders, ruled_out=ruled_out, named_ids=named, family_ids=family, surnames_found=found
    )
    reading = who_reads(routing, holders)
    everybody = {one.id for one in holders.within(Circle)}
    left = everybody - routing.excluded
    # Nobody who was named, ruled out, is family or was found in the words ever reads.
    assert not set(reading) & {*ruled_out, *named, *family, *found}
    if answer is DoneBy.HEAD:
        assert not set(reading) & holders.ids_of(Role.HEAD)
    # It is never lost while anybody is left, and two read it wherever two are left at or above its circle.
    assert bool(reading) == bool(left)
    first = routing.circles[0]
    above = {one.id for one in holders.within([first, *UPWARDS[first]])} - routing.excluded
    assert len(reading) >= min(2, len(above))
    # The lead team never reads about an adult, nor anyone below the chair about the head, while another is left.
    if first is not Circle.LEAD_TEAM and above:
        assert not {*LAST_RESORT[first]} & {*routing.circles}
    # One answer, one row for each circle and for each person and cause.
    assert len(set(routing.circles)) == len(routing.circles)
    assert len(set(routing.exclusions)) == len(routing.exclusions)
