"""The pages of meet-and-greets for staff: planning, who comes, cards to print and to key in. No page shows a choice."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.joining.models import Enrolment
from mentoring.matching.actions import meet_and_greet as actions
from mentoring.matching.actions.meet_and_greet import KeyedIn
from mentoring.matching.forms.meet_and_greet import GuestsForm, PlanForm, cards_form
from mentoring.matching.models import MeetAndGreet
from mentoring.matching.queries import meet_and_greet as queries
from mentoring.matching.queries.rooms import places_of
from mentoring.matching.queries.scene import scene_of, usable_slots
from mentoring.matching.rules.meet_and_greet import MeetRefusal
from mentoring.matching.views.board_shared import board_crumb, crumbs
from mentoring.matching.views.pages import board_bp
from mentoring.matching.wording.meet_and_greet import meet_sentence
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.views.grid import slot_cards
from mentoring.web.dates import day
from mentoring.web.fields import choices_of

HERE = "/programmes/<programme_id>/meet-and-greet"
ONE = f"{HERE}/<meet_id>"
WHERE = frozenset({MeetRefusal.WHERE_UNKNOWN, MeetRefusal.NOBODY_COMES})


def _joins(programme: Programme) -> None:
    if programme.kind == Kind.DROP_IN:
        abort(404)  # a drop-in joins nobody for longer


@board_bp.get(HERE)
@requires(Action.MEET_SEE, load=programmes.programme)
def meets(programme: Programme) -> Any:
    """Show a programme's meet-and-greets, and where the next one is planned."""
    _joins(programme)
    may_plan = may(actor_here(), Action.MEET_CHANGE, programme)
    return _meets_page(programme, _plan_form(programme, sent=False) if may_plan else None)


@board_bp.post(HERE)
@requires(Action.MEET_CHANGE, load=programmes.programme)
def plan_meet(programme: Programme) -> Any:
    """Plan a meet-and-greet, to which everybody comes who is ready."""
    _joins(programme)
    form = _plan_form(programme, sent=True)
    if form.validate():
        slot_id, _dash, place_id = (form.where.data or "").partition("-")
        today, now = clock.today(school_here().zone), clock.now()
        where = (slot_id, place_id)
        made = actions.plan(actor_here().by, programme, where, form.day.data, today=today, now=now)
        if isinstance(made, MeetAndGreet):
            flash(
                _("Planned. Everybody who is ready now is asked to come: look whether that is right."), "good"
            )
            return _to(made)
        (form.where if made in WHERE else form.day).errors = [meet_sentence(made)]
    return _meets_page(programme, form), 422


def _plan_form(programme: Programme, *, sent: bool) -> PlanForm:
    form = PlanForm() if sent else PlanForm(formdata=None)
    held = usable_slots(programme)
    cards = {card.id: card for card in slot_cards(held, {})}
    form.where.choices = choices_of(
        (f"{slot.id}-{place.id}", f"{cards[slot.id].day} {cards[slot.id].times}, {place.name}")
        for slot, place in places_of(held)
    )
    return form


def _meets_page(programme: Programme, form: PlanForm | None) -> str:
    return render_template(
        "matching/meet_and_greets.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        planned=queries.meets_of(programme),
        form=form,
    )


def _to(meet: MeetAndGreet) -> Any:
    return redirect(url_for("matching.meet", programme_id=meet.programme_id, meet_id=meet.id), 303)


def _crumbs(meet: MeetAndGreet, *more: tuple[str, str]) -> Any:
    programme: Programme = meet.programme
    listed = _("Meet-and-greet"), url_for("matching.meets", programme_id=programme.id)
    return crumbs(programme, board_crumb(programme), listed, *more)


def _own_crumb(meet: MeetAndGreet) -> tuple[str, str]:
    words: str = when_words(meet)
    return words, url_for("matching.meet", programme_id=meet.programme_id, meet_id=meet.id)


def when_words(meet: MeetAndGreet) -> str:
    """Return when a meet-and-greet is, in words."""
    return _("%(day)s, %(time)s", day=day(meet.day), time=f"{meet.slot.starts:%H:%M}")


@board_bp.get(ONE)
@requires(Action.MEET_SEE, load=queries.meet)
def meet(meet: MeetAndGreet) -> Any:
    """Show one meet-and-greet: who comes, and who has chosen. Whom they chose is on no page."""
    return render_template(
        "matching/meet_and_greet.html",
        meet=meet,
        programme=meet.programme,
        crumbs_here=_crumbs(meet),
        when=when_words(meet),
        guests=queries.guests_of(meet),
        people=queries.coming(meet),
        labels=_labels(),
        is_today=meet.day == clock.today(school_here().zone),
        has_begun=clock.now() >= queries.starts_at(meet),
    )


def _labels() -> dict[str, str]:
    return {year.code: year.label for year in country(school_here().country).years}


@board_bp.route(f"{ONE}/who", methods=["GET", "POST"])
@requires(Action.MEET_CHANGE, load=queries.meet)
def meet_guests(meet: MeetAndGreet) -> Any:
    """Tick who comes."""
    here = {each.enrolment_id: each.enrolment for each in queries.guests_of(meet)}
    free = {each.id: each for each in queries.who_may_come(scene_of(meet.programme))} | here
    form = GuestsForm(data={"seen": meet.version, "mentors": list(here), "mentees": list(here)})
    for field, role in ((form.mentors, ProgrammeRole.MENTOR), (form.mentees, ProgrammeRole.MENTEE)):
        those = sorted((each for each in free.values() if each.role == role), key=_by_name)
        field.choices = choices_of((each.id, each.student.name) for each in those)
    if form.validate_on_submit():
        wanted = {*(form.mentors.data or ()), *(form.mentees.data or ())} & free.keys()
        refusal = actions.let_come(actor_here().by, meet, wanted, seen=form.seen.data, now=clock.now())
        if refusal is None:
            flash(_("Saved."), "good")
            return _to(meet)
        form.mentors.errors = [meet_sentence(refusal)]
    labels = _labels()
    return render_template(
        "matching/meet_and_greet_who.html",
        meet=meet,
        crumbs_here=_crumbs(meet, _own_crumb(meet)),
        form=form,
        hints={key: labels.get(each.student.year, each.student.year) for key, each in free.items()},
    ), 422 if form.errors else 200


def _by_name(enrolled: Enrolment) -> tuple[str, str, str]:
    return enrolled.student.first_name, enrolled.student.last_name, enrolled.id


@board_bp.get(f"{ONE}/cards")
@requires(Action.MEET_SEE, load=queries.meet)
def meet_cards(meet: MeetAndGreet) -> Any:
    """Show a card to print for everybody who comes: the names of whom they could meet, and three boxes."""
    return render_template(
        "matching/meet_and_greet_cards.html",
        meet=meet,
        crumbs_here=_crumbs(meet, _own_crumb(meet)),
        when=when_words(meet),
        cards=_in_order(meet),
    )


def _in_order(meet: MeetAndGreet) -> list[queries.Coming]:
    """Return those who have somebody to choose from: an empty card would tell its owner something."""
    people = (each for each in queries.coming(meet).values() if each.meets)
    return sorted(people, key=lambda each: each.guest.number)


@board_bp.route(f"{ONE}/key-in", methods=["GET", "POST"])
@requires(Action.MEET_CHANGE, load=queries.meet)
def meet_key_in(meet: MeetAndGreet) -> Any:
    """Key in what stands on the cards, one line each. Once it is saved nothing of it is shown any more."""
    cards = _in_order(meet)
    names = {each.guest.id: each.guest.student.name for each in cards}
    form = cards_form(names, sent=True)
    if form.validate_on_submit():
        kept = actions.key_in(actor_here().by, meet, form.typed, now=clock.now())
        if not kept.refused:
            return _keyed_in(meet, kept)
        for guest_id, why in kept.refused.items():
            form[guest_id].errors = [meet_sentence(why)]
    wrong = bool(form.errors) or any(form[each.guest.id].errors for each in cards)
    return render_template(
        "matching/meet_and_greet_key_in.html",
        meet=meet,
        crumbs_here=_crumbs(meet, _own_crumb(meet)),
        form=form if wrong else cards_form(names, sent=False),
        cards=cards,
    ), 422 if wrong else 200


def _keyed_in(meet: MeetAndGreet, kept: KeyedIn) -> Any:
    if kept.kept:
        flash(
            ngettext("%(num)d card is keyed in.", "%(num)d cards are keyed in.", kept.kept)
            + " "
            + _("What stands on it is not shown again: shred it."),
            "good",
        )
    else:
        flash(_("Nothing was keyed in."), "wait")
    return _to(meet)


@board_bp.post(f"{ONE}/call-off")
@requires(Action.MEET_CHANGE, load=queries.meet)
def call_off_meet(meet: MeetAndGreet) -> Any:
    """Call a meet-and-greet off."""
    programme_id = meet.programme_id
    actions.call_off(actor_here().by, meet, now=clock.now())
    flash(_("It is called off, and what was chosen there is forgotten."), "good")
    return redirect(url_for("matching.meets", programme_id=programme_id), 303)
