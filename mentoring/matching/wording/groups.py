"""The sentences of the board of groups: why a group, who waits, and how far it may be from the best."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.matching.rules.board import BoardRefusal
from mentoring.matching.rules.groups import at_most_better
from mentoring.matching.wording.board import REFUSALS

MOST_WORDS = 4  # of one kind, in one sentence

# Where the board of pairs speaks of two people, the board of groups speaks of a group.
GROUP_REFUSALS = {
    BoardRefusal.BOUNDARY: lambda: _("A boundary stands between two of them now."),
    BoardRefusal.FULL_THEN: lambda: _(
        "At that time no place that suits them has room, or nobody is on duty."
    ),
    BoardRefusal.NOBODY_TICKED: lambda: _("Tick groups first."),
    BoardRefusal.OPENED: lambda: _(
        "One of the mentors has opened the question. Withdraw the group on its own page instead."
    ),
}


def group_refusal(code: BoardRefusal) -> str:
    """Return the sentence for a refusal on the board of groups."""
    own = GROUP_REFUSALS.get(code)
    return own() if own is not None else str(REFUSALS[code])


NOT_MOVED = {
    BoardRefusal.TOO_MANY_MENTEES: lambda: _("The group is full."),
    BoardRefusal.NOT_FREE_THEN: lambda: _("They cannot come at that time."),
    BoardRefusal.PLACE_NEEDS: lambda: _("The place does not have what they need."),
}


def not_moved(code: BoardRefusal) -> str:
    """Return the sentence for why a child is not moved into a group."""
    own = NOT_MOVED.get(code)
    return own() if own is not None else group_refusal(code)


def liked(counts: Sequence[tuple[str, int]], of: int) -> str:
    """Return what the mentees of a group like that one of its mentors likes too."""
    return _("Liked by a mentor too: %(what)s", what=_counted(counts, of))


def helped(counts: Sequence[tuple[str, int]], of: int) -> str:
    """Return what mentees would like help with that one of the mentors can help with."""
    return _("A mentor can help with: %(what)s", what=_counted(counts, of))


def been_through(counts: Sequence[tuple[str, int]], of: int) -> str:
    """Return what mentees would like help with that one of the mentors has been through."""
    return _("A mentor has been through: %(what)s", what=_counted(counts, of))


def spoken(counts: Sequence[tuple[str, int]], of: int) -> str:
    """Return which languages mentees speak that a mentor speaks too, and not everybody here."""
    return _("A mentor speaks: %(what)s", what=_counted(counts, of))


def nothing_shared(names: Sequence[str]) -> str:
    """Return who has none of this in common with a mentor of the group."""
    return _("None of this shared by: %(names)s", names=", ".join(names))


def friends_together(number: int) -> str:
    """Return how many wishes to be with a friend are met."""
    return ngettext(
        "%(num)d wish to be with a friend is met", "%(num)d wishes to be with a friend are met", number
    )


def _counted(counts: Sequence[tuple[str, int]], of: int) -> str:
    words = [
        _("%(word)s (%(some)s of %(all)s)", word=word, some=some, all=of)
        for word, some in counts[:MOST_WORDS]
    ]
    return ", ".join(words)


def teams_could(teams: int, leaders: int) -> str:
    """Return by how many teams of mentors a child could be led, who are with others."""
    if leaders == 1:
        return ngettext(
            "%(num)d mentor could lead a group with them, and is full or meets at another time",
            "%(num)d mentors could lead a group with them, and are full or meet at another time",
            teams,
        )
    return ngettext(
        "%(num)d team of mentors could lead a group with them, and is full or meets at another time",
        "%(num)d teams of mentors could lead a group with them, and are full or meet at another time",
        teams,
    )


def no_team(could: int, least: int) -> str:
    """Return that a child could be with mentors who cannot make a group with them."""
    return ngettext(
        "%(num)d mentor could, but no group of %(least)s or more can meet with them at one time",
        "%(num)d mentors could, but no group of %(least)s or more can meet with them at one time",
        could,
        least=least,
    )


def sizes_in_words(sizes: Sequence[int]) -> str:
    """Return how large groups are: "8 mentees", or "7 to 8 mentees"."""
    if not sizes:
        return _("none")
    smallest, largest = min(sizes), max(sizes)
    if smallest == largest:
        return ngettext("%(num)d mentee in each", "%(num)d mentees in each", largest)
    return _("%(smallest)s to %(largest)s mentees", smallest=smallest, largest=largest)


def _of_the_weakest(floor: Mapping[str, int] | None) -> list[tuple[str, bool]]:
    """Return whether the weakest group could fit better; nothing where that was not aimed for."""
    if floor is None:
        return []
    if floor["value"] >= floor["bound"]:
        return [(_("The weakest group fits as well as it can."), True)]
    return [(_("The weakest group may be able to fit better. The search was too short to tell."), False)]


def dropped_locks(number: int) -> str:
    """Return that groups that were to stay could not."""
    return ngettext(
        "%(num)d group that was locked could not stay: somebody in it changed, or a boundary stands there now.",
        "%(num)d groups that were locked could not stay: somebody in them changed, or a boundary stands there now.",
        number,
    )


def how_sure(measures: Mapping[str, Mapping[str, int]]) -> list[tuple[str, bool]]:
    """Return what is known of each aim in order, in sentences; each with whether nothing better is possible."""
    gaps = {name: abs(each["bound"] - each["value"]) for name, each in measures.items()}
    total = measures["total"]
    percent = at_most_better(total["value"], total["bound"])
    return [
        (_("No other groups would place more children."), True)
        if not gaps["placed"]
        else (
            ngettext(
                "At most %(num)d more child could be placed. Nobody knows whether that is possible.",
                "At most %(num)d more children could be placed. Nobody knows whether that is possible.",
                gaps["placed"],
            ),
            False,
        ),
        (_("So many children in more groups is not possible."), True)
        if not gaps["count"]
        else (
            ngettext(
                "At most %(num)d more group could be made of them. Nobody knows whether that is possible.",
                "At most %(num)d more groups could be made of them. Nobody knows whether that is possible.",
                gaps["count"],
            ),
            False,
        ),
        (_("Sizes are as even as can be."), True)
        if not gaps["spread"]
        else (_("More even sizes may be possible."), False),
        *_of_the_weakest(measures.get("floor")),
        (_("No other groups of these sizes fit better."), True)
        if not gaps["total"]
        else (
            _(
                "Other groups of these sizes could fit at most %(percent)s %% better. Nobody knows whether any do.",
                percent=percent,
            ),
            False,
        ),
    ]
