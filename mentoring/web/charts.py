"""Charts drawn on the server: where each bar stands, so that the picture and the table behind it are of one list."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 264, 84, 10  # units of the picture


@dataclass(frozen=True)
class Bar:
    """One bar: its label, how much of how much, and where it stands in the picture."""

    label: str
    part: int
    whole: int
    x: int
    width: int
    part_height: int
    whole_height: int

    @property
    def part_y(self) -> int:
        """Return where the part begins, from the top."""
        return HEIGHT - self.part_height

    @property
    def whole_y(self) -> int:
        """Return where the whole begins, from the top."""
        return HEIGHT - self.whole_height


@dataclass(frozen=True)
class Chart:
    """Bars side by side, and the size of the picture."""

    bars: Sequence[Bar]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def part(self) -> int:
        """Return the sum of the parts."""
        return sum(each.part for each in self.bars)

    @property
    def whole(self) -> int:
        """Return the sum of the wholes."""
        return sum(each.whole for each in self.bars)


def bars_of(values: Sequence[tuple[str, int, int]]) -> Chart:
    """Return a chart of (label, part, whole), as high as the largest whole."""
    if not values:
        return Chart([])
    most = max(1, *(whole for _label, _part, whole in values))
    step = WIDTH // len(values)
    width = max(4, min(24, step - GAP))
    return Chart(
        [
            Bar(
                label,
                part,
                whole,
                x=number * step + (step - width) // 2,
                width=width,
                part_height=round(HEIGHT * part / most),
                whole_height=round(HEIGHT * whole / most),
            )
            for number, (label, part, whole) in enumerate(values)
        ]
    )
