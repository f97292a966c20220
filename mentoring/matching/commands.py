"""`flask match propose`: the best arrangement of a programme, of pairs or of groups, to read. Nothing is written."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click
from flask.cli import AppGroup

from mentoring import transaction
from mentoring.matching import group_command
from mentoring.matching.engine.answers import NotProved, Run
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.board import fit_of
from mentoring.matching.wording.board import FITS
from mentoring.people.queries import schools
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import IN_GROUPS, TWO_BY_TWO

NOT_PROVED, NOT_ASKED_WELL = 1, 2  # exit codes

Asked = TypeVar("Asked")
Found = TypeVar("Found")
cli = AppGroup("match", help="Look at what would be suggested, and why. Nothing is written.")


@dataclass(frozen=True)
class _Asked:
    """What a run is about, read before anything is solved. names: by enrolment, empty unless they were asked for."""

    programme: str
    status: str
    scene: Scene
    of_groups: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def who(self, enrolment_id: str) -> str:
        """Return an id, with the name behind it where names were asked for."""
        name = self.names.get(enrolment_id)
        return f"{enrolment_id} ({name})" if name else enrolment_id


class _Refused(Exception):
    """There is no answer; the code, and the sentence that says why and what to do."""

    def __init__(self, exit_code: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.exit_code, self.code, self.sentence = exit_code, code, sentence


@cli.command("propose")
@click.option(
    "--programme", "programme_id", help="The programme's id. Without it, all programmes are listed."
)
@click.option("--names", is_flag=True, help="Students' names beside their ids. Mind where they end up.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def propose(programme_id: str | None, names: bool, as_json: bool) -> None:
    """Say whom the board would suggest now, with reasons, who waits and why, and the proof; for groups the bounds.

    What is locked or put aside on the board counts. Nothing is written, on the board or anywhere. People are named
    by the ids of their enrolments. Exit code 0: here it is. 1: the arrangement did not stand up to its check. 2: no
    such programme, or one that makes neither pairs nor groups.
    """
    try:
        if programme_id is None:
            answer = _listed()
            lines = _lines_of_list(answer["programmes"])
        else:
            asked = _read(programme_id, names=names)
            answer, lines = _of_groups(asked) if asked.of_groups else _of_pairs(asked)
    except _Refused as refused:
        if as_json:
            click.echo(json.dumps({"refused": {"code": refused.code, "message": refused.sentence}}))
        else:
            click.echo(refused.sentence, err=True)
        raise SystemExit(refused.exit_code) from refused
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)


def _listed() -> dict[str, Any]:
    with transaction.unit(writes=False):
        return {
            "programmes": [
                {
                    "id": each.id,
                    "school": school.code,
                    "name": each.name,
                    "kind": each.kind,
                    "status": each.status,
                    "of_pairs": _is_of_pairs(each),
                    "of_groups": _is_of_groups(each),
                }
                for school in schools.all_schools()
                for each in programmes.programmes(school.id)
            ]
        }


def _lines_of_list(found: list[dict[str, Any]]) -> Iterator[str]:
    if not found:
        yield "There is no programme yet."
    for each in found:
        yield "  ".join((each["id"], each["school"], each["status"], each["kind"], each["name"]))


def _is_of_pairs(programme: Programme) -> bool:
    return Kind(programme.kind) in TWO_BY_TWO


def _is_of_groups(programme: Programme) -> bool:
    return Kind(programme.kind) in IN_GROUPS


def _read(programme_id: str, *, names: bool) -> _Asked:
    with transaction.unit(writes=False):
        here = (programmes.programme(school.id, programme_id) for school in schools.all_schools())
        programme = next((each for each in here if each is not None), None)
        if programme is None:
            raise _Refused(
                NOT_ASKED_WELL,
                "no-programme",
                "There is no programme with this id. They are listed by: flask --app app match propose",
            )
        of_groups = _is_of_groups(programme)
        if not of_groups and not _is_of_pairs(programme):
            raise _Refused(
                NOT_ASKED_WELL, "not-suggested", "For programmes of this kind nothing is suggested."
            )
        scene = (group_scene_of if of_groups else scene_of)(programme, board_of(programme))
        known = {id: each.student.name for id, each in scene.enrolled.items()} if names else {}
        return _Asked(programme.id, programme.status, scene, of_groups, known)


def _of_pairs(asked: _Asked) -> tuple[dict[str, Any], Iterator[str]]:
    from mentoring.matching.engine.run import suggest

    run = _checked(suggest, asked.scene.problem)
    return _answer(asked, run), _lines(asked, run)


def _of_groups(asked: _Asked) -> tuple[dict[str, Any], Iterator[str]]:
    run = _checked(group_command.solved, asked.scene)

    def names(*ids: str) -> dict[str, Any]:
        return _named(asked, **{id: id for id in ids})

    found = group_command.answer(asked.scene, run, names)
    return {"programme": asked.programme, "status": asked.status, **found}, group_command.lines(
        run, asked.who
    )


def _checked(solve: Callable[[Asked], Found], asked: Asked) -> Found:
    try:
        return solve(asked)
    except NotProved as problem:
        raise _Refused(
            NOT_PROVED,
            problem.code,
            f"The arrangement did not stand up to its check ({problem.code}), so it is not shown.",
        ) from problem


def _answer(asked: _Asked, run: Run) -> dict[str, Any]:
    found = run.as_json()
    problem, aims = asked.scene.problem, run.answer.objectives
    return {
        "programme": asked.programme,
        "status": asked.status,
        "mentors": len(problem.mentors),
        "mentees": len(problem.mentees),
        "pairings": [
            {
                **pair,
                "parts": why["parts"],
                "shared": {what: why[what] for what in ("help", "lived", "interests", "languages", "slots")},
                **_named(asked, mentor=pair["mentor"], mentee=pair["mentee"]),
            }
            for pair, why in zip(found["answer"]["pairs"], found["whys"], strict=True)
        ],
        "unmatched": [{**each, **_named(asked, mentee=each["mentee"])} for each in found["waiting"]],
        "not_ready": {role: dict(counts) for role, counts in asked.scene.not_ready.items()},
        "excluded": found["excluded"],
        "dropped_locks": [
            {"mentor": mentor, "mentee": mentee} for mentor, mentee in found["answer"]["dropped_locks"]
        ],
        # In their order. A price is what it cost of the total that the objective comes before it.
        "objectives": [
            {"code": "matched", "value": aims.matched, "of": aims.of, "price": 0},
            {"code": "kept", "value": aims.kept, "of": aims.kept_of, "price": aims.price_of_kept},
            {"code": "floor", "value": aims.floor, "price": aims.price_of_floor},
            {"code": "total", "value": aims.total, "price": 0},
        ],
        "proof": found["certificate"],
    }


def _named(asked: _Asked, **ids: str) -> dict[str, Any]:
    return {"names": {side: asked.names[id] for side, id in ids.items()}} if asked.names else {}


def _lines(asked: _Asked, run: Run) -> Iterator[str]:
    for pair, both in zip(run.answer.pairs, run.whys, strict=True):
        shared = [*both.help, *both.interests, *both.languages]
        times = f"times in common: {len(both.slots)}"
        yield (
            f"{asked.who(pair.mentee)} with {asked.who(pair.mentor)}: {pair.score} of 1000, {FITS[fit_of(pair.score)]}"
            f"{', locked' if pair.locked else ''}; {', '.join([*shared, times])}"
        )
    for lock in run.answer.dropped_locks:
        yield f"Locked, and no longer possible: {asked.who(lock.mentee)} with {asked.who(lock.mentor)}"
    for each in run.waiting:
        could = [f"could, and are with somebody else: {each.could}"] if each.could else []
        why = "; ".join([*group_command.stands_between(each.boundaries), *could]) or "there is no mentor"
        yield f"{asked.who(each.mentee)} waits. Mentors, by what stands between: {why}"
    yield from _sums(run)


def _sums(run: Run) -> Iterator[str]:
    aims, proof = run.answer.objectives, run.certificate
    yield f"Matched: {aims.matched} of {aims.of}"
    if aims.kept_of:
        yield f"Kept: {aims.kept} of {aims.kept_of}; that cost {aims.price_of_kept} of the total"
    if aims.floor is not None:
        yield f"Weakest of those that are not locked: {aims.floor}; that cost {aims.price_of_floor} of the total"
    yield f"Total: {aims.total}"
    if proof is not None:
        yield (
            f"Proved: nothing allowed is worth more than {proof.bound}, and this is worth {proof.value}; "
            f"for the number matched alone {proof.many_bound} and {proof.many}."
        )
