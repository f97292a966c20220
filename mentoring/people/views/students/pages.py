"""The list of students, and one student."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import students as actions
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.forms.students import FamilyTieForm, StudentForm
from mentoring.people.models import SignInReport, Student
from mentoring.people.queries import schools, staff, students
from mentoring.people.rules import countries
from mentoring.people.views.identity import school_here
from mentoring.web.navigation import Entry, register

bp = Blueprint("students", __name__)


def register_navigation(app: Flask) -> None:
    """Put Students on the rail."""
    under = ("roster",)  # the rosters that students come by
    register(app, Entry(30, _l("Students"), "students.overview", Action.STUDENT_SEE, "people", also=under))


def _prepared(form: StudentForm) -> StudentForm:
    school = school_here()
    form.year.choices = [("", "")] + [(y.code, y.label) for y in countries.country(school.country).years]
    form.site_id.choices = [(site.id, site.name) for site in schools.sites(school.id)]
    return form


def _year_labels() -> dict[str, str]:
    return {year.code: year.label for year in countries.country(school_here().country).years}


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
    school_id = actor_here().school_id
    year, site_id = request.values.get("year", ""), request.values.get("site", "")
    page = request.args.get("page", 1, type=int)
    found = students.student_page(school_id, page=page, year=year, site_id=site_id, name=name)
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
        setup_finished=school_here().setup_finished_at is not None,
    )


@bp.route("/students/new", methods=["GET", "POST"])
@requires(Action.STUDENT_ADD)
def add() -> Any:
    """Add one student by hand."""
    school = school_here()
    form = _prepared(StudentForm())
    if school.setup_finished_at is None:
        return render_template("people/student_not_yet.html"), 409 if request.method == "POST" else 200
    if form.validate_on_submit():
        added = actions.add_student(
            actor_here().by,
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
    return student_page(student, family_form(student))


def student_page(student: Student, tie_form: FamilyTieForm) -> str:
    """Return the page of one student."""
    return render_template(
        "people/student.html",
        student=student,
        year=_year_labels().get(student.year, student.year),
        site=student.site,
        ties=students.family_ties(student.school_id, student.id),
        tie_form=tie_form,
    )


def family_form(student: Student) -> FamilyTieForm:
    """Return the form that notes a relative or carer, with the staff to choose from."""
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
        actions.change_student(actor_here().by, student, wanted, now=clock.now())
        flash(_("Saved."), "good")
        return redirect(url_for("students.student", student_id=student.id), 303)
    return render_template(
        "people/student_edit.html", form=form, student=student
    ), 422 if form.errors else 200


@bp.post("/students/<student_id>/leave")
@requires(Action.STUDENT_CHANGE, load=students.student)
def leave(student: Student) -> Any:
    """Note that a student has left; can be undone."""
    actions.let_leave(actor_here().by, student, now=clock.now())
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
    actions.let_return(actor_here().by, student, now=clock.now())
    flash(_("%(name)s is back. Print a new card next.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)


@bp.post("/students/<student_id>/sign-out")
@requires(Action.SESSIONS_END_ALL, load=students.student)
def end_sessions(student: Student) -> Any:
    """Sign a student out everywhere."""
    end_all_sessions(student.account_id, why="by staff", by=actor_here().by, now=clock.now())
    flash(_("%(name)s is signed out everywhere.", name=student.name), "good")
    return redirect(url_for("students.student", student_id=student.id), 303)


@bp.post("/sign-in-reports/<report_id>/answer")
@requires(Action.SIGN_IN_REPORT_ANSWER, load=students.report)
def answer_report(report: SignInReport) -> Any:
    """Note that a report "Someone used my sign-in" was seen to."""
    actions.answer_report(actor_here(), report, now=clock.now())
    flash(_("Noted."), "good")
    return redirect(url_for("home.start"), 303)
