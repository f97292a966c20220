"""Consent: replies written down for one student or for a class, and the letter that asks."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import consent as actions
from mentoring.joining.actions.consent import Paper
from mentoring.joining.forms.staff import ConsentForm, LetterForm
from mentoring.joining.models import ConsentLetter, Enrolment
from mentoring.joining.queries.consent import letters
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.joining.rules.consent import Authority, ConsentHow, ConsentRefusal, Said, Standing, is_enough
from mentoring.joining.views.pages import crumbs, pack_here, staff_bp, students_crumb, year_labels
from mentoring.joining.wording.letter import REFUSALS, STANDINGS, first_letter
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.queries.programmes import names_of, people_by_id
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.settings import Code, Consent
from mentoring.programme.wording.settings import CHOICES
from mentoring.web.fields import choices_of

FIELDS = {
    ConsentRefusal.WHO_WANTED: "who",
    ConsentRefusal.DAY_TO_COME: "day",
    ConsentRefusal.UNTIL_WANTED: "until",
    ConsentRefusal.NOT_YET_18: "authority",
}


def mode_of(programme: Programme) -> Consent:
    """Return how a programme asks carers."""
    return Consent(str(settings_of(programme).value(Code.CONSENT)))


@staff_bp.get("/programmes/<programme_id>/consent")
@requires(Action.READINESS_SEE, load=programmes.programme)
def consent(programme: Programme) -> Any:
    """Show every consent, with a class list to tick."""
    return _page(programme, enrolments(programme), _form(programme), [])


@staff_bp.post("/programmes/<programme_id>/consent")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def record_consent(programme: Programme) -> Any:
    """Write down one reply for everybody who is ticked."""
    enrolled = enrolments(programme)
    form, ticked = _form(programme), request.form.getlist("enrolment")
    if form.validate():
        chosen = [each for each in enrolled if each.id in set(ticked)]
        today, now = clock.today(school_here().zone), clock.now()
        refusal = actions.record_consents(
            actor_here().by, chosen, _paper(form), pack_here(), today=today, now=now
        )
        if refusal is None:
            if form.letter.data == "0":
                actions.keep_first_letter(actor_here().by, programme, _first_words(programme), now=now)
            flash(ngettext("Saved for %(num)d student.", "Saved for %(num)d students.", len(chosen)), "good")
            _say_whose_no_stands(programme, chosen, Said(form.said.data))
            return redirect(url_for("enrolments.consent", programme_id=programme.id), 303)
        name = FIELDS.get(refusal, "said")
        form[name].errors = [*form[name].errors, str(REFUSALS[refusal])]
    return _page(programme, enrolled, form, ticked), 422


def _say_whose_no_stands(programme: Programme, chosen: Sequence[Enrolment], said: Said) -> None:
    if said in (Said.REFUSED, Said.WITHDRAWN):
        return
    found = standings(programme, chosen, reader_id=actor_here().person_id)
    names = [
        each.enrolment.student.name
        for each in found
        if each.facts.consent in (Standing.REFUSED, Standing.WITHDRAWN)
    ]
    if names:
        flash(_("A later “no” still stands for %(names)s.", names=", ".join(names)), "wait")


def _form(programme: Programme) -> ConsentForm:
    today = clock.today(school_here().zone)
    held = letters(programme)
    form = ConsentForm(data={"day": today, "how": ConsentHow.PAPER.value, "said": Said.GIVEN.value})
    versions = [
        (str(each.number), _("Version %(number)s", number=each.number)) for each in held if each.number
    ]
    form.letter.choices = choices_of([*versions, ("0", _("The product's own words"))])
    return form


def _paper(form: ConsentForm) -> Paper:
    return Paper(
        Said(form.said.data),
        form.who.data or "",
        Authority(form.authority.data),
        ConsentHow(form.how.data),
        form.day.data,
        int(form.letter.data),
        form.until.data,
    )


def _page(programme: Programme, enrolled: Sequence[Enrolment], form: ConsentForm, ticked: list[str]) -> str:
    found = standings(programme, enrolled, reader_id=actor_here().person_id)
    # By its place in the list, so that no word that anybody wrote stands in an address.
    place = request.args.get("class", 0, type=int)
    asked = request.args.getlist("enrolment")
    classes = sorted({each.student.form for each in enrolled if each.student.form})
    wanted = classes[place - 1] if 0 < place <= len(classes) else ""
    if wanted:
        found = [each for each in found if each.enrolment.student.form == wanted]
    return render_template(
        "joining/consent.html",
        programme=programme,
        crumbs_here=crumbs(programme, students_crumb(programme)),
        standings=found,
        form=form,
        ticked=set(ticked) | set(asked),
        classes=classes,
        wanted=wanted,
        labels=year_labels(),
        words=STANDINGS,
        is_enough=is_enough,
        mode=CHOICES[Code.CONSENT][mode_of(programme)],
    )


@staff_bp.route("/programmes/<programme_id>/letter", methods=["GET", "POST"])
@requires(Action.LETTER_CHANGE, load=programmes.programme)
def letter(programme: Programme) -> Any:
    """Edit the school's own words to carers; each edit is a version."""
    held = letters(programme)
    words, number = _words(programme, held)
    form = LetterForm(data={"words": words})
    if not form.is_submitted():
        form.seen.show(number)
    elif form.validate():
        made = actions.edit_letter(
            actor_here().by, programme, form.words.data, seen=form.seen.data, now=clock.now()
        )
        if isinstance(made, ConsentLetter):
            flash(_("Saved as version %(number)s.", number=made.number), "good")
            return redirect(url_for("enrolments.print_letter", programme_id=programme.id), 303)
        form.words.errors = [str(REFUSALS[made])]
        form.seen.show(number)
    return render_template(
        "joining/letter.html",
        programme=programme,
        form=form,
        versions=held,
        people=people_by_id(programme.school_id),
        crumbs_here=crumbs(programme, students_crumb(programme)),
    ), 422 if form.errors else 200


def _words(programme: Programme, held: Sequence[ConsentLetter]) -> tuple[str, int]:
    if held:
        return held[0].words, held[0].number
    return _first_words(programme), 0


def _first_words(programme: Programme) -> str:
    return first_letter(programme.name, school_here().name, mode_of(programme))


@staff_bp.get("/programmes/<programme_id>/letter/print")
@requires(Action.READINESS_SEE, load=programmes.programme)
def print_letter(programme: Programme) -> Any:
    """Show the letter and its reply form, to print."""
    words, number = _words(programme, letters(programme))
    return render_template(
        "joining/print_letter.html",
        programme=programme,
        school=school_here(),
        words=words,
        number=number,
        mode=mode_of(programme),
        in_charge=names_of(people_by_id(programme.school_id), programme.in_charge_ids),
        crumbs_here=crumbs(programme, students_crumb(programme)),
    )
