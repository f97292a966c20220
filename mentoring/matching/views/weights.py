"""What matters here: how much each criterion counts, and what a change would do to the board before it is saved."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.matching import work
from mentoring.matching.actions import boards as actions
from mentoring.matching.engine.codes import Criterion, Weight
from mentoring.matching.forms.board import WeightsForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import scene_of, weights_of
from mentoring.matching.rules.board import MOST_AT_ONCE, BoardRefusal, fit_of
from mentoring.matching.views.board import HERE, refused, to_board
from mentoring.matching.views.board_shared import board_crumb, crumbs, version_of
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import fit_words
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes

Weights = Mapping[Criterion, Weight]


@board_bp.get(f"{HERE}/weights")
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def weights(programme: Programme) -> Any:
    """Show how much each criterion matters here."""
    held = board_of(programme)
    said = {code.value: weight.value for code, weight in weights_of(held).items()}
    return _page(programme, WeightsForm(formdata=None, data={**said, "seen": version_of(held)}))


@board_bp.post(f"{HERE}/weights")
@requires(Action.BOARD_CHANGE, load=programmes.programme, late=True)
def weigh(programme: Programme) -> Any:
    """Show what these weights would change; save them once that was shown."""
    form, school_id, programme_id = WeightsForm(), programme.school_id, programme.id
    if not form.validate():
        return _page(programme, form), 422
    chosen = {code: Weight(form[code.value].data) for code in Criterion}
    is_looked_at = form.looked.data == form.digest
    effect = None if is_looked_at else _effect_of(programme, chosen)
    if transaction.is_open():
        transaction.rollback()
    transaction.begin(writes=is_looked_at)
    found = programmes.programme(school_id, programme_id)
    if found is None or not may(actor_here(), Action.BOARD_CHANGE, found):
        abort(404)
    if not is_looked_at:
        if version_of(board_of(found)) != form.seen.data:
            return refused(found, BoardRefusal.STALE)
        form.looked.data = form.digest
        return _page(found, form, effect=effect, has_looked=True)
    changed = actions.locked_board(found, seen=form.seen.data)
    if not isinstance(changed, Board):
        return refused(found, changed)
    actions.set_weights(actor_here().by, changed, chosen, now=clock.now())
    flash(_("Saved. It counts from the next suggestion on."), "good")
    return to_board(found)


def _effect_of(programme: Programme, chosen: Weights) -> work.Effect | None:
    """Return what these weights would change on the board, or None where that cannot be shown here."""
    held = board_of(programme)
    present = actions.pairs_on(held) if held is not None else []
    if not present:
        return None
    scene = scene_of(programme, held)
    if len(scene.problem.mentors) * len(scene.problem.mentees) > MOST_AT_ONCE:
        return None  # longer than a browser should wait
    transaction.rollback()  # solving is slow, so nothing is open meanwhile
    return work.effect_of(scene, present, chosen)


def _page(
    programme: Programme, form: WeightsForm, *, effect: work.Effect | None = None, has_looked: bool = False
) -> str:
    return render_template(
        "matching/weights.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        criteria=[form[code.value] for code in Criterion],
        has_looked=has_looked,
        effect=effect,
        effect_rows=_rows(effect) if effect is not None else [],
    )


def _rows(effect: work.Effect) -> list[tuple[str, str, str]]:
    def weakest(run: work.Sums) -> str:
        return fit_words(fit_of(run.weakest)) if run.weakest is not None else _("nobody is paired")

    now, then = effect.now, effect.then
    return [
        (_("Children matched"), str(now.matched), str(then.matched)),
        (_("Weakest pairing"), weakest(now), weakest(then)),
        (_("All fits together"), f"{now.total:,}", f"{then.total:,}"),
    ]
