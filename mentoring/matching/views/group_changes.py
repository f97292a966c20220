"""What is changed on the board of groups by hand: which groups stay, and a child who moves to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.matching.actions import boards
from mentoring.matching.actions import group_changes as actions
from mentoring.matching.actions.groups import groups_on
from mentoring.matching.forms.groups import GroupForm, MoveForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of, people_on
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.rules.groups import key_of
from mentoring.matching.views.board import HERE
from mentoring.matching.views.board_shared import crumbs, version_of
from mentoring.matching.views.group_board import only_groups, refused, to_board
from mentoring.matching.views.pages import board_bp
from mentoring.matching.wording.board import BETWEEN
from mentoring.matching.wording.groups import group_refusal, not_moved
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.queries.slots import slots
from mentoring.programme.views.grid import slot_cards
from mentoring.programme.views.pages import programme_of
from mentoring.web.fields import choices_of


@board_bp.post(f"{HERE}/groups/lock")
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def lock_group(programme: Programme) -> Any:
    """Keep a group as it is whatever is suggested again."""
    return _lock(programme, keep=True)


@board_bp.post(f"{HERE}/groups/unlock")
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def unlock_group(programme: Programme) -> Any:
    """Let a group be changed by the next suggestion."""
    return _lock(programme, keep=False)


def _lock(programme: Programme, *, keep: bool) -> Any:
    only_groups(programme)
    form = GroupForm()
    if not form.validate():
        abort(400)
    held = boards.locked_board(programme, seen=form.seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    wrong = actions.lock_group(actor_here().by, held, form.one.data or "", keep=keep, now=clock.now())
    return refused(programme, wrong) if wrong is not None else to_board(programme)


@board_bp.route(f"{HERE}/groups/move/<mentee_id>", methods=["GET", "POST"])
@requires(Action.BOARD_CHANGE, load=programme_of)
def move_in_groups(programme: Programme) -> Any:
    """Choose another group for a child: which could be, and of the others why not."""
    only_groups(programme)
    mentee_id = str((request.view_args or {})["mentee_id"])
    mentee = people_on(programme, [mentee_id]).get(mentee_id)
    held = board_of(programme)
    if mentee is None or held is None:
        abort(404)
    form = MoveForm(data={"seen": version_of(held)})
    choices = _groups(programme, held, mentee)
    form.group.choices = choices_of((key, name) for key, name, _hint in choices.possible)
    if form.validate_on_submit():
        changed = boards.locked_board(programme, seen=form.seen.data)
        if not isinstance(changed, Board):
            return refused(programme, changed)
        wrong = actions.move_child(
            actor_here().by, programme, changed, mentee.id, form.group.data or "", now=clock.now()
        )
        if wrong is None:
            flash(_("Moved. That group is locked, so that it stays when you suggest again."), "good")
            return to_board(programme)
        form.group.errors = (
            choices.sentences(wrong) if isinstance(wrong, actions.NotMoved) else [group_refusal(wrong)]
        )
    return render_template(
        "matching/move.html",
        programme=programme,
        crumbs_here=crumbs(
            programme, (_("Suggested groups"), url_for("matching.groups", programme_id=programme.id))
        ),
        form=form,
        mentee=mentee,
        choices=choices,
    ), 422 if form.errors else 200


@dataclass(frozen=True)
class Choices:
    """The groups for one child: which could be, each with its key, its mentors and a hint; the others with why not."""

    possible: Sequence[tuple[str, str, str]]
    others: Sequence[tuple[str, Sequence[str]]]
    people: Mapping[str, Enrolment]
    mentee_id: str

    @property
    def hints(self) -> dict[str, str]:
        """Return what is said with each group that could be."""
        return {key: hint for key, _name, hint in self.possible}

    def sentences(self, wrong: actions.NotMoved) -> list[str]:
        """Return why a child is not moved, in sentences."""
        with_whom: dict[str, list[str]] = {}
        for each in wrong.broken:
            other = each.other if each.one == self.mentee_id else each.one
            names = with_whom.setdefault(str(BETWEEN[each.code]), [])
            names += [self.people[other].student.name] if other in self.people else []
        return [
            *(not_moved(code) for code in wrong.refusals),
            *(
                _("With %(names)s: %(why)s", names=_(" and ").join(sorted(names)), why=why)
                for why, names in with_whom.items()
            ),
        ]


def _groups(programme: Programme, held: Board, mentee: Enrolment) -> Choices:
    scene = group_scene_of(programme, held)
    found = groups_on(held)
    ids = [each for group in found for each in (*group["leaders"], *group["mentees"])]
    people = people_on(programme, [*ids, mentee.id])
    cards = {card.id: card for card in slot_cards(slots(programme.school_id, programme.id), {})}
    choices = Choices([], [], people, mentee.id)
    possible, others = [], []
    why_not = actions.what_stands_between(scene, held, mentee.id)
    for group in found:
        key = key_of(group)
        if key not in why_not:
            continue
        leaders = sorted(people[each].student.name for each in group["leaders"] if each in people)
        name, wrong = _("The group of %(names)s", names=_(" and ").join(leaders)), why_not[key]
        card = cards.get(group["slot"])
        if wrong is not None:
            others.append((name, choices.sentences(wrong)))
            continue
        when = f"{card.day} {card.times}" if card is not None else _("a time that is gone")
        size = ngettext("%(num)d mentee", "%(num)d mentees", len(group["mentees"]))
        possible.append((key, name, f"{when}, {size}"))
    return replace(
        choices,
        possible=sorted(possible, key=lambda each: each[1:]),
        others=sorted(others, key=lambda each: each[0]),
    )
