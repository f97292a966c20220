"""The sentences of the board: fits, boundaries, why two people, what was refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.matching.engine.codes import Basis, Boundary, Criterion, Severity, Weight
from mentoring.matching.rules.board import FULL as ALL
from mentoring.matching.rules.board import BoardRefusal, BoardState, Fit, Order

FITS: dict[Fit, Any] = {
    Fit.STRONG: _l("strong fit"),
    Fit.GOOD: _l("good fit"),
    Fit.FAIR: _l("fair fit"),
    Fit.LOOSE: _l("loose fit"),
}
AT_LEAST: dict[Fit, Any] = {
    Fit.STRONG: _l("All strong"),
    Fit.GOOD: _l("Good or better"),
    Fit.FAIR: _l("Fair or better"),
    Fit.LOOSE: _l("Some are loose"),
}
EVERY: dict[Fit, Any] = {
    Fit.STRONG: _l("every pairing is a strong fit"),
    Fit.GOOD: _l("every pairing is at least a good fit"),
    Fit.FAIR: _l("every pairing is at least a fair fit"),
    Fit.LOOSE: _l("the weakest pairings have little in common"),
}
ORDERS: dict[Order, Any] = {
    Order.WEAKEST: _l("Weakest fit first"),
    Order.STRONGEST: _l("Strongest fit first"),
    Order.MENTEE: _l("By mentee"),
    Order.MENTOR: _l("By mentor"),
}
STATES: dict[BoardState, Any] = {
    BoardState.EMPTY: _l("Nothing is suggested yet"),
    BoardState.WORKING: _l("The suggestion is being worked out"),
    BoardState.DONE: _l("Suggested pairings"),
    BoardState.FAILED: _l("The suggestion was not shown"),
}
# What a boundary is called where pairs are counted.
BOUNDARIES: dict[Boundary, Any] = {
    Boundary.CANNOT_BE_PAIRED: _l("Cannot be paired"),
    Boundary.GAP_TOO_SMALL: _l("Too few school years ahead"),
    Boundary.GAP_TOO_LARGE: _l("Too many school years ahead"),
    Boundary.GAP_MONTHS: _l("Too few months older"),
    Boundary.NO_COMMON_SLOT: _l("No time in common"),
    Boundary.PLACE_NEEDS: _l("No place that suits both"),
    Boundary.SAME_GENDER: _l("Wish for the same gender"),
    Boundary.LANGUAGE_NEED: _l("Mentor does not speak the language that is needed"),
    Boundary.NO_SEAT: _l("Mentor has no place free"),
    Boundary.SAID_NO: _l("One of them said no before"),
    Boundary.PUT_ASIDE: _l("Not these two, this time"),
}
# Why two people who are pointed at cannot be paired.
BETWEEN: dict[Boundary, Any] = {
    Boundary.CANNOT_BE_PAIRED: _l("These two cannot be paired."),
    Boundary.GAP_TOO_SMALL: _l("The mentor is not enough school years ahead."),
    Boundary.GAP_TOO_LARGE: _l("The mentor is more school years ahead than this programme allows."),
    Boundary.GAP_MONTHS: _l("The mentor is not enough months older."),
    Boundary.NO_COMMON_SLOT: _l("They share no supervised time."),
    Boundary.PLACE_NEEDS: _l("No place at the times they share has what one of them needs."),
    Boundary.SAME_GENDER: _l("One of them wishes for the same gender, and that is not so, or not told."),
    Boundary.LANGUAGE_NEED: _l("The mentor does not speak the language that this child needs."),
    Boundary.NO_SEAT: _l("The mentor has as many mentees as this programme allows."),
    Boundary.SAID_NO: _l("They were asked before, and one of them said no."),
    Boundary.PUT_ASIDE: _l("They were put aside this time."),
}
SEVERITIES: dict[Severity, Any] = {
    Severity.SAFETY: _l("nobody lifts it"),
    Severity.RULE: _l("follows from the programme's settings"),
    Severity.PRACTICAL: _l("goes away when times or places change"),
    Severity.CHOICE: _l("somebody said so"),
}
BASES: dict[Basis, Any] = {
    Basis.PRACTICE: _l("safeguarding practice"),
    Basis.KARCHER: _l("Karcher 2005"),
    Basis.INFERRED: _l("inferred"),
    Basis.BBBS: _l("Big Brothers Big Sisters standards"),
    Basis.WISH: _l("a student's own wish or answer"),
    Basis.BOARD: _l("said on this board"),
}
CRITERIA: dict[Criterion, Any] = {
    Criterion.HELP: _l("Help that is wanted and can be given"),
    Criterion.LIVED: _l("Has been through it"),
    Criterion.INTERESTS: _l("Shared interests"),
    Criterion.SLOTS: _l("Times in common"),
    Criterion.LANGUAGES: _l("Languages in common"),
    Criterion.MEETING: _l("Meet-and-greet"),
    Criterion.CONTINUITY: _l("Were paired before"),
    Criterion.EXPERIENCE: _l("Experience, where it is needed"),
    Criterion.FREE_UNTIL: _l("Free until the end"),
    Criterion.BASE: _l("Same form base or site"),
}
MEANINGS: dict[Criterion, Any] = {
    Criterion.HELP: _l("How much of what the mentee would like help with the mentor can help with."),
    Criterion.LIVED: _l(
        "How much of what the mentee would like help with the mentor has been through, where some mentors told it."
    ),
    Criterion.INTERESTS: _l(
        "How much of what the mentee likes the mentor likes too. What few like counts more."
    ),
    Criterion.SLOTS: _l("How many times of the week both can do, up to three."),
    Criterion.LANGUAGES: _l("Whether they share a language that not everybody here speaks."),
    Criterion.MEETING: _l(
        "Whether they would like to meet again: both, or one of the two. Nobody reads who chose whom."
    ),
    Criterion.CONTINUITY: _l(
        "Whether they were paired before, it came to its planned end, and staff said yes to pairing them again."
    ),
    Criterion.EXPERIENCE: _l(
        "Whether the mentor has brought a pairing to its planned end, for mentees who staff said need that."
    ),
    Criterion.FREE_UNTIL: _l(
        "A mentor of the oldest year at their site counts less, since exams or leaving come first. "
        "When a year has its exams is not known here."
    ),
    Criterion.BASE: _l(
        "Whether they have the same form base, or at least the same site. Times are of one site, "
        "so it counts where a form takes several years."
    ),
}
WEIGHTS: dict[Weight, Any] = {
    Weight.NOT: _l("Does not matter"),
    Weight.A_LITTLE: _l("A little"),
    Weight.A_LOT: _l("A lot"),
}
REFUSALS: dict[BoardRefusal, Any] = {
    BoardRefusal.STALE: _l("This board has changed since you opened it. Nothing of yours was saved."),
    BoardRefusal.WORKING: _l("A suggestion is being worked out. Wait for it, or stop it."),
    BoardRefusal.NOT_ON_IT: _l("That pair is not on the board any more."),
    BoardRefusal.BOUNDARY: _l("A boundary stands between them now."),
    BoardRefusal.NOBODY_TICKED: _l("Tick a mentor and a mentee first."),
    BoardRefusal.NO_ROOM: _l("At the times they share every place is full, or one of them is busy."),
    BoardRefusal.REASON_WANTED: _l("Write why. Only the safeguarding lead and deputies read it."),
    BoardRefusal.WHY_WANTED: _l("Write why. Staff read it with the pairing."),
    BoardRefusal.LOCKED: _l(
        "One of them is locked with somebody else on the board. Unlock that pairing first."
    ),
    BoardRefusal.OPENED: _l(
        "The mentor has opened the question. Withdraw the pairing on its own page instead."
    ),
    BoardRefusal.NOT_READY: _l("Somebody is not ready any more, or has a pairing already."),
    BoardRefusal.ONE_AND_ONE: _l("In this programme a pairing is one mentor and one mentee."),
    BoardRefusal.TOO_MANY_MENTORS: _l("These are more mentors than this programme allows in a group."),
    BoardRefusal.TOO_MANY_MENTEES: _l("These are more mentees than this programme allows in a group."),
    BoardRefusal.WHEN_WANTED: _l("Choose when and where they meet."),
    BoardRefusal.NOT_FREE_THEN: _l("Not everybody is free at that time."),
    BoardRefusal.FULL_THEN: _l("That place is full at that time, or nobody is on duty."),
    BoardRefusal.PLACE_NEEDS: _l("That place does not have what one of them needs."),
    BoardRefusal.SAME_PERSON: _l("That is the same student twice."),
    BoardRefusal.TOO_FEW_LEFT: _l("The group that they leave would have too few mentees."),
}


def refusal_sentence(code: str) -> str:
    """Return the sentence for a refusal's code."""
    return str(REFUSALS[BoardRefusal(code)])


def boundary_name(code: str, limits: Mapping[str, int | None]) -> str:
    """Return what a boundary is called where pairs are counted, with the programme's own number where it has one."""
    least, most, months = limits.get("least"), limits.get("most"), limits.get("months")
    if code == Boundary.GAP_TOO_SMALL and least is not None:
        return ngettext("Under %(num)d school year ahead", "Under %(num)d school years ahead", least)
    if code == Boundary.GAP_TOO_LARGE and most is not None:
        return ngettext("Over %(num)d school year ahead", "Over %(num)d school years ahead", most)
    if code == Boundary.GAP_MONTHS and months is not None:
        return ngettext("Under %(num)d month older", "Under %(num)d months older", months)
    return str(BOUNDARIES[Boundary(code)])


def kept_out(counts: Mapping[str, int], limits: Mapping[str, int | None]) -> list[tuple[str, int]]:
    """Return how many pairs each boundary keeps apart, the most first. Mentors without a free place are said apart."""
    found = [(boundary_name(code, limits), n) for code, n in counts.items() if code != Boundary.NO_SEAT]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def behind_the_wait(counts: Mapping[str, int], limits: Mapping[str, int | None]) -> list[str]:
    """Return what keeps a child waiting, by how many mentors, the most first; those without a free place last."""
    last = sorted(counts, key=lambda code: (code == Boundary.NO_SEAT, -counts[code], code))
    return [_mentors_behind(code, counts[code], limits) for code in last]


def _mentors_behind(code: str, count: int, limits: Mapping[str, int | None]) -> str:
    if code == Boundary.NO_SEAT:
        return ngettext("%(num)d mentor has no place free", "%(num)d mentors have no place free", count)
    what = boundary_name(code, limits)
    what = what[:1].lower() + what[1:]
    return ngettext("%(num)d mentor: %(what)s", "%(num)d mentors: %(what)s", count, what=what)


def beyond_words(parts: Mapping[str, int]) -> list[tuple[str, bool]]:
    """Return in sentences what else counted for or against two people. What is private is no part of it."""
    said = []
    if parts.get(Criterion.CONTINUITY):
        said.append((_("Were paired before, to a planned end"), True))
    if parts.get(Criterion.EXPERIENCE):
        said.append((_("The mentor has done it before, as this child needs"), True))
    if parts.get(Criterion.BASE) == ALL:
        said.append((_("They have the same form base"), True))
    if parts.get(Criterion.FREE_UNTIL) == 0:
        said.append((_("The mentor's year is the oldest here: exams, or leaving, come first"), False))
    return said


def shared(
    parts: Mapping[str, list[str]],
    slot_words: Callable[[str], str],
    beyond: Sequence[tuple[str, bool]] = (),
) -> list[tuple[str, bool]]:
    """Return why two people are suggested, in sentences; each with whether it speaks for them."""
    said = []
    if parts["help"]:
        said.append((_("Can help with: %(what)s", what=", ".join(parts["help"])), True))
    if parts["lived"]:
        said.append((_("Has been through it: %(what)s", what=", ".join(parts["lived"])), True))
    if parts["interests"]:
        said.append((_("Both like: %(what)s", what=", ".join(parts["interests"])), True))
    if parts["languages"]:
        said.append((_("Both speak: %(what)s", what=", ".join(parts["languages"])), True))
    times = parts["slots"]
    if len(times) == 1:
        said.append((slot_words(times[0]), True))
    elif times:
        said.append(
            (
                ngettext(
                    "%(num)d time in common, such as %(when)s",
                    "%(num)d times in common, such as %(when)s",
                    len(times),
                    when=slot_words(times[0]),
                ),
                True,
            )
        )
    said += beyond
    if parts["wanted"] and not parts["help"]:
        said.append((_("Not the help that was asked for"), False))
    return said
