"""What the engine calls things. The values are stored and sent, so they never change."""

from enum import StrEnum


class Need(StrEnum):
    """What somebody needs of a place."""

    STEP_FREE = "step-free"
    QUIET = "quiet"
    ADULT_PRESENT = "adult-present"


class Boundary(StrEnum):
    """What keeps two people from being paired, in the order in which reasons are named."""

    CANNOT_BE_PAIRED = "cannot-be-paired"
    GAP_TOO_SMALL = "gap-too-small"
    GAP_TOO_LARGE = "gap-too-large"
    GAP_MONTHS = "gap-months"
    NO_COMMON_SLOT = "no-common-slot"
    PLACE_NEEDS = "place-needs"
    SAME_GENDER = "same-gender"
    LANGUAGE_NEED = "language-need"
    NO_SEAT = "no-seat"
    SAID_NO = "said-no"
    PUT_ASIDE = "put-aside"


class Severity(StrEnum):
    """How hard a boundary is."""

    SAFETY = "safety"  # nobody lifts it for a pair
    RULE = "rule"  # follows from a programme's settings
    PRACTICAL = "practical"  # goes away when the week or the people change
    CHOICE = "choice"  # somebody said so on the board, for now


class Basis(StrEnum):
    """Where a boundary comes from; SOURCES.md and PRODUCT's table say more about each."""

    PRACTICE = "practice"
    KARCHER = "karcher"
    INFERRED = "inferred"
    BBBS = "bbbs"
    WISH = "wish"
    BOARD = "board"


class Criterion(StrEnum):
    """What makes two people fit. Attendance and behaviour are not here, and never will be."""

    HELP = "help"
    LIVED = "lived"
    INTERESTS = "interests"
    SLOTS = "slots"
    LANGUAGES = "languages"
    MEETING = "meeting"
    CONTINUITY = "continuity"
    EXPERIENCE = "experience"
    FREE_UNTIL = "free-until"
    BASE = "base"


# What the two said in private counts, and is written on no pairing: a number would tell who chose whom.
UNSAID = frozenset({Criterion.MEETING})
# What others than the mentee say: where it does not apply there is nothing that a mentee could have named.
BEYOND = frozenset(
    {Criterion.LIVED, Criterion.CONTINUITY, Criterion.EXPERIENCE, Criterion.FREE_UNTIL, Criterion.BASE}
)


class Weight(StrEnum):
    """How much a criterion matters, in words."""

    NOT = "not"
    A_LITTLE = "a-little"
    A_LOT = "a-lot"


class Change(StrEnum):
    """What would give more children a mentor, what takes least first."""

    FINISH = "finish"  # mentors who lack one gate alone, and that is something to be done
    ANOTHER_TIME = "another-time"  # a mentor who is here comes at one more time of the week
    NEW_MENTOR = "new-mentor"  # more mentors who can come at one time
    ONE_MORE_PLACE = "one-more-place"  # each mentor takes one mentee more
    SMALLER_GAP = "smaller-gap"  # one school year less between the two


class Unproved(StrEnum):
    """Why an arrangement was refused by its check. None of these is ever shown as a suggestion."""

    STRANGER = "stranger"
    TWICE = "twice"
    OVER_SEATS = "over-seats"
    BOUNDARY = "boundary-broken"
    LOCK_LOST = "lock-lost"
    SCORE = "score-differs"
    MATCHED = "more-could-be-matched"
    FLOOR = "weakest-could-be-better"
    TOTAL = "total-could-be-better"
    GROUP_SIZE = "group-size"
    NO_SLOT = "no-slot-for-all"
    ROOM_FULL = "room-full"
    BOUND = "bound-under-value"
