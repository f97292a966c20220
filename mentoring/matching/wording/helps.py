"""The sentences of what would help, and of the price of putting two together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.joining.rules.readiness import Gate
from mentoring.matching.engine.answers import Objectives, Price
from mentoring.matching.engine.codes import Change
from mentoring.matching.rules.board import Level, fit_of
from mentoring.matching.wording.board import FITS

NAMED = 3  # people who are named in one sentence; the rest are counted
LEVELS: Mapping[Level, Any] = {
    Level.NOTHING: _l("Nothing"),
    Level.A_LITTLE: _l("A little"),
    Level.SOME: _l("Some"),
    Level.MUCH: _l("Much"),
    Level.ALL: _l("As much as can be"),
    Level.NOT_NAMED: _l("The mentee named nothing that counts here"),
}


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """Return names in one line, the first few of them, and how many more there are."""
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return ngettext(
        "%(names)s and %(num)d more", "%(names)s and %(num)d more", len(names) - most, names=shown
    )


def years_words(ordinals: Sequence[int], labels: Mapping[int, str]) -> str:
    """Return school years in few words: one, or from one to another where none between them is left out."""
    known = sorted(set(ordinals) & labels.keys())
    if not known:
        return ""
    first, last = labels[known[0]], labels[known[-1]]
    if len(known) == 1:
        return first
    if len(known) == known[-1] - known[0] + 1:
        return _("%(first)s to %(last)s", first=first, last=last)
    return ", ".join(labels[each] for each in known)


def help_sentence(
    kept: Mapping[str, Any],
    *,
    slot_words: Callable[[str], str],
    labels: Mapping[int, str],
    names: Sequence[str],
    default_gap: int | None,
) -> str:
    """Return one change that would match more children, in a sentence. default_gap: below it the head decides."""
    more = kept["more"]
    what = ngettext("%(num)d more child", "%(num)d more children", more)
    match kept["change"]:
        case Change.FINISH:
            return _finish(kept["gate"], kept["mentors_needed"], what)
        case Change.NEW_MENTOR:
            return _new_mentor(kept, what, slot_words(kept["slot"]), years_words(kept["years"], labels))
        case Change.ANOTHER_TIME:
            when = slot_words(kept["slot"])
            if len(names) == 1:
                words = _("If %(name)s could also come on %(when)s, that would match %(what)s.")
                return words % {"name": names[0], "when": when, "what": what}
            words = _("If one of these could also come on %(when)s, that would match %(what)s: %(names)s.")
            return words % {"names": listed(names), "when": when, "what": what}
        case Change.ONE_MORE_PLACE:
            return _("One more place for each mentor would match %(what)s.", what=what)
    return _smaller_gap(kept["years"][0], what, default_gap)


def _finish(gate: str, mentors: int, what: str) -> str:
    if gate == Gate.AGREEMENT:
        return ngettext(
            "%(num)d mentor has only the agreement left to sign. Signed, it would match %(what)s.",
            "%(num)d mentors have only the agreement left to sign. Signed, it would match %(what)s.",
            mentors,
            what=what,
        )
    return ngettext(
        "%(num)d mentor lacks only training. Finishing it would match %(what)s.",
        "%(num)d mentors lack only training. Finishing it would match %(what)s.",
        mentors,
        what=what,
    )


def _new_mentor(kept: Mapping[str, Any], what: str, when: str, years: str) -> str:
    if kept["mentors_needed"] == 1:
        words = _("One more mentor (%(years)s) free on %(when)s would match %(what)s.")
        return words % {"years": years, "when": when, "what": what}
    one = ngettext("%(num)d child", "%(num)d children", kept["by_one"])
    return ngettext(
        "%(num)d more mentor (%(years)s) free on %(when)s would match %(what)s; the first of them %(one)s.",
        "%(num)d more mentors (%(years)s) free on %(when)s would match %(what)s; the first of them %(one)s.",
        kept["mentors_needed"],
        years=years,
        when=when,
        what=what,
        one=one,
    )


def _smaller_gap(least: int, what: str, default: int | None) -> str:
    said = ngettext(
        "A mentor ahead by %(num)d school year or more, one less than now, would match %(what)s.",
        "A mentor ahead by %(num)d school years or more, one less than now, would match %(what)s.",
        least,
        what=what,
    )
    if default is not None and least >= default:
        return _("%(said)s It is a setting of the programme.", said=said)
    return _("%(said)s Only the head may allow that.", said=said)


def help_in_short(kept: Mapping[str, Any], slot_words: Callable[[str], str]) -> str:
    """Return the same change in few words, for a child whom it would match."""
    match kept["change"]:
        case Change.FINISH if kept["gate"] == Gate.AGREEMENT:
            return _("an agreement that is signed")
        case Change.FINISH:
            return _("training that is finished")
        case Change.NEW_MENTOR:
            return _("one more mentor on %(when)s", when=slot_words(kept["slot"]))
        case Change.ANOTHER_TIME:
            return _("a mentor who also comes on %(when)s", when=slot_words(kept["slot"]))
        case Change.ONE_MORE_PLACE:
            return _("one more place for each mentor")
    return _("one school year less between them")


def price_sentences(price: Price, waits: Sequence[str]) -> list[tuple[str, bool]]:
    """Return what it costs to put two together, objective by objective, each with whether that is a cost.

    waits: who would have no mentor instead.
    """
    said = [_fewer(price.fewer)]
    if waits:
        said.append((_("Without a mentor then: %(names)s.", names=listed(waits, 5)), True))
    if price.now is None or price.then is None:
        return [*said, (_("With so many students the rest is worked out only when you do it."), False)]
    if (lost := price.now.kept - price.then.kept) > 0:
        words = ngettext(
            "%(num)d pairing of before would not be kept.",
            "%(num)d pairings of before would not be kept.",
            lost,
        )
        said.append((words, True))
    return [*said, _changed(price.changed), _weakest(price.now, price.then), _total(price.now, price.then)]


def _fewer(fewer: int) -> tuple[str, bool]:
    if not fewer:
        return _("As many children would be matched."), False
    words = ngettext("One child fewer would be matched.", "%(num)d children fewer would be matched.", fewer)
    return words, True


def _changed(changed: int) -> tuple[str, bool]:
    if not changed:
        return _("No other pairing would change."), False
    return ngettext(
        "%(num)d other pairing would change.", "%(num)d other pairings would change.", changed
    ), True


def _weakest(now: Objectives, then: Objectives) -> tuple[str, bool]:
    if now.floor is None or then.floor is None or then.floor >= now.floor:
        return _("The weakest pairing would be no weaker."), False
    before, after = FITS[fit_of(now.floor)], FITS[fit_of(then.floor)]
    lower = now.floor - then.floor
    if fit_of(now.floor) == fit_of(then.floor):
        words = _("The weakest pairing would be %(num)d of 1000 lower, and still a %(fit)s.")
        return words % {"num": lower, "fit": after}, True
    words = _("The weakest pairing would be %(num)d of 1000 lower: a %(after)s in place of a %(before)s.")
    return words % {"num": lower, "after": after, "before": before}, True


def _total(now: Objectives, then: Objectives) -> tuple[str, bool]:
    lower = now.total - then.total
    if lower <= 0:
        return _("All together would fit as well, or better."), False
    share = round(100 * lower / now.total)
    if share < 1:
        return _("All together would fit a very little less well."), True
    return _("All together would fit less well: the total would be %(num)d%% lower.", num=share), True
