"""The list of a programme's students: how far each is, what is missing, and whose move it is."""

from collections.abc import Hashable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import enrolments as actions
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import Standing, standings
from mentoring.joining.rules.readiness import GATE_OF, MOVE_OF, Gate, Missing, Move, Soon
from mentoring.joining.views.pages import crumbs, pack_here, staff_bp, year_labels
from mentoring.joining.wording import GATES, MISSING, MOVES, SOON
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.wording import role_in_programme

READY, SORTS = "ready", ("name", "year", "missing")
SOON_GATE = {Soon.AGREEMENT_AGAIN: Gate.AGREEMENT, Soon.PREPARATION_PART: Gate.TRAINING}
# Who is not taking part any more is shown only when asked for.
GONE = frozenset({Missing.SAID_NO, Missing.STOPPED})


@staff_bp.get("/programmes/<programme_id>/students")
@requires(Action.READINESS_SEE, load=programmes.programme)
def readiness(programme: Programme) -> Any:
    """Show every student of a programme by gate: green, or what is missing and whose move it is."""
    everybody = standings(programme, enrolments(programme), reader_id=actor_here().person_id)
    role, gate = request.args.get("role", ""), request.args.get("gate", "")
    move, sort = request.args.get("move", ""), request.args.get("sort", "name")
    # By its place in the list, so that no word that anybody wrote stands in an address.
    classes = sorted({each.enrolment.student.form for each in everybody if each.enrolment.student.form})
    place = request.args.get("class", 0, type=int)
    form = classes[place - 1] if 0 < place <= len(classes) else ""
    found = [each for each in everybody if _matches(each, role, gate, move)]
    found = [each for each in found if form in ("", each.enrolment.student.form)]
    return render_template(
        "joining/readiness.html",
        programme=programme,
        crumbs_here=crumbs(programme),
        standings=_sorted(found, sort if sort in SORTS else "name"),
        total=sum(not GONE & set(each.missing) for each in everybody),
        ready=sum(each.is_ready for each in everybody),
        cells=Cells(),
        gates=GATES,
        moves=MOVES,
        labels=year_labels(),
        role=role,
        gate=gate,
        move=move,
        sort=sort,
        roles=list(ProgrammeRole),
        role_names={role.value: role_in_programme(role) for role in ProgrammeRole},
        classes=classes,
        place=place if form else 0,
        day=clock.today(school_here().zone),
        kept=_narrowed(),
        ready_code=READY,
    )


def _narrowed() -> dict[str, str]:
    """Return how the list is narrowed and sorted, to come back to it: what it knows, and nothing else of an address."""
    known = {"role": [*ProgrammeRole], "gate": [READY, *Gate], "move": [*Move], "sort": SORTS}
    found = {name: value for name, value in request.args.items() if value in known.get(name, ())}
    if place := request.args.get("class", 0, type=int):
        found["class"] = str(place)
    return found


class Cells:
    """What each gate says of a student. Each sentence is looked up once, however many students there are."""

    def __init__(self) -> None:
        self.heads = {gate: str(words) for gate, words in GATES.items()}
        self.missing = {code: str(words) for code, words in MISSING.items()}
        self.soon = {code: str(words) for code, words in SOON.items()}

    def kind(self, standing: Standing) -> Hashable:
        """Return a key that is the same for students of whom every gate says the same."""
        return tuple(standing.missing), tuple(standing.soon)

    def __call__(self, standing: Standing) -> list[tuple[str, str, str]]:
        """Return for each gate its heading, what it says, and its tone; an empty text means green."""
        gone = bool(GONE & set(standing.missing))
        by_gate = {GATE_OF[code]: code for code in reversed(list(standing.missing))}
        due = {SOON_GATE[code]: code for code in standing.soon}
        rows = []
        for gate, head in self.heads.items():
            if gate in by_gate:
                rows.append((head, self.missing[by_gate[gate]], "stop" if gate is Gate.PAIRING else "wait"))
            elif gone:
                rows.append((head, "–", "none"))
            elif gate in due:
                rows.append((head, self.soon[due[gate]], "info"))
            else:
                rows.append((head, "", "good"))
        return rows


def _matches(standing: Standing, role: str, gate: str, move: str) -> bool:
    if role and standing.enrolment.role != role:
        return False
    if gate == READY:
        return standing.is_ready
    if gate and gate not in {GATE_OF[code] for code in standing.missing} | {
        SOON_GATE[code] for code in standing.soon
    }:
        return False
    return not move or move in {MOVE_OF[code] for code in standing.missing}


def _sorted(found: Sequence[Standing], sort: str) -> list[Standing]:
    ordinals = {year.code: year.ordinal for year in pack_here().years}

    def gone(each: Standing) -> bool:
        return bool(GONE & set(each.missing))

    if sort == "year":
        return sorted(found, key=lambda each: (gone(each), ordinals.get(each.enrolment.student.year, 0)))
    if sort == "missing":
        return sorted(found, key=lambda each: (gone(each), len(each.missing)))
    return sorted(found, key=gone)


@staff_bp.post("/programmes/<programme_id>/students")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def do_for_ticked(programme: Programme) -> Any:
    """Remind the ticked students, or go on to write down consent or training for them. Nothing is ticked green here."""
    ticked = request.form.getlist("enrolment")
    chosen = enrolments(programme, ids=ticked) if ticked else []
    here = url_for("enrolments.readiness", programme_id=programme.id, **_narrowed())
    if not chosen:
        flash(_("Tick students first."), "wait")
        return redirect(here, 303)
    ids = [each.id for each in chosen]
    if request.form.get("do") == "consent":
        return redirect(url_for("enrolments.consent", programme_id=programme.id, enrolment=ids), 303)
    if request.form.get("do") == "training":
        role = chosen[0].role
        return redirect(
            url_for("enrolments.training", programme_id=programme.id, role=role, enrolment=ids), 303
        )
    theirs = [
        each.enrolment
        for each in standings(programme, chosen, reader_id=actor_here().person_id)
        if any(MOVE_OF[code] is Move.STUDENT for code in each.missing)
    ]
    if theirs:
        actions.remind(actor_here().by, theirs, now=clock.now())
        flash(ngettext("%(num)d student is reminded.", "%(num)d students are reminded.", len(theirs)), "good")
    else:
        flash(_("It is not the move of any of these students."), "wait")
    return redirect(here, 303)
