"""What `flask match propose` says of a programme with groups: in JSON, and in lines."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.group_answers import GroupRun, Measure
from mentoring.matching.queries.scene import Scene
from mentoring.matching.rules.board import fit_of
from mentoring.matching.wording.board import BOUNDARIES, FITS
from mentoring.matching.wording.groups import how_sure

SHARED = ("help", "lived", "interests", "languages")
Who = Callable[[str], str]


def solved(scene: Scene) -> GroupRun:
    """Return the groups, or raise NotProved where they do not stand up to their check."""
    from mentoring.matching.engine.group_run import suggest_groups

    return suggest_groups(scene.problem)


def answer(scene: Scene, run: GroupRun, names: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Return the groups with their reasons and bounds. names: names of the people with these ids, if asked for."""
    found, problem = run.as_json(), scene.problem
    wanted = problem.grouping
    groups = [(group, why, True) for group, why in zip(found["locked"], found["locked_whys"], strict=True)]
    groups += [
        (group, why, False) for group, why in zip(found["answer"]["groups"], found["whys"], strict=True)
    ]
    return {
        "mentors": len(problem.mentors),
        "mentees": len(problem.mentees),
        "grouping": {"leaders": wanted.leaders, "least": wanted.least, "most": wanted.most},
        "groups": [
            {
                **group,
                "locked": locked,
                "fit": why["fit"],
                "shared": {what: why[what] for what in SHARED},
                "nothing_shared": why["alone"],
                "friends": why["friends"],
                **names(*group["leaders"], *group["mentees"]),
            }
            for group, why, locked in groups
        ],
        "dropped_locks": run.dropped,
        "ungrouped": [{**each, **names(each["mentee"])} for each in found["waiting"]],
        "spare_mentors": list(run.spare),
        "not_ready": {role: dict(counts) for role, counts in scene.not_ready.items()},
        "excluded": found["excluded"],
        # In their order, of the groups that are not locked. No aim is beyond its bound; a gap of 0 cannot be bettered.
        "objectives": [
            {"code": code, "value": each.value, "bound": each.bound, "gap": each.gap}
            for code, each in _measures(run).items()
        ],
        "sure": [{"words": words, "is_best": is_best} for words, is_best in _how_sure(run)],
        # There is no proof as for pairs: the bound of the total follows from these prices, and from a search beside.
        "bound_by_prices": run.answer.by_prices,
        "prices": found["answer"]["prices"],
    }


def _measures(run: GroupRun) -> dict[str, Measure]:
    """Return the aims in their order; the weakest group only where it was aimed for."""
    reached = run.answer
    found = {"placed": reached.placed, "count": reached.count, "spread": reached.spread}
    if reached.floor is not None:
        found["floor"] = reached.floor
    return {**found, "total": reached.total}


def _how_sure(run: GroupRun) -> list[tuple[str, bool]]:
    if not run.answer.groups:
        return []
    aims = {code: {"value": each.value, "bound": each.bound} for code, each in _measures(run).items()}
    return how_sure(aims)


def stands_between(counts: Mapping[Boundary, int]) -> list[str]:
    """Return by how many mentors each boundary keeps somebody waiting, for a line."""
    return [f"{str(BOUNDARIES[code]).lower()}: {count}" for code, count in counts.items()]


def lines(run: GroupRun, who: Who) -> Iterator[str]:
    """Yield the same in lines."""
    groups = [*run.locked, *run.answer.groups]
    for group, why in zip(groups, [*run.locked_whys, *run.whys], strict=True):
        shared = [*why.help, *why.lived, *why.interests, *why.languages]
        leaders = " and ".join(who(each) for each in group.leaders)
        begins = "Locked: led" if group in run.locked else "Led"
        mentees = ", ".join(who(each) for each in group.mentees)
        yield f"{begins} by {leaders} at {group.slot}, {FITS[fit_of(why.fit)]}: {mentees}"
        yield f"  Shared with a mentor: {', '.join(dict.fromkeys(shared)) or 'nothing that they named'}"
    for each in run.waiting:
        could = [f"teams that could take them: {each.teams}"] if each.teams else []
        stands = "; ".join([*stands_between(each.boundaries), *could]) or "none"
        yield f"{who(each.mentee)} is in no group. Mentors, by what stands between: {stands}"
    for mentor in run.spare:
        yield f"{who(mentor)} leads no group."
    if run.dropped:
        yield f"Locked, and no longer possible: {run.dropped}"
    reached = run.answer
    yield f"Placed: {reached.placed.value}, at most {reached.placed.bound}"
    yield f"Groups: {reached.count.value}, at most {reached.count.bound}"
    yield f"Sizes differ by: {reached.spread.value}, at least {reached.spread.bound}"
    if reached.floor is not None:
        yield f"Weakest group: {reached.floor.value}, at most {reached.floor.bound}"
    yield f"Total: {reached.total.value}, at most {reached.total.bound}"
    for words, _is_best in _how_sure(run):
        yield words
