"""Delete somebody who was added by mistake: first what goes with them, then the deed."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people import bonds
from mentoring.people.models import Student
from mentoring.people.queries import students
from mentoring.roster.actions.deleting import delete_for_good
from mentoring.roster.queries.families import families_of
from mentoring.roster.queries.missing import entry_of
from mentoring.roster.rules.problems import Refusal
from mentoring.roster.views.pages import bp, year_labels
from mentoring.roster.wording import REFUSALS, born_words


@bp.get("/students/<student_id>/delete")
@requires(Action.STUDENT_DELETE, load=students.student)
def delete_page(student: Student) -> Any:
    """Show what goes with a student, or why they cannot be deleted."""
    return _page(student)


def _page(student: Student) -> str:
    return render_template(
        "roster/delete.html",
        student=student,
        why_not=str(REFUSALS[Refusal.BOUND]) if bonds.is_bound(student.school_id, student.id) else None,
        goes=_what_goes(student),
    )


def _what_goes(student: Student) -> list[tuple[str, str]]:
    """Return everything that is kept of a student on whom nothing hangs, in words."""
    year = year_labels().get(student.year, student.year)
    card = _("a card that works") if student.account.secret_hash else _("no card")
    goes = [
        (_("Record"), ", ".join(filter(None, [student.name, year, student.form, student.site.name]))),
        (_("Account"), _("user name %(name)s, %(card)s", name=student.user_name, card=card)),
    ]
    if (entry := entry_of(student.school_id, student.id)) is not None:
        born = _("born %(born)s", born=born_words(entry.born)) if entry.born else ""
        told = [entry.roster_id or "", entry.year_given, born]
        goes.append((_("From the roster"), ", ".join(filter(None, told)) or _("that they came by one")))
    if families := len(families_of(student.school_id, student.id)):
        goes.append((_("Families"), ngettext("one note", "%(num)s notes", families)))
    if ties := len(students.family_ties(student.school_id, student.id)):
        goes.append((_("Family among the staff"), ngettext("one note", "%(num)s notes", ties)))
    return goes


@bp.post("/students/<student_id>/delete")
@requires(Action.STUDENT_DELETE, load=students.student)
def delete(student: Student) -> Any:
    """Delete a student for good."""
    name = student.name
    if delete_for_good(actor_here(), student, now=clock.now()) is not None:
        return _page(student), 409
    flash(_("%(name)s is deleted. Only the trail still holds an id without a name.", name=name), "good")
    return redirect(url_for("students.overview"), 303)
