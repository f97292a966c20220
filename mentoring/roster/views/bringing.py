"""Bring a file, and answer what has to be known before it can be read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.queries import students
from mentoring.people.views.identity import school_here
from mentoring.roster import sealed
from mentoring.roster.actions import drafts as actions
from mentoring.roster.forms import (
    BringForm,
    bring_form,
    choices_form,
    chosen_columns,
    chosen_orgs_out,
    chosen_picks,
    columns_form,
    dates_form,
)
from mentoring.roster.models import RosterDraft
from mentoring.roster.queries import drafts
from mentoring.roster.reading.bundle import weight
from mentoring.roster.rules.births import read_both_ways
from mentoring.roster.rules.columns import Field, has_what_is_needed
from mentoring.roster.rules.drafts import AT_ONCE, MOST_UPLOADED, State
from mentoring.roster.rules.people import DateOrder, KeepBirth, Options, Reading, Unreadable
from mentoring.roster.views.pages import PATH, bp, loaded_draft, to_draft, year_labels
from mentoring.roster.wording import DATE_ORDERS, KEEP_BIRTH_HINTS, REFUSALS, refused_sentence
from mentoring.roster.work import Columns, read_brought
from mentoring.web.dates import day

MULTIPART = 64 * 1024  # bytes that the form has beside the file


@bp.get(PATH)
@requires(Action.ROSTER_IMPORT)
def start() -> Any:
    """Ask for a file, and show those that wait."""
    return _start(_form())


def _form() -> BringForm:
    return bring_form(list(year_labels().items()), students.years_in_use(school_here().id))


def _start(form: BringForm) -> str:
    school = school_here()
    waiting = drafts.waiting_drafts(school.id, clock.now())
    return render_template(
        "roster/start.html",
        form=form,
        waiting=[(draft, sealed.file_name_of(draft)) for draft in waiting],
        setup_finished=school.setup_finished_at is not None,
        keep_birth_hints={each.value: words for each, words in KEEP_BIRTH_HINTS.items()},
    )


@bp.post(PATH)
@requires(Action.ROSTER_IMPORT, late=True, largest=MOST_UPLOADED + MULTIPART)
def bring() -> Any:
    """Take in a file. A small one is read at once; the worker reads a large one."""
    form, school = _form(), school_here()
    if school.setup_finished_at is None:
        return _start(form), 409
    if not form.validate_on_submit():
        return _start(form), 422
    brought = actions.Brought(
        file_name=(form.file.data.filename or "")[:120],
        content=form.file.data.read(),
        years=frozenset(form.years.data),
        keep_birth=KeepBirth(form.keep_birth.data),
    )
    options = Options(school.country, brought.years, keep_birth=brought.keep_birth, ask_columns=True)
    school_id = school.id
    transaction.rollback()  # reading is slow, so nothing is open meanwhile
    outcome, columns = _read_if_small(school_id, brought, options)
    if isinstance(outcome, Unreadable):
        transaction.begin(writes=False)
        form.file.errors = [refused_sentence(outcome.code, outcome.facts)]
        return _start(form), 422
    transaction.begin(writes=True)
    draft = actions.bring_roster(actor_here(), school_here(), brought, now=clock.now())
    if not isinstance(draft, RosterDraft):
        form.file.errors = [str(REFUSALS[draft])]
        return _start(form), 422
    if outcome is None:
        actions.let_worker_read(draft, now=clock.now())
    else:
        actions.keep_outcome(draft, outcome, columns)
    return to_draft(draft)


def _read_if_small(
    school_id: str, brought: actions.Brought, options: Options
) -> tuple[Reading | Unreadable | None, Columns | None]:
    """Return what `read_brought` does; None where the file is too large for a browser to wait for it."""
    try:
        if weight(brought.content) > AT_ONCE:
            return None, None
    except Unreadable as problem:
        return problem, None
    return read_brought(school_id, brought.content, brought.file_name, options, None)


def ask_columns(draft: RosterDraft, status: int = 200, form: Any = None) -> Any:
    """Ask which column is which."""
    form = form or _columns_form(draft)
    page = render_template(
        "roster/columns.html", draft=draft, form=form, name=sealed.file_name_of(draft), fields=_asked(form)
    )
    return page, status


def _asked(form: Any) -> dict[str, list[Any]]:
    """Return the fields in the groups in which they are asked: what is needed, and what helps."""
    needed = [form[field] for field in (Field.FIRST_NAME, Field.LAST_NAME, Field.YEAR, Field.FULL_NAME)]
    return {
        "needed": needed,
        "helps": [form[field] for field in Field if field in form and form[field] not in needed],
    }


def _columns_form(draft: RosterDraft) -> Any:
    reading = sealed.reading_of(draft)
    guess = {Field(field): reading.headers.index(header) for header, field in reading.mapping.items()}
    examples = dict(reading.questions[0].facts)
    return columns_form(
        reading.headers, guess, examples, with_birth=draft.chosen["keep_birth"] != KeepBirth.NOTHING
    )


@bp.post(f"{PATH}/<draft_id>/columns")
@requires(Action.ROSTER_IMPORT, load=loaded_draft, late=True)
def columns(draft: RosterDraft) -> Any:
    """Note which column is which, and read the file by it."""
    if draft.state != State.COLUMNS:
        return to_draft(draft)
    form = _columns_form(draft)
    if not form.validate_on_submit():
        return ask_columns(draft, 422, form)
    chosen = chosen_columns(form)
    if wrong := _wrong_columns(form, chosen):
        form[wrong[0]].errors = [wrong[1]]
        return ask_columns(draft, 422, form)
    return _read_again(draft, chosen, lambda found: actions.say_columns(found, chosen))


def _wrong_columns(form: Any, chosen: Mapping[str, int]) -> tuple[str, str] | None:
    """Return the field with what is wrong with the choice, or None."""
    places = list(chosen.values())
    for field, place in chosen.items():
        if places.count(place) > 1:
            return field, _("One column cannot be two things. Choose another for one of them.")
    if not has_what_is_needed({Field(field) for field in chosen}):
        missing = Field.YEAR if Field.YEAR not in chosen else Field.FIRST_NAME
        return missing, _("A student needs a first and a last name (or a whole name) and a year.")
    return None


def ask_dates(draft: RosterDraft, status: int = 200, form: Any = None) -> Any:
    """Ask in which order the file writes its dates."""
    facts = sealed.reading_of(draft).questions[0].facts
    page = render_template(
        "roster/dates.html",
        draft=draft,
        form=form or _dates_form(facts["example"]),
        name=sealed.file_name_of(draft),
        example=facts["example"],
        column=facts["column"],
    )
    return page, status


def _dates_form(example: str) -> Any:
    both = read_both_ways(example)
    words = {order: str(told) for order, told in DATE_ORDERS.items()}
    return dates_form(
        {order: f"{words[order]}: {day(both[order])}" if order in both else words[order] for order in words}
    )


@bp.post(f"{PATH}/<draft_id>/dates")
@requires(Action.ROSTER_IMPORT, load=loaded_draft, late=True)
def dates(draft: RosterDraft) -> Any:
    """Note the order of dates, and read the file by it."""
    if draft.state != State.DATES:
        return to_draft(draft)
    form = _dates_form(sealed.reading_of(draft).questions[0].facts["example"])
    if not form.validate_on_submit():
        return ask_dates(draft, 422, form)
    order = DateOrder(form.order.data)
    return _read_again(
        draft, draft.chosen["columns"], lambda found: actions.say_date_order(found, order), order
    )


def _read_again(
    draft: RosterDraft,
    columns: Columns | None,
    note: Callable[[RosterDraft], None],
    order: DateOrder | None = None,
) -> Any:
    """Note an answer and read the file by it: at once where it is small, else in the worker."""
    school_id, draft_id, content = draft.school_id, draft.id, sealed.opened(draft, "content")
    name, options = sealed.file_name_of(draft), sealed.options_of(draft)
    if order is not None:
        options = replace(options, date_order=order)
    transaction.rollback()
    outcome = None
    if weight(content) <= AT_ONCE:
        outcome, columns = read_brought(school_id, content, name, options, columns)
    transaction.begin(writes=True)
    found = drafts.locked_draft(school_id, draft_id, clock.now())
    if found is None or found.content is None:
        return to_draft(draft_id)  # somebody else was quicker: the page says how it stands
    note(found)
    if outcome is None:
        actions.let_worker_read(found, now=clock.now())
    else:
        actions.keep_outcome(found, outcome, columns)
    return to_draft(draft_id)


@bp.post(f"{PATH}/<draft_id>/choices")
@requires(Action.ROSTER_IMPORT, load=loaded_draft)
def choices(draft: RosterDraft) -> Any:
    """Note which of several rows is right, and which organisations are not wanted."""
    if draft.state == State.READY:
        reading = sealed.reading_of(draft)
        form = choices_form(reading.twins, reading.orgs, draft.chosen["picks"], draft.chosen["orgs_out"])
        if form.validate_on_submit():
            picks, orgs_out = chosen_picks(form, reading.twins), chosen_orgs_out(form, reading.orgs)
            actions.say_choices(draft, picks, orgs_out)
    return to_draft(draft)
