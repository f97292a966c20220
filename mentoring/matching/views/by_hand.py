"""A pairing put together by hand, one and one or a group; and two students kept apart."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching.actions import by_hand as actions
from mentoring.matching.actions.apart import keep_apart as keep_two_apart
from mentoring.matching.actions.by_hand import NotMade, most_in
from mentoring.matching.forms.board import ByHandForm, KeepApartForm
from mentoring.matching.models import Pairing
from mentoring.matching.queries.rooms import places_of
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.board import BoardRefusal
from mentoring.matching.views.board import HERE
from mentoring.matching.views.board_shared import board_crumb, crumbs, paired_by_two
from mentoring.matching.views.pages import board_bp
from mentoring.matching.wording.board import BETWEEN, refusal_sentence
from mentoring.people.models import Student
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.views.grid import slot_cards
from mentoring.roster.queries.families import students_called
from mentoring.web.fields import choices_of

FIELDS = {
    BoardRefusal.TOO_MANY_MENTORS: "mentors",
    BoardRefusal.TOO_MANY_MENTEES: "mentees",
    BoardRefusal.WHEN_WANTED: "where",
    BoardRefusal.NOT_FREE_THEN: "where",
    BoardRefusal.FULL_THEN: "where",
    BoardRefusal.PLACE_NEEDS: "where",
}


@board_bp.route(f"{HERE}/by-hand", methods=["GET", "POST"])
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def by_hand(programme: Programme) -> Any:
    """Put one pairing together from ticked people; every boundary is asked."""
    if programme.kind == Kind.DROP_IN:
        abort(404)  # a drop-in joins nobody for longer
    form, wrong = ByHandForm(), list[str]()
    scene = scene_of(programme)
    _with_choices(form, scene)
    if form.validate_on_submit():
        slot_id, _dash, place_id = (form.where.data or "").partition("-")
        ticked = [*(form.mentors.data or ()), *(form.mentees.data or ())]
        made = actions.make_by_hand(actor_here().by, programme, ticked, slot_id, place_id, now=clock.now())
        if isinstance(made, Pairing):
            flash(_("The pairing is made. Its mentors are asked now."), "good")
            return redirect(url_for("matching.by_hand", programme_id=programme.id), 303)
        wrong = _sentences(made, scene)
        field = form[FIELDS.get(made.refusal, "mentors")]
        field.errors = [refusal_sentence(made.refusal)]
    return render_template(
        "matching/by_hand.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        wrong=wrong,
        most=most_in(scene.settings),
        two=paired_by_two(programme),
        hints=_hints(scene),
    ), 422 if form.errors else 200


def _with_choices(form: ByHandForm, scene: Scene) -> None:
    for field, people in ((form.mentors, scene.problem.mentors), (form.mentees, scene.problem.mentees)):
        free = sorted((scene.enrolled[each.id] for each in people if each.seats > 0), key=_by_name)
        field.choices = choices_of((each.id, each.student.name) for each in free)
    cards = {card.id: card for card in slot_cards(scene.slots.values(), {})}
    form.where.choices = choices_of(
        (f"{slot.id}-{place.id}", f"{cards[slot.id].day} {cards[slot.id].times}, {place.name}")
        for slot, place in places_of(scene.slots.values())
    )


def _by_name(enrolled: Enrolment) -> tuple[str, str, str]:
    return enrolled.student.first_name, enrolled.student.last_name, enrolled.id


def _hints(scene: Scene) -> dict[str, str]:
    labels = {year.code: year.label for year in country(school_here().country).years}
    cards = {card.id: card.day for card in slot_cards(scene.slots.values(), {})}
    people = (*scene.problem.mentors, *scene.problem.mentees)
    found = {}
    for each in people:
        student = scene.enrolled[each.id].student
        days = list(dict.fromkeys(cards[slot_id] for slot_id in cards if slot_id in each.slots))
        found[each.id] = f"{labels.get(student.year, student.year)}, {', '.join(days) or _('no time')}"
    return found


def _sentences(made: NotMade, scene: Scene) -> list[str]:
    """Return what stands between whom, in sentences."""

    def name(enrolment_id: str) -> str:
        return scene.enrolled[enrolment_id].student.name

    said = [
        _(
            "%(one)s and %(other)s: %(why)s",
            one=name(each.one),
            other=name(each.other),
            why=str(BETWEEN[each.code]),
        )
        for each in made.broken
    ]
    return said + [_("%(name)s cannot come then.", name=name(each)) for each in made.busy]


@board_bp.route("/keep-apart", methods=["GET", "POST"])
@requires(Action.APART_ADD)
def keep_apart() -> Any:
    """Keep two students apart. Nobody reads here who is kept apart already, or why."""
    form = KeepApartForm()
    if form.validate_on_submit():
        found = {each.name: _student(each) for each in (form.one, form.other)}
        one, other = found["one"], found["other"]
        if one is not None and other is not None:
            wrong = keep_two_apart(
                actor_here().by, one, other, form.reason.data, kind=ApartKind.KEEP_APART, now=clock.now()
            )
            if wrong is None:
                flash(_("Saved. The two are never paired with each other."), "good")
                return redirect(url_for("matching.keep_apart"), 303)
            form.other.errors = [refusal_sentence(wrong)]
    return render_template("matching/keep_apart.html", form=form), 422 if form.errors else 200


def _student(field: Any) -> Student | None:
    found = students_called(actor_here().school_id, field.data)
    if len(found) == 1:
        return found[0]
    field.errors = [
        _("Two students are called that. Write the user name.")
        if found
        else _("Nobody is called that here. Look at the spelling, or write the user name.")
    ]
    return None
