"""The catalogue of what can be set for a programme: one typed entry a setting, with its default and its limits.

The numbers are those of the product's table of rules, and where they come from is in mentoring/data/SOURCES.md. A limit
(`least`, `most`) blocks. A warning (`warns_under`, `warns_over`, `warns_on`) asks for a reason, which is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mentoring.programme.rules.kinds import Kind

Value = int | str | None  # None: there is no such limit in this programme

NONE_WORD = "none"  # how None is written down
YES, NO = "yes", "no"


class Code(StrEnum):
    """Every setting. The values are stored, so they never change."""

    GAP_LEAST = "gap-least"
    GAP_MOST = "gap-most"
    GAP_MONTHS = "gap-months"
    MENTEES_PER_MENTOR = "mentees-per-mentor"
    GROUP_MENTORS = "group-mentors"
    GROUP_MENTEES = "group-mentees"
    GROUP_LEAST = "group-least"
    TRAINING_FIRST = "training-first"
    TRAINING_LATER = "training-later"
    TRAINING_VALID = "training-valid"
    PREPARATION = "preparation"
    PREPARATION_SPLIT = "preparation-split"
    SIGN_WITHIN = "sign-within"
    CONSENT = "consent"
    MEETING_EVERY = "meeting-every"
    MEETING_SHORTEST = "meeting-shortest"
    MEETING_LONGEST = "meeting-longest"
    CHECK_IN_FROM = "check-in-from"
    CHECK_IN_BY = "check-in-by"
    CHECK_IN_FIRST_YEAR = "check-in-first-year"
    CHECK_IN_LATER = "check-in-later"
    PULSE_EVERY = "pulse-every"
    PULSE_SWING = "pulse-swing"
    PULSE_GAP = "pulse-gap"
    PULSE_LOW = "pulse-low"
    MISSED_TELL = "missed-tell"
    MISSED_REVIEW = "missed-review"
    SILENT_REMIND = "silent-remind"
    SILENT_STAFF = "silent-staff"
    SILENT_DECIDE = "silent-decide"
    SUPERVISION_EVERY = "supervision-every"
    REVIEW_EVERY = "review-every"
    CLOSING_NOTICE = "closing-notice"
    CLOSING_REMATCH = "closing-rematch"
    SMALL_NUMBERS = "small-numbers"


class Group(StrEnum):
    """The headings under which settings are shown, in this order."""

    PAIRING = "pairing"
    READY = "ready"
    MEETING = "meeting"
    CARE = "care"
    ENDING = "ending"
    RESULTS = "results"


class Unit(StrEnum):
    """What a number counts."""

    SCHOOL_YEARS = "school-years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    SCHOOL_DAYS = "school-days"
    HOURS = "hours"
    MINUTES = "minutes"
    PEOPLE = "people"
    MEETINGS = "meetings"
    POINTS = "points"
    TIMES = "times"


class Consent(StrEnum):
    """How a carer's consent is asked. The student's own yes is always needed beside it."""

    OPT_IN = "opt-in"
    NOTICE = "notice"
    NONE = "none-asked"


class Review(StrEnum):
    """When pairings are reviewed."""

    HALF_TERM = "half-term"
    TERM = "term"


class Basis(StrEnum):
    """Where a number comes from; SOURCES.md says more about each."""

    KARCHER = "karcher"
    EEPM = "eepm"
    BBBS = "bbbs"
    CAMP_BBBS = "camp-bbbs"
    BBBS_EEPM = "bbbs-eepm"
    EEPM_CAMP = "eepm-camp"
    IMENTOR = "imentor"
    LINK_CREW = "link-crew"
    ONS = "ons"
    TRACKERS = "trackers"
    PRACTICE = "practice"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Setting:
    """One setting. A kind that `defaults` leaves out does not have it. Limits are for numbers, in `unit`."""

    code: Code
    group: Group
    defaults: Mapping[Kind, Value]
    basis: Basis
    unit: Unit | None = None
    least: int | None = None
    most: int | None = None
    warns_under: int | None = None
    warns_over: int | None = None
    choices: tuple[str, ...] = ()
    warns_on: frozenset[str] = field(default_factory=frozenset)
    may_be_none: bool = False

    @property
    def is_number(self) -> bool:
        """Say whether its value is a number (or none), not one of a few words."""
        return not self.choices

    def default(self, kind: Kind) -> Value:
        """Return its default in a programme of that kind. Raise KeyError for a kind that does not have it."""
        return self.defaults[kind]


EVERY_KIND = tuple(Kind)
WITH_PAIRS = tuple(kind for kind in Kind if kind is not Kind.DROP_IN)  # a drop-in joins nobody for longer
TWO_BY_TWO = (Kind.ONE_TO_ONE, Kind.TUTORING)
IN_GROUPS = (Kind.GROUP, Kind.TRANSITION, Kind.CIRCLE)
LOOSE = (Kind.CIRCLE, Kind.DROP_IN)  # no gap in years is asked for


def _of(kinds: Sequence[Kind], value: Value) -> dict[Kind, Value]:
    return dict.fromkeys(kinds, value)


def _number(
    code: Code, group: Group, kinds: Sequence[Kind], default: int, unit: Unit, basis: Basis, least: int,
    most: int, *, warns_under: int | None = None, warns_over: int | None = None,
) -> Setting:  # fmt: skip
    return Setting(
        code, group, _of(kinds, default), basis, unit, least, most,
        warns_under=warns_under, warns_over=warns_over,
    )  # fmt: skip


_ENTRIES = (
    Setting(
        Code.GAP_LEAST,
        Group.PAIRING,
        {**_of(WITH_PAIRS, 2), Kind.TUTORING: 1, **_of(LOOSE, None)},
        Basis.KARCHER,
        Unit.SCHOOL_YEARS,
        least=0,
        most=6,
        may_be_none=True,
    ),
    Setting(
        Code.GAP_MOST,
        Group.PAIRING,
        {**_of(WITH_PAIRS, 5), **_of(LOOSE, None)},
        Basis.INFERRED,
        Unit.SCHOOL_YEARS,
        least=0,
        most=12,
        warns_over=5,
        may_be_none=True,
    ),
    Setting(
        Code.GAP_MONTHS,
        Group.PAIRING,
        _of(WITH_PAIRS, None),
        Basis.KARCHER,
        Unit.MONTHS,
        least=1,
        most=60,
        may_be_none=True,
    ),
    _number(
        Code.MENTEES_PER_MENTOR, Group.PAIRING, TWO_BY_TWO, 1, Unit.PEOPLE, Basis.INFERRED, 1, 3,
        warns_over=1,
    ),
    _number(Code.GROUP_MENTORS, Group.PAIRING, IN_GROUPS, 2, Unit.PEOPLE, Basis.LINK_CREW, 1, 6),
    _number(
        Code.GROUP_MENTEES, Group.PAIRING, IN_GROUPS, 10, Unit.PEOPLE, Basis.LINK_CREW, 1, 20, warns_over=12
    ),
    Setting(
        Code.GROUP_LEAST,
        Group.PAIRING,
        {Kind.GROUP: 3, Kind.TRANSITION: 3, Kind.CIRCLE: 1},  # a circle may be around one child
        Basis.INFERRED,
        Unit.PEOPLE,
        least=1,
        most=20,
    ),
    _number(Code.TRAINING_FIRST, Group.READY, EVERY_KIND, 2, Unit.HOURS, Basis.EEPM, 2, 20),
    _number(Code.TRAINING_LATER, Group.READY, EVERY_KIND, 6, Unit.HOURS, Basis.EEPM, 2, 40),
    _number(Code.TRAINING_VALID, Group.READY, EVERY_KIND, 12, Unit.MONTHS, Basis.INFERRED, 1, 24),
    _number(Code.PREPARATION, Group.READY, EVERY_KIND, 60, Unit.MINUTES, Basis.EEPM, 30, 240),
    Setting(
        Code.PREPARATION_SPLIT, Group.READY, _of(EVERY_KIND, YES), Basis.EEPM, choices=(YES, NO)
    ),
    _number(Code.SIGN_WITHIN, Group.READY, EVERY_KIND, 10, Unit.SCHOOL_DAYS, Basis.PRACTICE, 1, 20),
    Setting(
        Code.CONSENT,
        Group.READY,
        _of(EVERY_KIND, Consent.OPT_IN.value),
        Basis.PRACTICE,
        choices=tuple(Consent),
        warns_on=frozenset({Consent.NONE}),
    ),
    _number(
        Code.MEETING_EVERY, Group.MEETING, EVERY_KIND, 1, Unit.WEEKS, Basis.CAMP_BBBS, 1, 6, warns_over=2
    ),
    _number(Code.MEETING_SHORTEST, Group.MEETING, EVERY_KIND, 20, Unit.MINUTES, Basis.CAMP_BBBS, 5, 120),
    _number(Code.MEETING_LONGEST, Group.MEETING, EVERY_KIND, 60, Unit.MINUTES, Basis.CAMP_BBBS, 10, 180),
    _number(Code.CHECK_IN_FROM, Group.CARE, EVERY_KIND, 8, Unit.DAYS, Basis.BBBS, 1, 14),
    _number(Code.CHECK_IN_BY, Group.CARE, EVERY_KIND, 14, Unit.DAYS, Basis.BBBS, 1, 14),
    _number(Code.CHECK_IN_FIRST_YEAR, Group.CARE, EVERY_KIND, 1, Unit.MONTHS, Basis.BBBS_EEPM, 1, 3),
    _number(Code.CHECK_IN_LATER, Group.CARE, EVERY_KIND, 3, Unit.MONTHS, Basis.BBBS_EEPM, 1, 3),
    _number(Code.PULSE_EVERY, Group.CARE, WITH_PAIRS, 30, Unit.DAYS, Basis.IMENTOR, 7, 90),
    _number(Code.PULSE_SWING, Group.CARE, WITH_PAIRS, 3, Unit.POINTS, Basis.IMENTOR, 1, 9),
    _number(Code.PULSE_GAP, Group.CARE, WITH_PAIRS, 4, Unit.POINTS, Basis.IMENTOR, 1, 9),
    _number(Code.PULSE_LOW, Group.CARE, WITH_PAIRS, 3, Unit.TIMES, Basis.IMENTOR, 1, 6),
    _number(Code.MISSED_TELL, Group.CARE, WITH_PAIRS, 2, Unit.MEETINGS, Basis.PRACTICE, 1, 4),
    _number(Code.MISSED_REVIEW, Group.CARE, WITH_PAIRS, 3, Unit.MEETINGS, Basis.PRACTICE, 1, 6),
    _number(Code.SILENT_REMIND, Group.CARE, WITH_PAIRS, 7, Unit.SCHOOL_DAYS, Basis.TRACKERS, 1, 28),
    _number(Code.SILENT_STAFF, Group.CARE, WITH_PAIRS, 14, Unit.SCHOOL_DAYS, Basis.TRACKERS, 1, 42),
    _number(Code.SILENT_DECIDE, Group.CARE, WITH_PAIRS, 28, Unit.SCHOOL_DAYS, Basis.TRACKERS, 1, 60),
    _number(
        Code.SUPERVISION_EVERY, Group.CARE, EVERY_KIND, 2, Unit.WEEKS, Basis.PRACTICE, 1, 12, warns_over=4
    ),
    Setting(
        Code.REVIEW_EVERY, Group.CARE, _of(WITH_PAIRS, Review.HALF_TERM.value), Basis.PRACTICE,
        choices=tuple(Review),
    ),
    _number(Code.CLOSING_NOTICE, Group.ENDING, WITH_PAIRS, 2, Unit.WEEKS, Basis.EEPM_CAMP, 1, 8),
    Setting(Code.CLOSING_REMATCH, Group.ENDING, _of(WITH_PAIRS, YES), Basis.EEPM_CAMP, choices=(YES, NO)),
    _number(Code.SMALL_NUMBERS, Group.RESULTS, EVERY_KIND, 5, Unit.PEOPLE, Basis.ONS, 5, 30),
)  # fmt: skip

CATALOGUE: Mapping[Code, Setting] = {setting.code: setting for setting in _ENTRIES}


def settings_of_kind(kind: Kind) -> list[Setting]:
    """Return the settings that a programme of that kind has, in the order in which they are shown."""
    return [setting for setting in CATALOGUE.values() if kind in setting.defaults]


def written(value: Value) -> str:
    """Return a value as it is stored and sent."""
    return NONE_WORD if value is None else str(value)


def read_value(setting: Setting, text: str) -> Value:
    """Return the value that was stored or typed. Raise ValueError if it is none of this setting's."""
    typed = text.strip()
    if setting.choices:
        if typed not in setting.choices:
            raise ValueError(typed)
        return typed
    if typed == NONE_WORD and setting.may_be_none:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
        raise ValueError(typed)
    return int(typed)
