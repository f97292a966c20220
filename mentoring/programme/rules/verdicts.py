"""What is said of a setting's value before it is taken, and all settings of one programme together."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import CATALOGUE, YES, Code, Setting, Value, settings_of_kind

# The first may never be more than the second: a programme where nothing fits both would block everybody.
IN_ORDER: tuple[tuple[Code, Code], ...] = (
    (Code.GAP_LEAST, Code.GAP_MOST),
    (Code.GROUP_LEAST, Code.GROUP_MENTEES),
    (Code.TRAINING_FIRST, Code.TRAINING_LATER),
    (Code.MEETING_SHORTEST, Code.MEETING_LONGEST),
    (Code.CHECK_IN_FROM, Code.CHECK_IN_BY),
    (Code.CHECK_IN_FIRST_YEAR, Code.CHECK_IN_LATER),
    (Code.MISSED_TELL, Code.MISSED_REVIEW),
    (Code.SILENT_REMIND, Code.SILENT_STAFF),
    (Code.SILENT_STAFF, Code.SILENT_DECIDE),
)


class SettingRefusal(StrEnum):
    """Why a value was not taken."""

    NOT_IN_THIS_KIND = "setting-not-in-this-kind"
    NOT_A_VALUE = "setting-not-a-value"
    TOO_LOW = "setting-too-low"
    TOO_HIGH = "setting-too-high"
    OUT_OF_ORDER = "setting-out-of-order"
    HEAD_DECIDES = "setting-head-decides"
    REASON_WANTED = "setting-reason-wanted"
    STALE = "setting-stale"


@dataclass(frozen=True)
class Verdict:
    """What is said of a value: why it is refused, if it is; whether it needs a reason; which other it breaks."""

    refusal: SettingRefusal | None = None
    warns: bool = False
    other: Code | None = None


FINE = Verdict()


def warns(setting: Setting, value: Value) -> bool:
    """Say whether a value needs a reason before it is taken."""
    if isinstance(value, int):
        too_low = setting.warns_under is not None and value < setting.warns_under
        return too_low or (setting.warns_over is not None and value > setting.warns_over)
    if value is None:
        return setting.warns_over is not None  # no limit at all is more than any
    return value in setting.warns_on


def verdict(
    setting: Setting,
    kind: Kind,
    value: Value,
    others: Mapping[Code, Value],
    *,
    reason: str = "",
    allowed_gap: int | None = None,
) -> Verdict:
    """Judge a value before it is set. `others` are the programme's values now, `allowed_gap` the head's decision.

    What is no departure from the default needs no reason.
    """
    if kind not in setting.defaults:
        return Verdict(SettingRefusal.NOT_IN_THIS_KIND)
    if isinstance(value, int) and setting.least is not None and value < setting.least:
        return Verdict(SettingRefusal.TOO_LOW)
    if isinstance(value, int) and setting.most is not None and value > setting.most:
        return Verdict(SettingRefusal.TOO_HIGH)
    if setting.code is Code.GAP_LEAST and is_smaller_gap(value, smallest_gap(kind, allowed_gap)):
        return Verdict(SettingRefusal.HEAD_DECIDES)
    if (other := _out_of_order_with(setting.code, value, others)) is not None:
        return Verdict(SettingRefusal.OUT_OF_ORDER, other=other)
    if warns(setting, value) and value != setting.default(kind):
        return Verdict(None if reason.strip() else SettingRefusal.REASON_WANTED, warns=True)
    return FINE


def smallest_gap(kind: Kind, allowed: int | None) -> int | None:
    """Return the smallest gap that a coordinator may set: the default, or less where the head allowed it."""
    default = CATALOGUE[Code.GAP_LEAST].default(kind)
    if default is None or allowed is None:
        return int(default) if default is not None else None
    return min(int(default), allowed)


def is_smaller_gap(value: Value, smallest: int | None) -> bool:
    """Say whether a gap is smaller than `smallest`. No gap at all is smaller than any."""
    if smallest is None:
        return False
    return value is None or int(value) < smallest


def _out_of_order_with(code: Code, value: Value, others: Mapping[Code, Value]) -> Code | None:
    for low, high in IN_ORDER:
        if code not in (low, high):
            continue
        other = high if code is low else low
        there = others.get(other)
        if not isinstance(value, int) or not isinstance(there, int):
            continue
        if (value > there) if code is low else (value < there):
            return other
    return None


@dataclass(frozen=True)
class ProgrammeSettings:
    """All settings of one programme: what was set, and the default for the rest."""

    kind: Kind
    stored: Mapping[Code, Value]

    def value(self, code: Code) -> Value:
        """Return a setting's value. Raise KeyError where a programme of this kind does not have it."""
        default = CATALOGUE[code].default(self.kind)
        return self.stored.get(code, default)

    def number(self, code: Code) -> int:
        """Return a number. Raise TypeError where there is none."""
        value = self.value(code)
        if not isinstance(value, int):
            raise TypeError(f"{code} is {value!r}")
        return value

    def limit(self, code: Code) -> int | None:
        """Return a number, or None where there is no such limit."""
        value = self.value(code)
        return value if isinstance(value, int) else None

    def says_yes(self, code: Code) -> bool:
        """Say whether a setting that is yes or no is yes."""
        return self.value(code) == YES

    def has(self, code: Code) -> bool:
        """Say whether a programme of this kind has that setting."""
        return self.kind in CATALOGUE[code].defaults

    def all_values(self) -> dict[Code, Value]:
        """Return every setting of the kind with its value."""
        return {setting.code: self.value(setting.code) for setting in settings_of_kind(self.kind)}

    def is_changed(self, code: Code) -> bool:
        """Say whether a value is another than the kind's default."""
        return self.value(code) != CATALOGUE[code].default(self.kind)

    def changed(self) -> list[Code]:
        """Return the settings that are not at their default, in the order of the catalogue."""
        return [setting.code for setting in settings_of_kind(self.kind) if self.is_changed(setting.code)]


def carried_over(settings: ProgrammeSettings) -> tuple[dict[Code, Value], list[Code]]:
    """Return what a copy of a programme takes over, and what it leaves because it must be decided anew.

    A gap that the head allowed, and a warning that was accepted, are for one programme, once.
    """
    kept: dict[Code, Value] = {}
    left: list[Code] = []
    for code in settings.changed():
        value, setting = settings.value(code), CATALOGUE[code]
        gap = code is Code.GAP_LEAST and is_smaller_gap(value, smallest_gap(settings.kind, None))
        if gap or warns(setting, value):
            left.append(code)
        else:
            kept[code] = value
    return kept, left
