"""What a home finds in the meetings that have begun, before it asks further; and holds, asked once of each person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import pytest

from mentoring.meetings.queries.home import Begun, may_be_silent, to_write_up
from mentoring.raising.queries import holds

TODAY = date(2026, 11, 24)
WEEK = timedelta(weeks=1)


def begun(*states: str, written: Collection[int] = ()) -> list[Begun]:
    """Return meetings a week apart, the newest first: the first of them is today."""
    return [Begun(str(n), TODAY - WEEK * n, state, n in written) for n, state in enumerate(states)]


@pytest.mark.parametrize(
    "found, expected",
    [
        ([], False),
        (begun("planned"), True),  # nothing was ever written up: the rule is asked
        (begun("planned", "held"), False),  # today's is not late
        (begun("held", "planned"), False),
        (begun("missed", "planned"), False),
        (begun("off", "planned", "held"), True),
        (begun("planned", "planned", "held"), True),
        (begun("off", "held", "planned"), False),
        (begun("off", "off"), True),  # an older one may be late
    ],
)
def test_a_reminder_is_looked_for_only_where_one_can_be_due(found: list[Begun], expected: bool) -> None:
    assert may_be_silent(found, TODAY) is expected


@pytest.mark.parametrize(
    "found, expected",
    [
        ([], None),
        (begun("planned", "held"), "0"),
        (begun("held", "held", written=[0]), "1"),
        (begun("off", "missed", "held"), "2"),
        (begun("off", "held", written=[1]), None),
    ],
)
def test_a_mentor_is_led_to_the_newest_meeting_not_written_up(
    found: list[Begun], expected: str | None
) -> None:
    assert to_write_up(found) == expected


def test_a_page_asks_once_whether_somebody_is_on_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []

    def answer(_school_id: str, people: Collection[str]) -> Mapping[str, Sequence[frozenset[str]]]:
        asked.append(set(people))
        return {"leo": [frozenset({"hale"})]} if "leo" in people else {}

    monkeypatch.setattr(holds, "on_hold", answer)
    found = holds.Holds("school")
    assert found.of(["leo", "mia"]) == {"leo": [frozenset({"hale"})]}
    assert found.of(["mia"]) == {}
    assert found.of(["leo", "sam"]) == {"leo": [frozenset({"hale"})]}
    assert found.of([]) == {}
    assert asked == [{"leo", "mia"}, {"sam"}]
