"""Sign-in cards: made and printed, and switched off."""

from collections.abc import Sequence
from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people import hashing
from mentoring.people.actions import students as actions
from mentoring.people.models import Student
from mentoring.people.queries import students
from mentoring.people.rules import passphrases
from mentoring.people.views.identity import school_here
from mentoring.people.views.students.pages import bp
from mentoring.people.wording import PICTURE_NAMES
from mentoring.web.addresses import absolute, reaches_only_this_machine

CARDS_AT_ONCE = 60  # two classes; each card costs 48 ms of hashing


@bp.post("/students/cards")
@requires(Action.CARD_MAKE, late=True)
def print_cards() -> Any:
    """Make new passphrases for the chosen students and show their cards, once, to be printed.

    Hashing is slow, so it happens on a copy, between a short reading and the writing.
    """
    wanted = "shown_without_card" if "without_card" in request.form else "student"
    chosen = request.form.getlist(wanted)[:CARDS_AT_ONCE]
    actor, country = actor_here(), school_here().country
    with_pictures = {
        each.id: passphrases.uses_pictures(country, each.year)
        for each in students.students_by_ids(actor.school_id, chosen)
    }
    transaction.rollback()
    if not with_pictures:
        flash(_("Tick the students whose cards you want to print."), "wait")
        return redirect(url_for("students.overview"), 303)
    secrets = [_new_secret(student_id, pictures) for student_id, pictures in with_pictures.items()]
    transaction.begin(writes=True)
    found = students.students_by_ids(actor.school_id, list(with_pictures))
    had_one = any(each.account.secret_hash for each in found)
    cards = _put_on_cards(actor, found, secrets)
    return render_template(
        "people/cards.html",
        cards=sorted(cards, key=lambda card: card["form"]),  # each form's together, in order of the names
        had_one=had_one,
        school=school_here(),
        this_machine_only=reaches_only_this_machine(),
    )


def _new_secret(student_id: str, is_pictures: bool) -> actions.NewSecret:
    words = actions.words_for_card(is_pictures)
    hashed = hashing.hash_secret(passphrases.normalise(" ".join(words)))
    return actions.NewSecret(student_id, words, is_pictures, hashed)


def _put_on_cards(
    actor: Actor, found: Sequence[Student], secrets: list[actions.NewSecret]
) -> list[dict[str, Any]]:
    by_id, cards = {each.id: each for each in found}, []
    for secret in secrets:
        if (student := by_id.get(secret.student_id)) is None:
            continue  # left between the reading and the writing
        actions.put_on_card(actor.by, student, secret, now=clock.now())
        cards.append(_card(student, secret))
    return cards


def _card(student: Student, secret: actions.NewSecret) -> dict[str, Any]:
    page = "sign_in.pictures" if secret.is_pictures else "sign_in.student"
    address = absolute(url_for(page, card=student.id))
    code = segno.make(address, error="m").svg_inline(scale=2, border=0, omitsize=True, svgclass="qr")
    return {
        "name": student.name,
        "form": student.form,
        "user_name": student.user_name,
        "words": None if secret.is_pictures else list(secret.words),
        "pictures": [(word, PICTURE_NAMES[word]) for word in secret.words] if secret.is_pictures else None,
        "qr": Markup(code),  # noqa: S704  (drawn by segno from our own address)
    }


@bp.post("/students/<student_id>/card/off")
@requires(Action.CARD_MAKE, load=students.student)
def switch_off_card(student: Student) -> Any:
    """Switch a card off: nobody signs in with it again."""
    actions.switch_off_card(actor_here().by, student, now=clock.now())
    flash(_("The card of %(name)s is off.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)
