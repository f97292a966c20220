"""A young person's page is light: on a slow line, the first visit and the next."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

FIRST, LATER = 60 * 1024, 15 * 1024  # bytes over the wire, compressed, fonts aside


@dataclass
class Scales:
    """Weighs what comes over the wire, headers and all."""

    kinds: dict[str, str] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    def put_on(self, visitor: Visitor) -> None:
        """Begin to weigh what this person's page loads."""
        devices: Any = visitor.context.new_cdp_session(visitor.page)
        devices.send("Network.enable")
        devices.on("Network.responseReceived", self._note_kind)
        devices.on("Network.loadingFinished", self._note_weight)

    def _note_kind(self, seen: dict[str, Any]) -> None:
        self.kinds[seen["requestId"]] = f"{seen['type']} {seen['response']['url']}"

    def _note_weight(self, seen: dict[str, Any]) -> None:
        number = seen["requestId"]  # one that began before the weighing has no kind here
        self.weights[self.kinds.get(number, number)] = seen["encodedDataLength"]

    def weigh(self, visitor: Visitor, path: str) -> float:
        """Go to a page and return what it weighs in bytes, its fonts aside."""
        self.weights.clear()
        visitor.page.goto(visitor.live.address + path, wait_until="networkidle")
        assert self.weights, "nothing was weighed"
        return sum(weight for kind, weight in self.weights.items() if not kind.startswith("Font"))


@pytest.mark.parametrize("path", ["/", "/tell", "/sign-in/pictures"])
def test_the_first_visit_and_the_second_are_light(demo: Demo, visit: Visit, path: str) -> None:
    somebody, scales = visit(demo, "year-7"), Scales()
    scales.put_on(somebody)
    first = scales.weigh(somebody, path)
    assert any(kind.startswith("Stylesheet") for kind in scales.weights), "the style sheet was not weighed"
    assert first <= FIRST, (first, scales.weights)
    for later in ("/tell", "/sign-in/student", path):
        weight = scales.weigh(somebody, later)
        assert weight <= LATER, (later, weight, scales.weights)


@pytest.mark.parametrize("who", ["mentor", "pip"])
def test_pages_behind_the_sign_in_are_light(demo: Demo, visit: Visit, who: str) -> None:
    student, scales = visit(demo, who), Scales()
    student.signs_in()
    scales.put_on(student)
    for path in ("/today", "/tell", "/tell/mine", "/account"):
        weight = scales.weigh(student, path)
        assert weight <= LATER, (path, weight, scales.weights)
