"""Which column of a school's own file is which: only these fields are ever read, whatever else the file holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from mentoring.roster.rules.cells import same_letters


class Field(StrEnum):
    """The allow-list. GUARDIAN and ADDRESS are compared while reading and never kept."""

    ROSTER_ID = "roster_id"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    YEAR = "year"
    FORM = "form"
    SITE = "site"
    BORN = "born"
    STATUS = "status"
    GUARDIAN = "guardian"
    ADDRESS = "address"


# What such columns are often called, as same_letters() sees them, the likeliest first. It is a guess that a person
# looks at, so nothing hangs on a name that is missing here.
NAMES: Mapping[Field, Sequence[str]] = {
    Field.ROSTER_ID: (
        "sisid", "studentid", "pupilid", "misid", "admissionnumber", "admissionno", "adno", "localid", "studentnumber",
        "upn", "uniquepupilnumber", "candidatenumber", "sourcedid", "externalid", "scn", "stateid", "id",
    ),
    Field.FIRST_NAME: (
        "preferredforename", "preferredfirstname", "knownas", "firstname", "forename", "givenname", "legalfirstname",
        "legalforename", "studentfirstname", "pupilforename", "first",
    ),
    Field.LAST_NAME: (
        "preferredsurname", "preferredlastname", "lastname", "surname", "familyname", "legalsurname",
        "legallastname", "studentlastname", "pupilsurname", "last",
    ),
    Field.FULL_NAME: ("fullname", "studentname", "pupilname", "learnername", "displayname", "name"),
    Field.YEAR: (
        "yeargroup", "ncyear", "nationalcurriculumyear", "ncyearactual", "year", "yr", "yrgrp", "yrgroup", "ncyr",
        "gradelevel", "grade", "stage", "curriculumyear",
    ),
    Field.FORM: (
        "form", "formgroup", "tutorgroup", "tutor", "reg", "reggroup", "registrationgroup", "regform",
        "registrationform", "class", "homeroom",
    ),
    Field.SITE: ("site", "school", "schoolname", "campus", "building", "schoollocalid", "orgname"),
    Field.BORN: ("dateofbirth", "dob", "birthdate", "birthday", "born", "datebirth"),
    Field.STATUS: ("enrollmentstatus", "enrolmentstatus", "status", "rollstatus", "onroll", "active", "enableduser"),
    Field.GUARDIAN: (
        "guardianid", "contactid", "parentid", "familyid", "householdid", "priority1contact", "contact1", "contact",
        "parentcontact", "parentcarer", "carer", "parentemail", "guardianemail", "contactemail", "primaryemail",
        "parent1email", "parent", "guardian",
    ),
    Field.ADDRESS: ("studentaddress", "homeaddress", "address", "addressline1", "fulladdress", "pupiladdress"),
}  # fmt: skip

CLOSE = (
    0.84  # how alike a misspelt header must be (difflib's ratio), so that "Surame" is known and "Name" is not
)


@dataclass(frozen=True)
class Guess:
    """A mapping from the file's headers to fields, and whether it can be used without asking."""

    mapping: Mapping[str, Field]
    is_sure: bool


def guess(headers: Sequence[str]) -> Guess:
    """Return which header is which field. Sure: names and year were found by name, none of them twice."""
    taken: dict[str, Field] = {}
    exact: set[Field] = set()
    for field, names in NAMES.items():
        header = _by_name(headers, [same_letters(name) for name in names], taken)
        if header is not None:
            taken[header] = field
            exact.add(field)
    for field in (Field.FIRST_NAME, Field.LAST_NAME, Field.YEAR):
        if field not in exact and (header := _by_spelling(headers, field, taken)) is not None:
            taken[header] = field
    if {Field.FIRST_NAME, Field.LAST_NAME} <= set(taken.values()):
        taken = {header: field for header, field in taken.items() if field is not Field.FULL_NAME}
    return Guess(taken, is_sure=has_what_is_needed(exact) and not _twice(headers, taken))


def _by_name(headers: Sequence[str], names: Sequence[str], taken: Mapping[str, Field]) -> str | None:
    by_letters = {same_letters(header): header for header in reversed(headers) if header not in taken}
    return next((by_letters[name] for name in names if name in by_letters), None)


def _by_spelling(headers: Sequence[str], field: Field, taken: Mapping[str, Field]) -> str | None:
    by_letters = {same_letters(header): header for header in headers if header not in taken}
    for name in NAMES[field]:
        if close := get_close_matches(name, by_letters, n=1, cutoff=CLOSE):
            return by_letters[close[0]]
    return None


def _twice(headers: Sequence[str], taken: Mapping[str, Field]) -> bool:
    """Say whether a header that is needed stands in the file twice ("Surname", "Surname (2)")."""
    needed = {Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME, Field.YEAR, Field.ROSTER_ID}
    return any(f"{header} (2)" in headers for header, field in taken.items() if field in needed)


def has_what_is_needed(fields: set[Field]) -> bool:
    """Say whether a student can be known from these fields: a name, whole or in two, and a year."""
    named = {Field.FIRST_NAME, Field.LAST_NAME} <= fields or Field.FULL_NAME in fields
    return named and Field.YEAR in fields


def understood(mapping: Mapping[str, str], headers: Sequence[str]) -> Mapping[str, Field] | None:
    """Return a mapping that a person gave, or None if it names no such column or field, or lacks names or year."""
    if not set(mapping) <= set(headers) or not set(mapping.values()) <= set(Field):
        return None
    if len(set(mapping.values())) < len(mapping):
        return None
    fields = {header: Field(field) for header, field in mapping.items()}
    return fields if has_what_is_needed(set(fields.values())) else None


def split_name(full: str) -> tuple[str, str]:
    """Return first and last name of a whole name: "Last, First", or else the last word is the last name."""
    if "," in full:
        last, _comma, first = full.partition(",")
        return first.strip(), last.strip()
    first, _space, last = full.rpartition(" ")
    return first.strip(), last.strip()
