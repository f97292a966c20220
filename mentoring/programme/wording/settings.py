"""The words of the settings: what each is called and does, why its limits are where they are, its numbers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.programme.rules.settings import (
    CATALOGUE,
    NO,
    YES,
    Basis,
    Code,
    Consent,
    Group,
    Review,
    Setting,
    Unit,
    Value,
)
from mentoring.programme.rules.verdicts import SettingRefusal, Verdict

GROUPS: dict[Group, Any] = {
    Group.PAIRING: _l("Who can be paired"),
    Group.READY: _l("Before the first meeting"),
    Group.MEETING: _l("Meetings"),
    Group.CARE: _l("Looking after pairs"),
    Group.ENDING: _l("Ending well"),
    Group.RESULTS: _l("Results that are shown"),
}

LABELS: dict[Code, Any] = {
    Code.GAP_LEAST: _l("Mentor ahead by at least"),
    Code.GAP_MOST: _l("Mentor ahead by at most"),
    Code.GAP_MONTHS: _l("Older by at least, in months"),
    Code.MENTEES_PER_MENTOR: _l("Mentees for one mentor"),
    Code.GROUP_MENTORS: _l("Mentors in a group"),
    Code.GROUP_MENTEES: _l("Mentees in a group, at most"),
    Code.GROUP_LEAST: _l("Mentees in a group, at least"),
    Code.TRAINING_FIRST: _l("Mentor training before the first meeting"),
    Code.TRAINING_LATER: _l("Mentor training by the end of the first half term"),
    Code.TRAINING_VALID: _l("Training is valid for"),
    Code.PREPARATION: _l("Mentee preparation"),
    Code.PREPARATION_SPLIT: _l("Preparation in two parts for the youngest"),
    Code.SIGN_WITHIN: _l("Sign a changed role description within"),
    Code.CONSENT: _l("Consent of a carer"),
    Code.MEETING_EVERY: _l("One meeting every"),
    Code.MEETING_SHORTEST: _l("Shortest meeting"),
    Code.MEETING_LONGEST: _l("Longest meeting"),
    Code.CHECK_IN_FROM: _l("First check-in not before"),
    Code.CHECK_IN_BY: _l("First check-in within"),
    Code.CHECK_IN_FIRST_YEAR: _l("Check-ins in the first year, every"),
    Code.CHECK_IN_LATER: _l("Check-ins later, every"),
    Code.PULSE_EVERY: _l("“How is it going?” every"),
    Code.PULSE_SWING: _l("A swing that makes a task"),
    Code.PULSE_GAP: _l("A gap between the two that makes a task"),
    Code.PULSE_LOW: _l("Low answers that make a task"),
    Code.MISSED_TELL: _l("Missed meetings until an adult talks with the child"),
    Code.MISSED_REVIEW: _l("Missed meetings until the pairing is reviewed"),
    Code.SILENT_REMIND: _l("Remind a mentor who writes nothing after"),
    Code.SILENT_STAFF: _l("Ask a supervisor to talk with them after"),
    Code.SILENT_DECIDE: _l("Decide how to go on after"),
    Code.SUPERVISION_EVERY: _l("Supervision of mentors every"),
    Code.REVIEW_EVERY: _l("Review of each pairing"),
    Code.CLOSING_NOTICE: _l("Notice before a pairing ends"),
    Code.CLOSING_REMATCH: _l("Decide about a new pairing at the end"),
    Code.SMALL_NUMBERS: _l("Smallest group that is shown"),
}

SENTENCES: dict[Code, Any] = {
    Code.GAP_LEAST: _l(
        "How many school years a mentor must be ahead of a mentee. Mentors two years ahead have more to give, and "
        "are less of a rival."
    ),
    Code.GAP_MOST: _l("A much older mentor remembers less of what it was like."),
    Code.GAP_MONTHS: _l(
        "Counts months of age beside school years. Most schools leave it out: 24 months would keep half of Year 9 "
        "from Year 7."
    ),
    Code.MENTEES_PER_MENTOR: _l("How many younger students one mentor meets in turn."),
    Code.GROUP_MENTORS: _l("How many older students lead a group together."),
    Code.GROUP_MENTEES: _l("How many younger students a group may have."),
    Code.GROUP_LEAST: _l("No smaller group is suggested. By hand you can make one."),
    Code.TRAINING_FIRST: _l("The safety module and its questions are always part of it."),
    Code.TRAINING_LATER: _l("Counts the hours before the first meeting too. It is shown, and blocks nobody."),
    Code.TRAINING_VALID: _l("After that a supervisor gets a task, and no new pairing begins."),
    Code.PREPARATION: _l("Before the first meeting: what a mentor is, what is OK, and whom to tell."),
    Code.PREPARATION_SPLIT: _l(
        "For Year 4 and below, or the same age elsewhere: two short parts in place of one."
    ),
    Code.SIGN_WITHIN: _l(
        "When an edit changes what people agreed to. After that a supervisor gets a task, and no new pairing begins."
    ),
    Code.CONSENT: _l("How you ask at home. A student's own yes is always needed as well."),
    Code.MEETING_EVERY: _l("How often a pair meets in weeks of school. Holidays and exam weeks are excused."),
    Code.MEETING_SHORTEST: _l("A time in the week must be at least that long."),
    Code.MEETING_LONGEST: _l("A longer meeting is kept and noted."),
    Code.CHECK_IN_FROM: _l(
        "When many pairs start together, their first check-ins are spread from this day on."
    ),
    Code.CHECK_IN_BY: _l("An adult talks with each side alone. The day after, it is overdue."),
    Code.CHECK_IN_FIRST_YEAR: _l(
        "An adult talks with each side. Supervision counts for the mentors who were there."
    ),
    Code.CHECK_IN_LATER: _l("From the second year of a pairing on."),
    Code.PULSE_EVERY: _l("Both sides answer for themselves, the first time after as many days."),
    Code.PULSE_SWING: _l("When somebody's answer, from 1 to 10, rises or falls by so much at once."),
    Code.PULSE_GAP: _l("When mentor and mentee answer so far apart."),
    Code.PULSE_LOW: _l("How often in a row an answer may be 1 to 4."),
    Code.MISSED_TELL: _l(
        "In a row. Absence and excused weeks do not count. A person tells the child that day."
    ),
    Code.MISSED_REVIEW: _l("In a row."),
    Code.SILENT_REMIND: _l("When no meeting was written up."),
    Code.SILENT_STAFF: _l("When still none was."),
    Code.SILENT_DECIDE: _l("Keep, pause or end the pairing, and tell the mentee in person."),
    Code.SUPERVISION_EVERY: _l("Mentors of a programme meet an adult as a group."),
    Code.REVIEW_EVERY: _l("In one go where nothing was flagged."),
    Code.CLOSING_NOTICE: _l("Time for a last meeting, thanks, and the exit questions."),
    Code.CLOSING_REMATCH: _l("Staff decide with each side whether they would like another partner."),
    Code.SMALL_NUMBERS: _l("Answers of fewer people are never shown as figures."),
}

# Why a number may not be lower ("least") or higher ("most"), where that is more than common sense.
WHY: dict[tuple[Code, str], Any] = {
    (Code.TRAINING_FIRST, "least"): _l("Mentors with less training before they start stop sooner."),
    (Code.PREPARATION, "least"): _l("A child must know whom to tell before the first meeting."),
    (Code.MENTEES_PER_MENTOR, "most"): _l("More than three is a group, and needs that kind of programme."),
    (Code.CHECK_IN_BY, "most"): _l("Most pairs that fail do so early, so nobody waits longer."),
    (Code.CHECK_IN_FROM, "most"): _l("It lies before the last day for a first check-in."),
    (Code.CHECK_IN_FIRST_YEAR, "most"): _l("No pair goes longer without a talk with an adult."),
    (Code.CHECK_IN_LATER, "most"): _l("No pair goes longer without a talk with an adult."),
    (Code.SMALL_NUMBERS, "least"): _l("In a smaller group somebody could be recognised."),
}

WARNINGS: dict[Code, Any] = {
    Code.GAP_MOST: _l("A gap of more than five years is unusual."),
    Code.MENTEES_PER_MENTOR: _l("A second mentee halves the time that each gets."),
    Code.GROUP_MENTEES: _l("In a group of more than twelve some children are never heard."),
    Code.CONSENT: _l("Carers would not be asked at all."),
    Code.MEETING_EVERY: _l("That is fewer than two meetings a month. A bond hardly grows."),
    Code.SUPERVISION_EVERY: _l("Mentors would be alone with their worries for more than four weeks."),
}

BASES: dict[Basis, Any] = {
    Basis.KARCHER: _l("research on cross-age mentoring (Karcher, 2005)"),
    Basis.EEPM: _l("Elements of Effective Practice for Mentoring"),
    Basis.BBBS: _l("Big Brothers Big Sisters' standards"),
    Basis.CAMP_BBBS: _l("the Cross-Age Mentoring Program, and Big Brothers Big Sisters' standards"),
    Basis.BBBS_EEPM: _l(
        "Big Brothers Big Sisters' standards, and Elements of Effective Practice for Mentoring"
    ),
    Basis.EEPM_CAMP: _l("Elements of Effective Practice for Mentoring, and the Cross-Age Mentoring Program"),
    Basis.IMENTOR: _l("practice at iMentor"),
    Basis.LINK_CREW: _l("practice in Link Crew schools"),
    Basis.ONS: _l("practice of the Office for National Statistics"),
    Basis.TRACKERS: _l("practice of public case trackers"),
    Basis.PRACTICE: _l("practice in schools"),
    Basis.INFERRED: _l("our own judgement; no published number is known"),
}

CHOICES: dict[Code, dict[str, Any]] = {
    Code.PREPARATION_SPLIT: {YES: _l("Yes, it may be split"), NO: _l("No, in one go")},
    Code.CLOSING_REMATCH: {YES: _l("Yes, each time"), NO: _l("No")},
    Code.CONSENT: {
        Consent.OPT_IN: _l("Carers say yes first"),
        Consent.NOTICE: _l("Carers are told, and can say no"),
        Consent.NONE: _l("Carers are not asked"),
    },
    Code.REVIEW_EVERY: {Review.HALF_TERM: _l("Each half term"), Review.TERM: _l("Each term")},
}
CHOICE_HINTS: dict[Code, dict[str, Any]] = {
    Code.CONSENT: {
        Consent.OPT_IN: _l("Nobody starts before the form is back."),
        Consent.NOTICE: _l("A letter goes home with a date until which a no can come back."),
        Consent.NONE: _l("Only where the school's own rules allow it."),
    },
}
REFUSALS: dict[SettingRefusal, Any] = {
    SettingRefusal.NOT_IN_THIS_KIND: _l("This kind of programme does not have that setting."),
    SettingRefusal.NOT_A_VALUE: _l("Write a whole number, or choose one of the answers."),
    SettingRefusal.TOO_LOW: _l("At least %(limit)s."),
    SettingRefusal.TOO_HIGH: _l("At most %(limit)s."),
    SettingRefusal.OUT_OF_ORDER: _l("That does not go together with “%(other)s”. Change that one first."),
    SettingRefusal.HEAD_DECIDES: _l(
        "A smaller gap than %(limit)s is for the head to decide, once for a programme. Ask below."
    ),
    SettingRefusal.REASON_WANTED: _l(
        "%(warning)s If it is right here, write why. It is kept in the history."
    ),
    SettingRefusal.STALE: _l("Somebody changed this meanwhile."),
}

# What no programme can change, so that nobody looks for it among the settings.
ALWAYS: tuple[Any, ...] = (
    _l("Pairs meet only in supervised hours, in an approved place, with an adult on duty."),
    _l("A student says yes themselves, and can pause or stop at any time, without a reason."),
    _l("Relatives, the same household, and those who would rather not are never paired."),
    _l(
        "No messages, visits, lifts, gifts or secrets. A hello in the corridor, at a club or on the bus is fine."
    ),
    _l("Nothing starts before the safety module, its questions and a signed role description."),
)


def amount(value: Value, setting: Setting) -> str:
    """Return a value as it is read: "2 school years", "Carers say yes first", "no limit"."""
    if value is None:
        return _("not used") if setting.code is Code.GAP_MONTHS else _("no limit")
    if isinstance(value, str):
        return str(CHOICES[setting.code][value])
    return _number(value, setting.unit)


def _number(value: int, unit: Unit | None) -> str:
    words = {
        Unit.SCHOOL_YEARS: ngettext("%(num)d school year", "%(num)d school years", value),
        Unit.MONTHS: ngettext("%(num)d month", "%(num)d months", value),
        Unit.WEEKS: ngettext("%(num)d week", "%(num)d weeks", value),
        Unit.DAYS: ngettext("%(num)d day", "%(num)d days", value),
        Unit.SCHOOL_DAYS: ngettext("%(num)d school day", "%(num)d school days", value),
        Unit.HOURS: ngettext("%(num)d hour", "%(num)d hours", value),
        Unit.MINUTES: ngettext("%(num)d minute", "%(num)d minutes", value),
        Unit.PEOPLE: ngettext("%(num)d person", "%(num)d people", value),
        Unit.MEETINGS: ngettext("%(num)d meeting", "%(num)d meetings", value),
        Unit.POINTS: ngettext("%(num)d point", "%(num)d points", value),
        Unit.TIMES: ngettext("%(num)d time", "%(num)d times", value),
    }
    return words[unit] if unit is not None else str(value)


UNITS: dict[Unit, Any] = {
    Unit.SCHOOL_YEARS: _l("school years"),
    Unit.MONTHS: _l("months"),
    Unit.WEEKS: _l("weeks"),
    Unit.DAYS: _l("days"),
    Unit.SCHOOL_DAYS: _l("school days"),
    Unit.HOURS: _l("hours"),
    Unit.MINUTES: _l("minutes"),
    Unit.PEOPLE: _l("people"),
    Unit.MEETINGS: _l("meetings"),
    Unit.POINTS: _l("points"),
    Unit.TIMES: _l("times"),
}


def label(code: Code) -> str:
    """Return what a setting is called."""
    return str(LABELS[code])


def limits(setting: Setting) -> list[str]:
    """Return what a page says about a setting's limits, each a sentence with its reason."""
    said = []
    for side, limit, words in (
        ("least", setting.least, _("At least %(limit)s.", limit=amount(setting.least, setting))),
        ("most", setting.most, _("At most %(limit)s.", limit=amount(setting.most, setting))),
    ):
        if limit is not None and (setting.code, side) in WHY:
            said.append(f"{words} {WHY[setting.code, side]}")
    if setting.warns_over is not None:
        more = amount(setting.warns_over, setting)
        said.append(_("More than %(limit)s asks for a reason.", limit=more) + f" {WARNINGS[setting.code]}")
    if setting.warns_on:
        said += [
            _("“%(choice)s” asks for a reason.", choice=CHOICES[setting.code][choice])
            + f" {WARNINGS[setting.code]}"
            for choice in sorted(setting.warns_on)
        ]
    return said


def refusal_sentence(setting: Setting, found: Verdict, smallest: Value = None) -> str:
    """Return why a value was not taken. `smallest`: the gap that a coordinator may set alone."""
    refusal = found.refusal
    assert refusal is not None
    limit: Value = {
        SettingRefusal.TOO_LOW: setting.least,
        SettingRefusal.TOO_HIGH: setting.most,
        SettingRefusal.HEAD_DECIDES: smallest,
    }.get(refusal)
    said = str(REFUSALS[refusal]) % {
        "limit": amount(limit, setting),
        "other": LABELS[found.other] if found.other else "",
        "warning": WARNINGS.get(setting.code, ""),
    }
    side = {SettingRefusal.TOO_LOW: "least", SettingRefusal.TOO_HIGH: "most"}.get(refusal, "")
    why = WHY.get((setting.code, side))
    return f"{said} {why}" if why else said


def setting_of(code: Code) -> Setting:
    """Return a setting of the catalogue."""
    return CATALOGUE[code]
