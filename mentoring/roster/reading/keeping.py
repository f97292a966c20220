"""What was read, as text and back again: to be sealed and kept until somebody has looked at it."""

import json
from dataclasses import asdict
from typing import Any

from mentoring.roster.rules.people import (
    Kin,
    LeftOut,
    Listed,
    Org,
    Question,
    Reading,
    Why,
)


def as_text(reading: Reading) -> str:
    """Return a reading as text."""
    return json.dumps(asdict(reading), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Reading:
    """Return the reading that `as_text` wrote."""
    kept: dict[str, Any] = json.loads(text)
    return Reading(
        format=kept["format"],
        students=tuple(Listed(**one) for one in kept["students"]),
        left_out=tuple(LeftOut(**row) for row in kept["left_out"]),
        orgs=tuple(Org(**org) for org in kept["orgs"]),
        kin=tuple(Kin(each["one"], each["other"], Why(each["why"])) for each in kept["kin"]),
        questions=tuple(Question(**each) for each in kept["questions"]),
        headers=tuple(kept["headers"]),
        mapping=kept["mapping"],
        unread={file: tuple(headers) for file, headers in kept["unread"].items()},
        twins=tuple(tuple(Listed(**one) for one in group) for group in kept["twins"]),
    )
