"""Check-ins: who is due, a round with many children, one child's page; and what missed meetings ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock, ids
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.joining.forms.rounds import Several, all_valid
from mentoring.joining.views.pages import year_labels
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.pairings import pairing as pairing_of
from mentoring.meetings.actions.check_ins import Seen, record_check_in, see_to_missed
from mentoring.meetings.forms.check_ins import CheckInForm, RoundForm, RoundRow, SeenToForm
from mentoring.meetings.models import CheckIn
from mentoring.meetings.queries import check_ins as queries
from mentoring.meetings.queries.check_ins import Line, own_of
from mentoring.meetings.queries.frame import Frame
from mentoring.meetings.queries.lately import people_of
from mentoring.meetings.queries.sides import Side, read_how, sides
from mentoring.meetings.rules.due import Ask, CheckInRefusal, How, Stage
from mentoring.meetings.views.frame import frame_here
from mentoring.meetings.views.pages import check_ins_bp
from mentoring.meetings.wording import check_ins as wording
from mentoring.people.views.identity import school_here
from mentoring.programme.queries.programmes import people_by_id
from mentoring.web.kept import page_before

PAGE = 50  # lines of the list
ROUND = 30  # children of a round on one page: a form has only so many parts
DUE = (Stage.OVERDUE, Stage.DUE)


@check_ins_bp.get("/check-ins")
@requires(Action.CHECK_IN_LIST)
def overview() -> Any:
    """Show with whom a check-in is overdue, due or coming, by programme."""
    frame = _frame()
    everything = sides(frame, own=own_of(actor_here()))
    programme_id, show = _narrowed(frame)
    here = [each for each in everything if programme_id in ("", each.programme_id)]
    found = [each for each in here if show in ("", each.stage)]
    page, pages, shown = _page_of(found, PAGE)
    kept = {name: value for name, value in (("programme", programme_id), ("show", show)) if value}
    return render_template(
        "meetings/check_ins.html",
        lines=queries.lines(frame, shown),
        programmes=queries.programmes_with_pairs(frame, everything),
        held=frame.programmes,
        numbers={stage: sum(each.stage is stage for each in here) for stage in (*DUE, Stage.COMING)},
        programme_id=programme_id,
        show=show,
        labels=year_labels(),
        page=page,
        pages=pages,
        kept=kept,
        is_small=len(everything) == 0,
    )


@check_ins_bp.get("/check-ins/round")
@requires(Action.CHECK_IN_LIST)
def check_in_round() -> Any:
    """Show one line for each child with whom a check-in is due, to go through with them."""
    frame = _frame()
    page, pages, shown = _page_of(_of_round(frame), ROUND)
    shared = RoundForm(formdata=None, data={"day": frame.today, "token": ids.new_token()})
    rows = {each.member_id: _fresh(each.member_id) for each in shown}
    return _round_page(frame, queries.lines(frame, shown), rows, shared, page=page, pages=pages)


@check_ins_bp.post("/check-ins/round")
@requires(Action.CHECK_IN_LIST)
def send_round() -> Any:
    """Record every check-in that has its answer; what is not complete comes back as it was typed."""
    actor, frame, shared = actor_here(), _frame(), RoundForm()
    prefixed = {name.removesuffix("-how").removesuffix("-words") for name in request.form}
    held = queries.members(actor.school_id, [each for each in prefixed if each.isalnum() and len(each) == 26])
    own = {key: each for key, each in held.items() if may(actor, Action.CHECK_IN_RECORD, each)}
    rows = {key: RoundRow(prefix=f"{key}-") for key in own}
    all_valid([shared, *rows.values()])
    answered = {key: row for key, row in rows.items() if row.how.data or (row.words.data or "").strip()}
    kept = [key for key, row in answered.items() if _record(own[key], row, shared)]
    if kept:
        flash(ngettext("%(num)d check-in is kept.", "%(num)d check-ins are kept.", len(kept)), "good")
    if kept and not any(row.errors for row in rows.values()):
        return redirect(url_for("check_ins.check_in_round", **_narrowing()), 303)
    left = {key: row for key, row in rows.items() if key not in kept}
    if not left:  # nobody of theirs was named
        left = {each.member_id: _fresh(each.member_id) for each in _of_round(frame)[:ROUND]}
    shown = _beside(sides(frame, member_ids=list(left), within=None, is_any=True))
    lines = queries.lines(frame, shown)
    form = Several(shared, *left.values())
    if not answered:
        form.form_errors.append(_("Choose an answer for somebody first."))
    return _round_page(frame, lines, left, shared, form=form), 200 if kept else 422


def _record(member: PairingMember, row: RoundRow, shared: RoundForm) -> bool:
    """Record one check-in of a round; what is wrong is noted at the row, or at the day that all share."""
    if shared.errors or row.errors:
        return False
    how = How(row.how.data) if row.how.data else None
    refusal = record_check_in(
        actor_here().by,
        member,
        Seen(shared.day.data, how, row.words.data or ""),
        token=shared.token.data,
        zone=school_here().zone,
        now=clock.now(),
    )
    if refusal is CheckInRefusal.IN_THE_FUTURE:
        shared.day.errors = [wording.REFUSALS[refusal]]
    elif refusal is not None:
        row.how.errors = [wording.REFUSALS[refusal]]
    return refusal is None


def _round_page(
    frame: Frame,
    lines: Sequence[Line],
    rows: Mapping[str, RoundRow],
    shared: RoundForm,
    *,
    form: Several | None = None,
    page: int = 1,
    pages: int = 1,
) -> str:
    return render_template(
        "meetings/check_in_round.html",
        groups=_by_programme(frame, lines),
        rows=rows,
        shared=shared,
        form=form or Several(shared, *rows.values()),
        labels=year_labels(),
        passed_on=queries.passed_on(frame.school_id, actor_here().person_id, frame.today),
        narrowing=_narrowing(),
        programme=frame.programmes.get(request.args.get("programme", "")),
        is_everybody=request.args.get("all") == "1",
        page=page,
        pages=pages,
    )


@check_ins_bp.get("/check-ins/round/sheet")
@requires(Action.CHECK_IN_LIST)
def sheet() -> Any:
    """Show the round as a sheet of paper."""
    frame = _frame()
    found = _of_round(frame)
    return render_template(
        "meetings/check_in_sheet.html",
        groups=_by_programme(frame, queries.lines(frame, found)),
        labels=year_labels(),
        today=frame.today,
        narrowing=_narrowing(),
    )


@check_ins_bp.get("/check-ins/<member_id>")
@requires(Action.CHECK_IN_RECORD, load=queries.member)
def check_in(member: PairingMember) -> Any:
    """Show one child's check-ins, and the form for the next."""
    today = clock.today(school_here().zone)
    form = CheckInForm(formdata=None, data={"day": today, "token": ids.new_token()})
    return _child_page(member, form)


@check_ins_bp.post("/check-ins/<member_id>")
@requires(Action.CHECK_IN_RECORD, load=queries.member)
def record(member: PairingMember) -> Any:
    """Record a check-in with one child."""
    form = CheckInForm()
    if not form.validate():
        return _child_page(member, form), 422
    refusal = record_check_in(
        actor_here().by,
        member,
        Seen(form.day.data, How(form.how.data), form.words.data or ""),
        token=form.token.data,
        zone=school_here().zone,
        now=clock.now(),
    )
    if refusal is not None:
        field = form.how if refusal is CheckInRefusal.NOT_IN_IT else form.day
        field.errors = [wording.REFUSALS[refusal]]
        return _child_page(member, form), 422
    flash(_("The check-in with %(name)s is kept.", name=member.student.first_name), "good")
    return redirect(url_for("check_ins.check_in", member_id=member.id), 303)


def _child_page(member: PairingMember, form: CheckInForm) -> str:
    frame = _frame()
    mine = [each for each in queries.of_pairing(frame, member.pairing) if each.member_id == member.id]
    history = queries.check_ins_with(member)
    me = actor_here().person_id
    return render_template(
        "meetings/check_in.html",
        member=member,
        student=member.student,
        form=form,
        line=queries.lines(frame, mine)[0] if mine else None,
        partners=[
            each
            for each in people_of(frame.school_id, [member.pairing_id]).get(member.pairing_id, ())
            if each.role != member.role
        ],
        history=history,
        staff=people_by_id(frame.school_id) if history else {},
        labels=year_labels(),
        to_pass_on=any(
            each.how == How.PASS_ON and each.by_id == me and each.on_day == frame.today for each in history
        ),
    )


@check_ins_bp.post("/check-ins/pairings/<pairing_id>/seen-to")
@requires(Action.CHECK_IN_RECORD, load=pairing_of)
def see_to(pairing: Pairing) -> Any:
    """Note that the child was told of missed meetings, or that the pairing was reviewed."""
    form = SeenToForm()
    if form.validate() and form.what.data in frozenset(Ask):
        what = Ask(form.what.data)
        if see_to_missed(actor_here().by, _frame(), pairing, what, form.up_to.data, now=clock.now()):
            flash(_("Thank you. It is off the list."), "good")
    return redirect(page_before(url_for("home.today")), 303)


# Parts


def _frame() -> Frame:
    return frame_here(actor_here().school_id)


@check_ins_bp.app_template_global("check_in_how")
def how_shown(each: CheckIn) -> str:
    """Return how a check-in was, as whoever asks may read it: that something was passed on only its writer knows."""
    how = How(each.how) if each.by_id == actor_here().person_id else read_how(each.how)
    return str(wording.HOW[how])


def _narrowed(frame: Frame) -> tuple[str, str]:
    """Return the programme and the stage that the list is narrowed to; empty texts for all."""
    programme, show = request.args.get("programme", ""), request.args.get("show", "")
    known = {Stage.OVERDUE, Stage.DUE, Stage.COMING}
    return programme if programme in frame.programmes else "", show if show in known else ""


def _narrowing() -> dict[str, str]:
    """Return how the round is narrowed: what it knows, and nothing else of an address."""
    found = {}
    for name in ("programme", "pairing"):
        value = request.args.get(name, "")
        if len(value) == 26 and value.isalnum():
            found[name] = value
    if request.args.get("all") == "1":
        found["all"] = "1"
    return found


def _of_round(frame: Frame) -> list[Side]:
    """Return the children of the round: with whom a check-in is due, or everybody; partners beside each other."""
    narrowing = _narrowing()
    is_all = "all" in narrowing or "pairing" in narrowing
    found = sides(frame, own=own_of(actor_here()), within=None if is_all else 0)
    for name, key in (("programme", "programme_id"), ("pairing", "pairing_id")):
        if name in narrowing:
            found = [each for each in found if getattr(each, key) == narrowing[name]]
    return _beside(found)


def _beside(found: Sequence[Side]) -> list[Side]:
    """Return these sides with partners beside each other, the pairing whose check-in is due first at the top."""
    first: dict[str, int] = {}
    for each in found:
        first.setdefault(each.pairing_id, len(first))
    return sorted(found, key=lambda each: (first[each.pairing_id], each.role != "mentor", each.last_name))


def _by_programme(frame: Frame, lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    for each in lines:
        groups.setdefault(each.side.programme_id, []).append(each)
    return [(frame.programmes[key].name, some) for key, some in groups.items()]


def _fresh(member_id: str) -> RoundRow:
    return RoundRow(formdata=None, prefix=f"{member_id}-")


def _page_of(found: Sequence[Side], size: int) -> tuple[int, int, Sequence[Side]]:
    pages = max(1, -(-len(found) // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return page, pages, found[(page - 1) * size : page * size]
