"""What is changed on the board by hand: locks, swaps, "not these two", approvals and taking those back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.profiles import profiles
from mentoring.matching import work
from mentoring.matching.actions import approving, boards, by_swap
from mentoring.matching.engine.facts import Pair
from mentoring.matching.forms.board import ALWAYS, ApproveForm, NotTheseTwoForm, PairForm, SeenForm, SwapForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of, people_on
from mentoring.matching.queries.pairings import pairing as one_pairing
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.board import BoardRefusal, fit_of
from mentoring.matching.views.board import HERE, refused, to_board
from mentoring.matching.views.board_shared import board_crumb, crumbs, programme_by_two, version_of
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import Words, fit_words, pair_of
from mentoring.matching.wording.board import BETWEEN, refusal_sentence
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.web.fields import choices_of


@board_bp.post(f"{HERE}/lock")
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def lock(programme: Programme) -> Any:
    """Keep a pair whatever is suggested again."""
    return _lock(programme, keep=True)


@board_bp.post(f"{HERE}/unlock")
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def unlock(programme: Programme) -> Any:
    """Let a pair be changed by the next suggestion."""
    return _lock(programme, keep=False)


def _lock(programme: Programme, *, keep: bool) -> Any:
    form = PairForm()
    if not form.validate():
        abort(400)
    held = boards.locked_board(programme, seen=form.seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    pair = pair_of(form.pair.data)
    wrong = boards.lock_pair(actor_here().by, held, pair, keep=keep, now=clock.now())
    return refused(programme, wrong) if wrong is not None else to_board(programme)


def _asked_for(programme: Programme, *names: str) -> list[Enrolment]:
    """Return the enrolments that an address names, or answer that there is no such page."""
    ids = [str((request.view_args or {})[name]) for name in names]
    found = people_on(programme, ids)
    if any(each not in found for each in ids):
        abort(404)
    return [found[each] for each in ids]


@board_bp.route(f"{HERE}/swap/<mentee_id>", methods=["GET", "POST"])
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def swap(programme: Programme) -> Any:
    """Choose another mentor for a mentee: who could be, and of the others why not."""
    (mentee,) = _asked_for(programme, "mentee_id")
    held = board_of(programme)
    form = SwapForm(data={"seen": version_of(held)})
    choices = _mentors(programme, held, mentee)
    if choices is None:
        flash(refusal_sentence(BoardRefusal.NOT_READY), "wait")
        return to_board(programme)
    form.mentor.choices = choices_of((each.mentor.id, each.mentor.student.name) for each in choices.possible)
    if form.validate_on_submit():
        changed = boards.locked_board(programme, seen=form.seen.data)
        if not isinstance(changed, Board):
            return refused(programme, changed)
        pair = Pair(form.mentor.data, mentee.id)
        wrong = by_swap.swap(actor_here().by, programme, changed, pair, now=clock.now())
        if wrong is None:
            flash(_("Swapped. The pair is locked, so that it stays when you suggest again."), "good")
            return _to_board_with_helps(programme)
        form.mentor.errors = (
            [str(BETWEEN[code]) for code in wrong.boundaries]
            if isinstance(wrong, by_swap.Between)
            else [refusal_sentence(wrong)]
        )
    return render_template(
        "matching/swap.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        mentee=mentee,
        choices=choices,
    ), 422 if form.errors else 200


@dataclass(frozen=True)
class Possible:
    """A mentor who could be swapped in: with whom they are on the board now, and what speaks for the two."""

    mentor: Enrolment
    hint: str


@dataclass(frozen=True)
class Choices:
    """The mentors for one mentee: who could be, best fit first, and who could not, each with why."""

    possible: Sequence[Possible]
    others: Sequence[tuple[str, Sequence[str]]]

    @property
    def hints(self) -> dict[str, str]:
        """Return what is said with each who could be."""
        return {each.mentor.id: each.hint for each in self.possible}


def _mentors(programme: Programme, held: Board | None, mentee: Enrolment) -> Choices | None:
    """Return the mentors for a mentee, or None where the mentee is not to be paired now."""
    from mentoring.matching.engine.run import mentors_for

    scene = scene_of(programme, held)
    if mentee.id not in {each.id for each in scene.problem.mentees}:
        return None
    found = mentors_for(scene.problem, mentee.id)
    say = Words(programme, held, profiles(programme.school_id, [mentee.id]))
    now_with = dict(boards.pairs_on(held)) if held is not None else {}
    possible, others = [], []
    for mentor_id, (broken, why) in sorted(found.items(), key=lambda each: (-each[1][1].score, each[0])):
        mentor = scene.enrolled[mentor_id]
        if broken:
            others.append((mentor, [str(BETWEEN[code]) for code in broken]))
            continue
        words = [fit_words(fit_of(why.score)), *(text for text, _for in say.why(mentee, asdict(why)))]
        if now_with.get(mentor_id) == mentee.id:
            words.append(_("suggested now"))
        elif mentor_id in now_with:
            words.append(_("now with somebody else on the board"))
        possible.append(Possible(mentor, f"{say.note_of_mentor(mentor)}: {'; '.join(words)}"))
    others.sort(key=lambda each: (each[0].student.first_name, each[0].student.last_name, each[0].id))
    return Choices(possible, [(mentor.student.name, why_not) for mentor, why_not in others])


@board_bp.route(f"{HERE}/not/<mentor_id>/<mentee_id>", methods=["GET", "POST"])
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def not_these_two(programme: Programme) -> Any:
    """Take two people off the board, this time or for always."""
    mentor, mentee = _asked_for(programme, "mentor_id", "mentee_id")
    form = NotTheseTwoForm(data={"seen": version_of(board_of(programme))})
    if form.validate_on_submit():
        held = boards.locked_board(programme, seen=form.seen.data)
        if not isinstance(held, Board):
            return refused(programme, held)
        wrong = by_swap.not_these_two(
            actor_here().by,
            programme,
            held,
            Pair(mentor.id, mentee.id),
            always=form.how.data == ALWAYS,
            reason=form.reason.data or "",
            now=clock.now(),
        )
        if wrong is None:
            flash(_("They are off the board. Suggest again to find others for them."), "good")
            return _to_board_with_helps(programme)
        if wrong is not BoardRefusal.REASON_WANTED:
            return refused(programme, wrong)
        form.reason.errors = [refusal_sentence(wrong)]
    return render_template(
        "matching/not_these_two.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        mentor=mentor,
        mentee=mentee,
    ), 422 if form.errors else 200


def _to_board_with_helps(programme: Programme) -> Any:
    """Write what was changed, work out what would help with nothing open, and go back to the board."""
    school_id, programme_id = programme.school_id, programme.id
    held = board_of(programme)
    if held is None or not boards.lacks_helps(held):
        return to_board(programme)
    transaction.commit()
    transaction.begin(writes=False)
    found = programmes.programme(school_id, programme_id)
    held = board_of(found) if found is not None else None
    if found is None or held is None:
        abort(404)
    scene, pairs, version = scene_of(found, held), boards.pairs_on(held), held.version
    transaction.rollback()  # solving is slow, so nothing is open meanwhile
    helps = work.helps_for(scene, pairs)
    transaction.begin(writes=True)
    found = programmes.programme(school_id, programme_id)
    if found is None:
        abort(404)
    boards.keep_helps(found, helps, version=version)
    return to_board(found)


@board_bp.post(f"{HERE}/take-back")
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def take_back(programme: Programme) -> Any:
    """Let the pairs that were put aside be suggested again."""
    held = boards.locked_board(programme, seen=SeenForm().seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    by_swap.take_back_put_aside(actor_here().by, programme, held, now=clock.now())
    flash(_("The pairs that were put aside can be suggested again."), "good")
    return _to_board_with_helps(programme)


@board_bp.post(f"{HERE}/approve")
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def approve(programme: Programme) -> Any:
    """Approve all pairings on the board, or the ticked ones: their mentors are asked."""
    form = ApproveForm()
    held = boards.locked_board(programme, seen=form.seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    chosen = None if form.which.data == "all" else {pair_of(value) for value in form.pair.data or ()}
    done = approving.approve(actor_here().by, programme, held, chosen, now=clock.now())
    if isinstance(done, BoardRefusal):
        flash(_("Tick pairings first."), "wait")
        return to_board(programme)
    if done.made:
        flash(
            ngettext(
                "%(num)d pairing is approved. Its mentor is asked now.",
                "%(num)d pairings are approved. Their mentors are asked now.",
                len(done.made),
            ),
            "good",
        )
    people = people_on(programme, [each for pair, _why in done.left for each in pair])
    for pair, why in done.left:
        names = [people[each].student.name for each in (pair.mentee, pair.mentor) if each in people]
        flash(
            _("Not approved: %(names)s. %(why)s", names=_(" and ").join(names), why=refusal_sentence(why)),
            "wait",
        )
    return _to_board_with_helps(programme)


@board_bp.post(f"{HERE}/undo/<pairing_id>")
@requires(Action.BOARD_CHANGE, load=programme_by_two)
def undo(programme: Programme) -> Any:
    """Take an approval back, until the mentor has opened the question."""
    found = one_pairing(programme.school_id, str((request.view_args or {})["pairing_id"]))
    if found is None or found.programme_id != programme.id:
        abort(404)
    held = boards.locked_board(programme, seen=SeenForm().seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    wrong = approving.undo_approval(actor_here().by, programme, held, found, now=clock.now())
    if wrong is not None:
        code = wrong if isinstance(wrong, BoardRefusal) else BoardRefusal.NOT_ON_IT
        return refused(programme, code)
    flash(_("The approval is taken back. Nobody was told."), "good")
    return _to_board_with_helps(programme)
