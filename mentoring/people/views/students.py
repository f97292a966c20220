"""Pages about students: the list, one student, and printed sign-in cards."""

from typing import Any

import segno
from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.guard import current_actor, requires
from mentoring.access.policy import Action
from mentoring.people import hashing
from mentoring.people.actions import students as actions
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.forms.students import FamilyTieForm, StudentForm
from mentoring.people.models import FamilyTie, SignInReport, Student
from mentoring.people.queries import schools, staff, students
from mentoring.people.rules import countries, passphrases
from mentoring.people.wording import PICTURE_NAMES, sentence_for
from mentoring.web.addresses import absolute
from mentoring.web.navigation import Entry, register

bp = Blueprint("students", __name__)
CARDS_AT_ONCE = 60  # two classes; each card costs 48 ms of hashing


def register_navigation(app: Flask) -> None:
    """Put Students on the rail."""
    register(app, Entry(30, _l("Students"), "students.overview", Action.STUDENT_SEE, "people"))


def _here() -> Actor:
    actor = current_actor()
    assert actor is not None  # the guard let nobody else in
    return actor


def _prepared(form: StudentForm) -> StudentForm:
    school = schools.school(_here().school_id)
    assert school is not None
    form.year.choices = [("", "")] + [(y.code, y.label) for y in countries.country(school.country).years]
    form.site_id.choices = [(site.id, site.name) for site in schools.sites(school.id)]
    return form


def _year_labels() -> dict[str, str]:
    school = schools.school(_here().school_id)
    assert school is not None
    return {year.code: year.label for year in countries.country(school.country).years}


@bp.get("/students")
@requires(Action.STUDENT_SEE)
def overview() -> Any:
    """Show the school's students, a page at a time."""
    return _list(name="")


@bp.post("/students/find")
@requires(Action.STUDENT_SEE)
def find() -> Any:
    """Show the students whose name matches. Posted, so that names stay out of addresses."""
    return _list(name=request.form.get("name", "")[:80])


def _list(*, name: str) -> Any:
    school_id = _here().school_id
    year, site_id = request.values.get("year", ""), request.values.get("site", "")
    page = request.args.get("page", 1, type=int)
    found = students.student_page(school_id, page=page, year=year, site_id=site_id, name=name)
    school = schools.school(school_id)
    labels, in_use = _year_labels(), frozenset(students.years_in_use(school_id))
    return render_template(
        "people/students.html",
        found=found,
        name=name,
        year=year,
        site_id=site_id,
        years=[code for code in labels if code in in_use],
        labels=labels,
        sites=schools.sites(school_id),
        setup_finished=school is not None and school.setup_finished_at is not None,
    )


@bp.route("/students/new", methods=["GET", "POST"])
@requires(Action.STUDENT_ADD)
def add() -> Any:
    """Add one student by hand."""
    school = schools.school(_here().school_id)
    assert school is not None
    form = _prepared(StudentForm())
    if school.setup_finished_at is None:
        return render_template("people/student_not_yet.html"), 409 if request.method == "POST" else 200
    if form.validate_on_submit():
        added = actions.add_student(
            _here().by,
            school,
            site_id=form.site_id.data,
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            year=form.year.data,
            form=form.form.data or "",
            now=clock.now(),
        )
        assert isinstance(added, Student)
        flash(_("%(name)s was added. Next: print a sign-in card.", name=added.name), "good")
        return redirect(url_for("students.student", student_id=added.id), 303)
    return render_template("people/student_new.html", form=form), 422 if form.errors else 200


@bp.get("/students/<student_id>")
@requires(Action.STUDENT_SEE, load=students.student)
def student(student: Student) -> Any:
    """Show one student: who, the card, and family among the staff."""
    return _student_page(student, _family_form(student))


def _student_page(student: Student, tie_form: FamilyTieForm) -> Any:
    return render_template(
        "people/student.html",
        student=student,
        year=_year_labels().get(student.year, student.year),
        site=student.site,
        ties=students.family_ties(student.school_id, student.id),
        tie_form=tie_form,
    )


def _family_form(student: Student) -> FamilyTieForm:
    form = FamilyTieForm()
    form.staff_id.choices = [("", "")] + [(m.id, m.full_name) for m in staff.all_staff(student.school_id)]
    return form


@bp.route("/students/<student_id>/edit", methods=["GET", "POST"])
@requires(Action.STUDENT_CHANGE, load=students.student)
def edit(student: Student) -> Any:
    """Change what is known of one student."""
    form = _prepared(StudentForm(obj=student))
    if form.validate_on_submit():
        wanted = {
            name: form[name].data or "" for name in ("first_name", "last_name", "year", "form", "site_id")
        }
        actions.change_student(_here().by, student, wanted, now=clock.now())
        flash(_("Saved."), "good")
        return redirect(url_for("students.student", student_id=student.id), 303)
    return render_template(
        "people/student_edit.html", form=form, student=student
    ), 422 if form.errors else 200


@bp.post("/students/<student_id>/leave")
@requires(Action.STUDENT_CHANGE, load=students.student)
def leave(student: Student) -> Any:
    """Note that a student has left; can be undone."""
    actions.let_leave(_here().by, student, now=clock.now())
    flash(_("%(name)s is off the list and the card is off.", name=student.name), "good")
    return redirect(url_for("students.left", student_id=student.id), 303)


@bp.get("/students/<student_id>/left")
@requires(Action.STUDENT_CHANGE, load=students.student)
def left(student: Student) -> Any:
    """Offer to undo a leaving."""
    return render_template("people/student_left.html", student=student)


@bp.post("/students/<student_id>/return")
@requires(Action.STUDENT_CHANGE, load=students.student)
def come_back(student: Student) -> Any:
    """Undo a leaving."""
    actions.let_return(_here().by, student, now=clock.now())
    flash(_("%(name)s is back. Print a new card next.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)


@bp.post("/students/cards")
@requires(Action.CARD_MAKE, late=True)
def print_cards() -> Any:
    """Make new passphrases for the chosen students and show their cards, once, to be printed.

    Hashing is slow, so it happens on a copy, between a short reading and the writing.
    """
    wanted = "shown_without_card" if "without_card" in request.form else "student"
    chosen = request.form.getlist(wanted)[:CARDS_AT_ONCE]
    actor = _here()
    chosen_students: dict[str, bool] = {}
    school = schools.school(actor.school_id)
    assert school is not None
    for found in students.students_by_ids(actor.school_id, chosen):
        chosen_students[found.id] = passphrases.uses_pictures(school.country, found.year)
    transaction.rollback()
    if not chosen_students:
        flash(_("Tick the students whose cards you want to print."), "wait")
        return redirect(url_for("students.overview"), 303)
    secrets = [_new_secret(student_id, pictures) for student_id, pictures in chosen_students.items()]
    transaction.begin(writes=True)
    had_one = any(
        found.account.secret_hash
        for found in students.students_by_ids(actor.school_id, list(chosen_students))
    )
    cards = _put_on_cards(actor, secrets)
    school = schools.school(actor.school_id)
    return render_template("people/cards.html", cards=cards, had_one=had_one, school=school)


def _new_secret(student_id: str, is_pictures: bool) -> actions.NewSecret:
    words = actions.words_for_card(is_pictures)
    hashed = hashing.hash_secret(passphrases.normalise(" ".join(words)))
    return actions.NewSecret(student_id, words, is_pictures, hashed)


def _put_on_cards(actor: Actor, secrets: list[actions.NewSecret]) -> list[dict[str, Any]]:
    by_id = {s.id: s for s in students.students_by_ids(actor.school_id, [s.student_id for s in secrets])}
    cards = []
    for secret in secrets:
        if (found := by_id.get(secret.student_id)) is None:
            continue  # left between the reading and the writing
        actions.put_on_card(actor.by, found, secret, now=clock.now())
        cards.append(_card(found, secret))
    return cards


def _card(student: Student, secret: actions.NewSecret) -> dict[str, Any]:
    page = "sign_in.pictures" if secret.is_pictures else "sign_in.student"
    address = absolute(url_for(page, card=student.id))
    code = segno.make(address, error="m").svg_inline(scale=2, border=0, omitsize=True, svgclass="qr")
    return {
        "name": student.name,
        "user_name": student.user_name,
        "words": None if secret.is_pictures else list(secret.words),
        "pictures": [(word, PICTURE_NAMES[word]) for word in secret.words] if secret.is_pictures else None,
        "qr": Markup(code),  # noqa: S704  (drawn by segno from our own address)
    }


@bp.post("/students/<student_id>/card/off")
@requires(Action.CARD_MAKE, load=students.student)
def switch_off_card(student: Student) -> Any:
    """Switch a card off: nobody signs in with it again."""
    actions.switch_off_card(_here().by, student, now=clock.now())
    flash(_("The card of %(name)s is off.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)


@bp.post("/students/<student_id>/sign-out")
@requires(Action.SESSIONS_END_ALL, load=students.student)
def end_sessions(student: Student) -> Any:
    """Sign a student out everywhere."""
    end_all_sessions(student.account_id, why="by lead", by=_here().by, now=clock.now())
    flash(_("%(name)s is signed out everywhere.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)


@bp.post("/students/<student_id>/family")
@requires(Action.FAMILY_TIE_CHANGE, load=students.student)
def tie_family(student: Student) -> Any:
    """Note a relative or carer among the staff."""
    form = _family_form(student)
    if form.validate_on_submit():
        member = staff.staff_member(student.school_id, form.staff_id.data)
        if member is None:
            abort(404)
        made = actions.tie_family(_here(), student, member, now=clock.now())
        if isinstance(made, FamilyTie):
            flash(_("Saved. %(name)s will not read concerns about this student.", name=member.name), "good")
            return redirect(url_for("students.student", student_id=student.id), 303)
        form.staff_id.errors = [sentence_for(made)]
    return _student_page(student, form), 422


@bp.post("/family-ties/<tie_id>/end")
@requires(Action.FAMILY_TIE_CHANGE, load=students.family_tie)
def untie_family(tie: FamilyTie) -> Any:
    """Take a family tie away."""
    actions.untie_family(_here(), tie, now=clock.now())
    flash(_("Taken away."), "good")
    return redirect(url_for("students.student", student_id=tie.student_id), 303)


@bp.post("/sign-in-reports/<report_id>/answer")
@requires(Action.SIGN_IN_REPORT_ANSWER, load=students.report)
def answer_report(report: SignInReport) -> Any:
    """Note that a report "Someone used my sign-in" was seen to."""
    actions.answer_report(_here(), report, now=clock.now())
    flash(_("Noted."), "good")
    return redirect(url_for("home.start"), 303)
