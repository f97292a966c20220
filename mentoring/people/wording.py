"""The sentences for roles, pictures, and refusals about people."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.access.roles import Role
from mentoring.people.rules import countries

ROLES: dict[Role, Any] = {
    Role.COORDINATOR: _l("Coordinator"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.STUDENT: _l("Student"),
}

TASKS: dict[Role, Any] = {
    Role.COORDINATOR: _l("Sets up programmes, matches pairs, keeps them healthy."),
    Role.SUPERVISOR: _l("Looks after some mentors and is the adult on duty."),
    Role.LEAD: _l("Reads concerns, decides what to do, and writes down why."),
    Role.DEPUTY: _l("Reads concerns beside the lead. Must be another person."),
    Role.HEAD: _l("Reads concerns about adults who work or help here."),
    Role.STAND_IN: _l("Reads what the head reads, when the head cannot."),
    Role.CHAIR: _l("Reads only concerns about the head. Must be another person than the head."),
    Role.ADMINISTRATOR: _l("Accounts, cards, settings, backups. Never reads a concern."),
}

PICTURE_NAMES: dict[str, Any] = {
    "sun": _l("sun"),
    "moon": _l("moon"),
    "star": _l("star"),
    "boat": _l("boat"),
    "car": _l("car"),
    "train": _l("train"),
    "house": _l("house"),
    "tree": _l("tree"),
    "flower": _l("flower"),
    "apple": _l("apple"),
    "cat": _l("cat"),
    "dog": _l("dog"),
    "fish": _l("fish"),
    "bird": _l("bird"),
    "ball": _l("ball"),
    "key": _l("key"),
}

SENTENCES: dict[str, Any] = {
    "already-here": _l("Somebody in this school has this e-mail already. Look in the list of staff."),
    "already-tied": _l("That person is noted already."),
    "tie-of-a-reader": _l(
        "That person reads concerns. Only the lead or a deputy notes or takes away family here. Ask one of them."
    ),
    "own-tie": _l(
        "This keeps concerns from you, so another person has to take it away. Ask one of the others."
    ),
    "setup-not-finished": _l("Students can be added when set-up is finished."),
    "only_safeguarding": _l(
        "Only a lead, deputy, head, stand-in or chair may give or end that role. Ask one of them."
    ),
    "only_administrator": _l("Only an administrator may give or end that role. Ask one of them."),
    "not_to_oneself": _l("Nobody gives a role to themselves. Ask another person who may."),
    "not_a_staff_role": _l("That is not a role for staff."),
    "head_and_chair": _l(
        "One person cannot be both head and chair: concerns about the head go to the chair."
    ),
    "shared_account": _l(
        "This e-mail serves another school here too. Whoever reads concerns needs an account of their own."
    ),
    "name_someone_else_first": _l("Somebody must hold that role. Give it to another person first."),
    "reset-in-other-school": _l(
        "This person works at another school here too. Somebody there must help as well."
    ),
    # Passwords and one-time codes
    "password_too_short": _l(
        "That is too short. Use at least 10 characters: three or four words, for example."
    ),
    "password_too_long": _l("That is too long. 200 characters are enough."),
    "password_about_you": _l(
        "That is mostly your own name, e-mail or school. Add words that have nothing to do with you."
    ),
    "password_too_easy_to_guess": _l(
        "That is easy to guess. Three or four words that do not belong together are better."
    ),
    "wrong-password": _l("That is not your present password. Check it and write it again."),
    "wrong-reset-code": _l(
        "That e-mail and code do not go together, or the code is too old. Ask for a new one."
    ),
    # Second factors
    "wrong-second-code": _l(
        "That is not the code. Look at your app again, or use one of your recovery codes."
    ),
    "used-second-code": _l(
        "That code was used already. Wait for the next one in your app, or use another recovery code."
    ),
    "last-second-factor": _l(
        "This is your only one, and your role needs one. Add another first, then take this one off."
    ),
    "too-many-passkeys": _l("You have ten passkeys already. Take one off first."),
    "passkey-known": _l("This passkey is set up already."),
    # The school, its sites and its time
    "code-taken": _l("Another school here has this code. Choose another."),
    "code-unusable": _l(
        "Use 2 to 20 small letters, digits and single hyphens, such as alderbrook or st-annes."
    ),
    "zone-elsewhere": _l("That time zone is not in the country you chose."),
    "site-name-taken": _l("Another site has this name already."),
    "stale": _l("Somebody changed this meanwhile."),
    "dates-too-long": _l("That is longer than a year. Look at the two dates again."),
    "unknown_zone": _l("That time zone is not known. Choose another."),
    "day_ends_before_it_starts": _l("The day ends before it starts. Look at the two times again."),
    "no_school_weekdays": _l("Choose at least one school day."),
    "not_a_weekday": _l("Choose days of the week."),
    "hours_end_before_they_start": _l("These hours end before they start. Look at the two times again."),
    "hours_overlap": _l(
        "On one of those days these hours run into others that are there already. Change the times, or the days."
    ),
    "hours_name_a_week_without_a_cycle": _l(
        "Some supervised hours are only in week A or week B. Change those first, or keep two weeks in turn."
    ),
    "term_ends_before_it_starts": _l("The term ends before it starts. Look at the two dates again."),
    "terms_overlap": _l("This term runs into another one. Look at the dates of both."),
    "holiday_ends_before_it_starts": _l("The holiday ends before it starts. Look at the two dates again."),
    "exam_week_ends_before_it_starts": _l("The exams end before they start. Look at the two dates again."),
    # Set-up
    "setup-code-wrong": _l(
        "That is not the code. It stands where this program was started, and each start makes a new one."
    ),
    "setup-too-many-tries": _l("There were too many wrong tries. Wait an hour, then try again."),
    "setup-claimed": _l("Somebody has set this installation up already. Sign in instead."),
    "setup-locked": _l("Please type the set-up code again."),
    "setup-email-taken": _l("There is an account with this e-mail here already. Use another address."),
    "setup-incomplete": _l("Something is still missing. Look at the list."),
    "no_lead": _l("%(lead)s: nobody is named yet. They read concerns and decide."),
    "no_deputy": _l("%(deputy)s: nobody is named yet. Concerns always go to two people."),
    "deputy_is_the_lead": _l(
        "%(deputy)s must be another person than %(lead)s: concerns always go to two people."
    ),
    "no_head": _l("%(head)s: nobody is named yet. Concerns about adults go there."),
    "no_chair": _l("%(chair)s: nobody is named yet. Concerns about the head go there."),
    "chair_is_the_head": _l(
        "%(chair)s must be another person than %(head)s: nobody decides about themselves."
    ),
}


def role_name(role: Role, country: str) -> str:
    """Return what the role is called in that country's schools."""
    return str(ROLES.get(role) or countries.country(country).titles.of(role))


def role_task(role: Role) -> str:
    """Return what the role does, in a sentence."""
    return str(TASKS[role])


def sentence_for(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(SENTENCES[str(code)])


KINDS: dict[str, Any] = {"term": _l("Term"), "holiday": _l("Holiday"), "exams": _l("Exam weeks")}


def kind_name(kind: str) -> str:
    """Return what a span of the calendar is called."""
    return str(KINDS[kind])


def zone_name(zone: str) -> str:
    """Return a time zone as people know it: "London time" for Europe/London."""
    return str(_l("%(city)s time", city=zone.rpartition("/")[2].replace("_", " ")))


def gap_sentence(gap: str, country: str) -> str:
    """Return what is missing of the people that worries go to, with the country's own titles."""
    titles = countries.country(country).titles
    words = {"lead": titles.lead, "deputy": titles.deputy, "head": titles.head, "chair": titles.chair}
    return str(SENTENCES[str(gap)]) % words
