"""Two people whom a coordinator points at: why they fit, why not, or what it costs to put them together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.profiles import profiles
from mentoring.matching import work
from mentoring.matching.actions import boards
from mentoring.matching.actions.put_together import put_together as put_two_together
from mentoring.matching.engine.answers import Forced, Run
from mentoring.matching.engine.codes import BEYOND, UNSAID
from mentoring.matching.engine.facts import Pair
from mentoring.matching.forms.board import PutTogetherForm, TwoForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of, people_on
from mentoring.matching.queries.scene import Scene, scene_of, weights_of
from mentoring.matching.rules.board import MOST_AT_ONCE, BoardRefusal, fit_of, level_of
from mentoring.matching.views.board import HERE, refused, to_board
from mentoring.matching.views.board_shared import (
    board_again,
    board_crumb,
    crumbs,
    programme_by_two,
    version_of,
)
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import Words, fit_words
from mentoring.matching.wording.board import BETWEEN, CRITERIA, WEIGHTS, refusal_sentence
from mentoring.matching.wording.helps import LEVELS, price_sentences
from mentoring.programme.models import Programme
from mentoring.web.fields import choices_of


@board_bp.get(f"{HERE}/two")
@requires(Action.BOARD_SEE, load=programme_by_two)
def choose_two(programme: Programme) -> Any:
    """Point at a mentor and a mentee."""
    scene = scene_of(programme, board_of(programme))
    form = TwoForm(request.args)
    for field, people, first in (
        (form.mentor, scene.problem.mentors, _("Choose a mentor")),
        (form.mentee, scene.problem.mentees, _("Choose a mentee")),
    ):
        here = sorted((scene.enrolled[each.id] for each in people), key=_by_name)
        field.choices = choices_of([("", first), *((each.id, each.student.name) for each in here)])
    is_sent = "mentor" in request.args  # the link from a child's row brings the mentee alone
    if is_sent and form.validate():
        two = {"mentor_id": form.mentor.data, "mentee_id": form.mentee.data}
        return redirect(url_for("matching.two", programme_id=programme.id, **two), 303)
    return render_template(
        "matching/choose_two.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        anybody=bool(scene.problem.mentors and scene.problem.mentees),
    ), 422 if form.errors else 200


def _by_name(enrolled: Enrolment) -> tuple[str, str, str]:
    return enrolled.student.first_name, enrolled.student.last_name, enrolled.id


@board_bp.get(f"{HERE}/two/<mentor_id>/<mentee_id>")
@requires(Action.BOARD_SEE, load=programme_by_two)
def two(programme: Programme) -> Any:
    """Say of two people why they fit, what stands between them, or what it costs to put them together."""
    return _page(programme, _pair_asked(programme), PutTogetherForm())


@board_bp.post(f"{HERE}/two/<mentor_id>/<mentee_id>/put-together")
@requires(Action.BOARD_CHANGE, load=programme_by_two, late=True)
def put_together(programme: Programme) -> Any:
    """Put two together, with a reason, and arrange the others around them."""
    pair, form, school_id, programme_id = (
        _pair_asked(programme),
        PutTogetherForm(),
        programme.school_id,
        programme.id,
    )
    if not form.validate():
        return _page(programme, pair, form)
    scene = _with_lock(scene_of(programme, board_of(programme)), pair)
    at_once = _is_small(scene)
    transaction.rollback()  # solving is slow, so nothing is open meanwhile
    solved: tuple[Scene, Run | None] | None = (scene, work.solved(scene)) if at_once else None
    found, held = board_again(school_id, programme_id, form.seen.data)
    if not isinstance(held, Board):
        return refused(found, held)
    reason, now = form.reason.data or "", clock.now()
    wrong = put_two_together(actor_here().by, found, held, pair, reason, solved, now=now)
    if wrong is not None:
        return refused(found, wrong)
    flash(_("They are together, and locked. Everybody else is arranged around them."), "good")
    return to_board(found)


def _pair_asked(programme: Programme) -> Pair:
    """Return the two that an address names, or answer that there is no such page."""
    values = request.view_args or {}
    pair = Pair(str(values["mentor_id"]), str(values["mentee_id"]))
    if not set(pair) <= people_on(programme, pair).keys():
        abort(404)
    return pair


def _with_lock(scene: Scene, pair: Pair) -> Scene:
    return replace(scene, problem=replace(scene.problem, locks=scene.problem.locks | {pair}))


def _is_small(scene: Scene) -> bool:
    return len(scene.problem.mentors) * len(scene.problem.mentees) <= MOST_AT_ONCE


def _page(programme: Programme, pair: Pair, form: PutTogetherForm) -> Any:
    from mentoring.matching.engine.forced import forced

    held = board_of(programme)
    scene = scene_of(programme, held)
    if not scene.problem.holds(pair):
        flash(refusal_sentence(BoardRefusal.NOT_READY), "wait")
        return to_board(programme)
    said = forced(scene.problem, pair, only_count=not _is_small(scene))
    form.seen.data = form.seen.data if form.errors else version_of(held)
    return render_template(
        "matching/two.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        mentor=scene.enrolled[pair.mentor],
        mentee=scene.enrolled[pair.mentee],
        told=_told(programme, held, scene, pair, said),
        on_board=held is not None and pair in boards.pairs_on(held),
        said=said,
    ), 422 if form.errors else 200


@dataclass(frozen=True)
class Told:
    """What the page says of two people. Of two between whom something stands, only that."""

    boundaries: Sequence[str] = ()
    notes: tuple[str, str] = ("", "")  # of the mentor and of the mentee
    fit: str = ""
    why: Sequence[tuple[str, bool]] = ()
    parts: Sequence[tuple[str, str, str]] = ()
    price: Sequence[tuple[str, bool]] = ()  # each with whether it costs something


def _told(programme: Programme, held: Board | None, scene: Scene, pair: Pair, said: Forced) -> Told:
    if said.why is None:
        return Told([str(BETWEEN[code]) for code in said.boundaries])
    mentor, mentee = scene.enrolled[pair.mentor], scene.enrolled[pair.mentee]
    say = Words(programme, held, profiles(programme.school_id, [pair.mentee]))
    waits = sorted((scene.enrolled[each] for each in said.price.waits), key=_by_name) if said.price else []
    return Told(
        notes=(say.note_of_mentor(mentor), say.note_of_mentee(mentee)),
        fit=fit_words(fit_of(said.why.score)),
        why=say.why(mentee, asdict(said.why)),
        parts=[
            (str(CRITERIA[code]), str(LEVELS[level_of(said.why.parts.get(code))]), str(WEIGHTS[weight]))
            for code, weight in weights_of(held).items()
            if code in said.why.parts or code not in UNSAID | BEYOND
        ],
        price=price_sentences(said.price, [each.student.name for each in waits]) if said.price else [],
    )
