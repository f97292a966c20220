"""Sentences for the codes of the roster. A test asserts that none is without."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mentoring.roster.actions.taking import Refusal
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.people import Why
from mentoring.roster.rules.problems import Problem, Refused

REFUSED = {
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

PROBLEMS = {
    Problem.LONG: _l("The row has more cells than there are headers. Look for a comma or line break too many."),
    Problem.NO_FIRST_NAME: _l("There is no first name."),
    Problem.NO_LAST_NAME: _l("There is no last name."),
    Problem.NAME_TOO_LONG: _l("A name or id is longer than 80 letters. Look whether columns have moved."),
    Problem.NO_YEAR: _l("There is no year group."),
    Problem.YEAR_UNKNOWN: _l("“%(year)s” is no year group of this country."),
    Problem.SEVERAL_YEARS: _l("There are several year groups: %(year)s."),
    Problem.YEAR_NOT_CHOSEN: _l("In a year group that you did not choose."),
    Problem.NOT_A_STUDENT: _l("Not a student."),
    Problem.NOT_ACTIVE: _l("Marked as not active or left."),
    Problem.OTHER_ORG: _l("In another organisation."),
    Problem.BIRTH_UNREADABLE: _l("The birth date is no date."),
    Problem.LISTED_TWICE: _l("Listed twice with the same values: row %(other)s counts."),
    Problem.DIFFERS_FROM_ITS_TWIN: _l(
        "Listed twice with different values (%(fields)s), see row %(other)s. Neither is taken. Mend the file."
    ),
    Problem.SAME_NAME_AS_ANOTHER: _l(
        "Several students have this name and year. Add a column with their ids, or add them by hand."
    ),
    Problem.NO_ID: _l("The row has no id, and this format needs one."),
}  # fmt: skip

REFUSALS = {
    Refusal.SETUP_NOT_FINISHED: _l(
        "Students can be added when set-up is finished. Until then nobody could receive a child's concern."
    ),
    Refusal.SITE_NAME: _l("A new site could not be made. Add the site by hand first, then bring the file again."),
}  # fmt: skip

FIELDS = {
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

WHYS = {
    Why.SHARED_GUARDIAN: _l("They share a parent or guardian."),
    Why.RELATIONSHIP: _l("The files call them relatives."),
    Why.SHARED_ADDRESS: _l("They share an address."),
}


def refused_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Return why files were refused, and what to do."""
    return str(REFUSED[Refused(code)]) % facts


def problem_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Return why a row was left out."""
    return str(PROBLEMS[Problem(code)]) % facts
