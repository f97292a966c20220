"""Every reason for which a file is refused, or a row of it left out: a code each, with its sentence in wording."""

from enum import StrEnum


class Refused(StrEnum):
    """Why the files as a whole are refused. Nothing of them is taken."""

    EMPTY = "empty"
    NOT_A_ROSTER = "not-a-roster"
    AMBIGUOUS = "ambiguous"
    UNREADABLE_TEXT = "unreadable-text"
    NO_NAMES = "no-names"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    BOMB = "bomb"
    ZIP_SLIP = "zip-slip"
    BROKEN_ZIP = "broken-zip"
    LOCKED = "locked"
    DELTA = "delta"
    FILE_MISSING = "file-missing"
    UNKNOWN_ORG = "unknown-org"
    NO_YEAR_CHOSEN = "no-year-chosen"


class Problem(StrEnum):
    """Why one row is left out."""

    LONG = "long"
    NO_FIRST_NAME = "no-first-name"
    NO_LAST_NAME = "no-last-name"
    NAME_TOO_LONG = "name-too-long"
    FORM_TOO_LONG = "form-too-long"
    NO_YEAR = "no-year"
    YEAR_UNKNOWN = "year-unknown"
    SEVERAL_YEARS = "several-years"
    YEAR_NOT_CHOSEN = "year-not-chosen"
    NOT_A_STUDENT = "not-a-student"
    NOT_ACTIVE = "not-active"
    OTHER_ORG = "other-org"
    BIRTH_UNREADABLE = "birth-unreadable"
    LISTED_TWICE = "listed-twice"
    DIFFERS_FROM_ITS_TWIN = "differs-from-its-twin"
    SAME_NAME_AS_ANOTHER = "same-name-as-another"
    ID_OF_ANOTHER = "id-of-another"
    OTHER_ROW_CHOSEN = "other-row-chosen"
    NO_ID = "no-id"


class Refusal(StrEnum):
    """Why something that was asked for was not done."""

    SETUP_NOT_FINISHED = "setup-not-finished"
    SITE_NAME = "site-name"
    BOUND = "bound"
