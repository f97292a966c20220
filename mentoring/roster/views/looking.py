"""The page of a draft: how far the reading is, what is asked, or what taking it would do."""

from typing import Any

from flask import Response, current_app, render_template, request, url_for

from mentoring import clock
from mentoring.access.guard import requires
from mentoring.access.policy import Action
from mentoring.jobs import worker
from mentoring.people.bonds import with_live_pairing
from mentoring.roster import sealed
from mentoring.roster.forms import choices_form
from mentoring.roster.models import RosterDraft
from mentoring.roster.queries.families import known_pairs
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.drafts import KEPT_FOR, State
from mentoring.roster.rules.families import families_to_show
from mentoring.roster.rules.safe_cells import as_csv
from mentoring.roster.views.bringing import ask_columns, ask_dates
from mentoring.roster.views.pages import PATH, Looked, bp, loaded_draft, looked_at, year_labels
from mentoring.roster.views.rows import Show, download_rows, table_of, words_of
from mentoring.roster.wording import FIELDS, FORMATS, refused_sentence

PAGE = 50


@bp.get(f"{PATH}/<draft_id>")
@requires(Action.ROSTER_IMPORT, load=loaded_draft)
def draft(draft: RosterDraft) -> Any:
    """Show a draft as it stands."""
    if draft.state == State.COLUMNS:
        return ask_columns(draft)
    if draft.state == State.DATES:
        return ask_dates(draft)
    name = sealed.file_name_of(draft)
    if draft.state == State.WAITING:
        runs = worker.is_alive(current_app._get_current_object(), clock.now())  # type: ignore[attr-defined]
        return render_template("roster/reading.html", draft=draft, name=name, worker_runs=runs)
    if draft.state == State.REFUSED:
        problem = sealed.problem_of(draft)
        why = refused_sentence(problem.code, problem.facts)
        return render_template("roster/refused.html", draft=draft, name=name, why=why)
    return look(draft)


def look(draft: RosterDraft, *, is_stale: bool = False) -> str:
    """Return the page that shows what taking a draft would do, a part and a page of it at a time."""
    looked = looked_at(draft)
    families = families_to_show(looked.reading, looked.plan.known, known_pairs(draft.school_id))
    shown = _shown(looked, len(families))
    part = Show(request.args["show"]) if request.args.get("show") in shown else next(iter(shown))
    pages = max(1, -(-shown[part] // PAGE))
    page = max(1, min(request.args.get("page", 1, type=int), pages))
    return render_template(
        "roster/look.html",
        draft=draft,
        name=sealed.file_name_of(draft),
        format=FORMATS[looked.reading.format],
        counts=looked.plan.counts,
        labelled=[
            (
                f"{words_of(each)} ({count})",
                url_for("roster.draft", draft_id=draft.id, show=each.value),
                each is part,
            )
            for each, count in shown.items()
        ],
        until=draft.made_at + KEPT_FOR,
        part=part.value,
        part_words=words_of(part),
        table=table_of(
            part,
            looked,
            families,
            slice((page - 1) * PAGE, page * PAGE),
            year_labels(),
            _live(draft, looked) if part is Show.MISSING else frozenset(),
        ),
        page=page,
        pages=pages,
        new_sites=looked.plan.new_sites,
        unread=_unread(looked),
        read_as=[(FIELDS[Field(field)], header) for header, field in looked.as_read.mapping.items()],
        choices=_choices(draft, looked),
        as_twins=bool(looked.as_read.twins),
        years=[label for code, label in year_labels().items() if code in (looked.options.years or ())],
        seen=looked.plan.fingerprint,
        is_stale=is_stale,
    )


def _live(draft: RosterDraft, looked: Looked) -> frozenset[str]:
    """Return who of those that are not in the file has a live pairing, and so is looked at before they are let go."""
    return with_live_pairing(draft.school_id, [one.student_id for one in looked.plan.missing])


def _shown(looked: Looked, families: int) -> dict[Show, int]:
    """Return the parts that have anything in them, and how much; the added ones even if there are none."""
    counts = {
        Show.ADDED: len(looked.plan.added),
        Show.CHANGED: len(looked.plan.changed),
        Show.LEFT_OUT: len(looked.plan.left_out),
        Show.MISSING: len(looked.plan.missing),
        Show.FAMILIES: families,
        Show.UNCHANGED: len(looked.plan.same),
    }
    return {part: count for part, count in counts.items() if count} or {Show.ADDED: 0}


def _unread(looked: Looked) -> list[tuple[str, str]]:
    return [(file, ", ".join(headers)) for file, headers in looked.reading.unread.items() if headers]


def _choices(draft: RosterDraft, looked: Looked) -> Any:
    if not looked.as_read.twins and len(looked.as_read.orgs) < 2:
        return None
    return choices_form(
        looked.as_read.twins, looked.as_read.orgs, draft.chosen["picks"], draft.chosen["orgs_out"]
    )


@bp.get(f"{PATH}/<draft_id>/rows.csv")
@requires(Action.ROSTER_IMPORT, load=loaded_draft)
def rows(draft: RosterDraft) -> Any:
    """Give all that taking a draft would do, row by row, as a file for a spreadsheet."""
    if draft.state != State.READY:
        return Response("", 409, mimetype="text/plain")
    looked = looked_at(draft)
    families = families_to_show(looked.reading, looked.plan.known, known_pairs(draft.school_id))
    content = as_csv(download_rows(looked, families, year_labels(), _live(draft, looked)))
    headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return Response("\ufeff" + content, headers=headers, mimetype="text/csv")
