"""Sentences for the codes of the roster. A test asserts that none is without."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.drafts import MOST_UPLOADED
from mentoring.roster.rules.families import FamilyState, NotAPair
from mentoring.roster.rules.people import DateOrder, KeepBirth, Why
from mentoring.roster.rules.problems import Problem, Refusal, Refused

REFUSED: dict[Refused, Any] = {
    Refused.EMPTY: _l("There is nothing in the file. Export it again."),
    Refused.NOT_A_ROSTER: _l("This file cannot be read. Save it as CSV or XLSX, or bring the zip as it was exported."),
    Refused.AMBIGUOUS: _l("There are several lists of students in it. Bring only the file or sheet that you mean."),
    Refused.UNREADABLE_TEXT: _l("The letters of the file cannot be read. Save it again as CSV UTF-8."),
    Refused.NO_NAMES: _l("The list has no columns for first and last name. Export it again with the names."),
    Refused.TOO_LARGE: _l("The file is too large. Export only the students you need, with names, year and form."),
    Refused.TOO_MANY_ROWS: _l("It has more than %(most)s rows, and no school is so large. Export only your students."),
    Refused.BOMB: _l("Unpacked, the file would be far larger than any roster, so it was not opened. Export it again."),
    Refused.ZIP_SLIP: _l("The zip file names places outside itself, so it was not opened. Export it again."),
    Refused.BROKEN_ZIP: _l("The file is damaged or not what its name says. Export it again."),
    Refused.LOCKED: _l("The zip file has a password. Bring it without one."),
    Refused.DELTA: _l("The export holds only what changed (%(file)s). Export all students: “bulk”."),
    Refused.FILE_MISSING: _l("%(file)s is missing. Bring all files of the export together, as a zip."),
    Refused.UNKNOWN_ORG: _l("The files name no organisation %(org)s."),
    Refused.NO_YEAR_CHOSEN: _l("Choose at least one year group."),
}  # fmt: skip

PROBLEMS: dict[Problem, Any] = {
    Problem.LONG: _l("The row has more cells than there are headers. Look for a comma or line break too many."),
    Problem.NO_FIRST_NAME: _l("There is no first name."),
    Problem.NO_LAST_NAME: _l("There is no last name."),
    Problem.NAME_TOO_LONG: _l("A name or id is longer than 80 letters. Look whether columns have moved."),
    Problem.FORM_TOO_LONG: _l("The form is longer than 20 letters. Look whether columns have moved."),
    Problem.NO_YEAR: _l("There is no year group."),
    Problem.YEAR_UNKNOWN: _l("“%(year)s” is not a year group here."),
    Problem.SEVERAL_YEARS: _l("There are several year groups: %(year)s."),
    Problem.YEAR_NOT_CHOSEN: _l("In a year group that you did not choose."),
    Problem.NOT_A_STUDENT: _l("Not a student."),
    Problem.NOT_ACTIVE: _l("Marked as not active or left."),
    Problem.OTHER_ORG: _l("In another organisation."),
    Problem.BIRTH_UNREADABLE: _l("The birth date is no date."),
    Problem.LISTED_TWICE: _l("Listed twice with the same values: row %(other)s counts."),
    Problem.DIFFERS_FROM_ITS_TWIN: _l(
        "Listed twice with different values (%(fields)s), see row %(other)s. Say which is right, or mend the file."
    ),
    Problem.SAME_NAME_AS_ANOTHER: _l(
        "Several students have this name. Say who is who, add a column with their ids, or add them by hand."
    ),
    Problem.ID_OF_ANOTHER: _l(
        "The id is that of %(here)s here. If it is the same student, change the name by hand and bring the file again."
    ),
    Problem.OTHER_ROW_CHOSEN: _l("Another row of this student was chosen."),
    Problem.NO_ID: _l("The row has no id, and this format needs one."),
}  # fmt: skip

REFUSALS: dict[Refusal, Any] = {
    Refusal.SETUP_NOT_FINISHED: _l(
        "Students can be added when set-up is finished. Until then nobody could receive a child's concern."
    ),
    Refusal.SITE_NAME: _l("A new site could not be made. Add the site by hand first, then bring the file again."),
    Refusal.BOUND: _l(
        "They have signed in here, or something is kept with their name. Note that they have left instead."
    ),
}  # fmt: skip

FIELDS: dict[Field, Any] = {
    Field.ROSTER_ID: _l("Student's id in your school's system"),
    Field.FIRST_NAME: _l("First name"),
    Field.LAST_NAME: _l("Last name"),
    Field.FULL_NAME: _l("Whole name"),
    Field.YEAR: _l("Year"),
    Field.FORM: _l("Form or class"),
    Field.SITE: _l("Site"),
    Field.BORN: _l("Birth date"),
    Field.STATUS: _l("Whether the student is active"),
    Field.GUARDIAN: _l("A parent or guardian, only to suggest families"),
    Field.ADDRESS: _l("Address, only to suggest families"),
}

HINTS: dict[Field, Any] = {
    Field.ROSTER_ID: _l("With it a changed name is known to be the same student next time."),
    Field.FULL_NAME: _l("Only if first and last name stand in one column."),
    Field.GUARDIAN: _l("Compared while the file is read, and not kept."),
    Field.ADDRESS: _l("Compared while the file is read, and not kept."),
}

# What the columns of a change are called, in the list of what would change.
CHANGED: dict[str, Any] = {
    "first_name": FIELDS[Field.FIRST_NAME],
    "last_name": FIELDS[Field.LAST_NAME],
    "year": FIELDS[Field.YEAR],
    "form": FIELDS[Field.FORM],
    "site": FIELDS[Field.SITE],
    "born": FIELDS[Field.BORN],
    "roster_id": _l("Id"),
    "left": _l("Has left"),
    "roster": _l("In a roster"),
}
YES_NO: dict[str, Any] = {"yes": _l("yes"), "no": _l("no")}

WHYS: dict[Why, Any] = {
    Why.SHARED_GUARDIAN: _l("They share a parent or guardian."),
    Why.RELATIONSHIP: _l("The files call them relatives."),
    Why.SHARED_ADDRESS: _l("They share an address."),
    Why.STAFF: _l("Noted by hand."),
}

NOT_A_PAIR: dict[NotAPair, Any] = {
    NotAPair.UNKNOWN: _l("No student here has this user name or name. Look it up on the list of students."),
    NotAPair.SEVERAL: _l("Several students have this name. Write the user name."),
    NotAPair.SAME: _l(
        "This is the same student. Write a brother, a sister, or who else lives in the household."
    ),
}

KEEP_BIRTH: dict[KeepBirth, Any] = {
    KeepBirth.NOTHING: _l("Nothing"),
    KeepBirth.MONTH: _l("Month and year"),
    KeepBirth.DAY: _l("The whole date"),
}
KEEP_BIRTH_HINTS: dict[KeepBirth, Any] = {
    KeepBirth.NOTHING: _l("The year group is enough to pair students."),
    KeepBirth.MONTH: _l("Enough for a gap counted in months, and to know when records are due for review."),
    KeepBirth.DAY: _l("Only if your school has a reason to keep the day."),
}

DATE_ORDERS: dict[DateOrder, Any] = {
    DateOrder.DAY_FIRST: _l("The day comes first"),
    DateOrder.MONTH_FIRST: _l("The month comes first"),
}

FAMILY_STATES: dict[FamilyState, Any] = {
    FamilyState.PROPOSED: _l("To decide"),
    FamilyState.CONFIRMED: _l("One family"),
    FamilyState.DECLINED: _l("Not family"),
}

NO_FAMILIES: dict[FamilyState, Any] = {
    FamilyState.PROPOSED: _l(
        "Nothing waits for you. When a roster suggests that two students are family, it is here."
    ),
    FamilyState.CONFIRMED: _l("Nobody is confirmed as one family yet."),
    FamilyState.DECLINED: _l("No suggestion was declined yet."),
}

FORMATS: dict[str, Any] = {
    "csv": _l("a list"),
    "xlsx": _l("a spreadsheet"),
    "oneroster-1.1": "OneRoster 1.1",
    "oneroster-1.2": "OneRoster 1.2",
    "sds-1": "School Data Sync 1",
    "sds-2.1": "School Data Sync 2.1",
}
assert MOST_UPLOADED == 20 * 1024 * 1024  # as the form says it


def born_words(born: str) -> str:
    """Return what is kept of a birth date as people say it: "May 2013", "4 May 2013", or nothing."""
    if not born:
        return ""
    is_day = len(born) > len("2013-05")
    return format_date(
        date.fromisoformat(born if is_day else f"{born}-01"), "d MMMM y" if is_day else "MMMM y"
    )


def refused_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Return why files were refused, and what to do."""
    return str(REFUSED[Refused(code)]) % facts


def problem_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Return why a row was left out."""
    return str(PROBLEMS[Problem(code)]) % facts
