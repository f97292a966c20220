"""The pages about a programme's settings: all of them by group, and each with its history."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.programme.actions import settings as actions
from mentoring.programme.forms.settings import ChoiceForm, NumberForm
from mentoring.programme.models import Programme, ProgrammeSettingChange
from mentoring.programme.queries import programmes
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.queries.settings import (
    allowed_among,
    changes,
    gap_requests,
    settings_of,
    stored_setting,
)
from mentoring.programme.rules.gap import GapState
from mentoring.programme.rules.settings import (
    CATALOGUE,
    NONE_WORD,
    Code,
    Group,
    Setting,
    Value,
    read_value,
    settings_of_kind,
    written,
)
from mentoring.programme.rules.verdicts import ProgrammeSettings, SettingRefusal, smallest_gap, warns
from mentoring.programme.views import pages
from mentoring.programme.views.pages import bp, programme_of
from mentoring.programme.wording import GAP_STATES
from mentoring.programme.wording.settings import (
    ALWAYS,
    BASES,
    CHOICE_HINTS,
    CHOICES,
    GROUPS,
    REFUSALS,
    SENTENCES,
    UNITS,
    WARNINGS,
    amount,
    label,
    limits,
    refusal_sentence,
)
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo

SettingForm = NumberForm | ChoiceForm


@dataclass(frozen=True)
class SettingRow:
    """A setting as it is listed."""

    code: str
    label: str
    sentence: str
    value: str
    default: str
    changed: bool


@bp.get("/programmes/<programme_id>/settings")
@requires(Action.PROGRAMME_SEE, load=programmes.programme)
def settings(programme: Programme) -> Any:
    """Show every setting by group: what it does, what it is, and whether it was changed."""
    held = settings_of(programme)
    rows: dict[Group, list[SettingRow]] = {}
    for setting in settings_of_kind(held.kind):
        rows.setdefault(setting.group, []).append(_row(setting, held))
    people = people_by_id(programme.school_id)
    return render_template(
        "programme/settings.html",
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        groups=[(GROUPS[group], rows[group]) for group in Group if group in rows],
        changed=len(held.changed()),
        always=ALWAYS,
        history=[_history_row(each, people) for each in changes(programme)[:20]],
    )


def _row(setting: Setting, held: ProgrammeSettings) -> SettingRow:
    return SettingRow(
        setting.code.value,
        label(setting.code),
        str(SENTENCES[setting.code]),
        amount(held.value(setting.code), setting),
        amount(setting.default(held.kind), setting),
        held.is_changed(setting.code),
    )


@dataclass(frozen=True)
class HistoryRow:
    """One change of one setting, in words."""

    label: str
    old: str
    new: str
    who: str
    when: Any
    reason: str


def _history_row(change: ProgrammeSettingChange, people: Any) -> HistoryRow:
    setting = CATALOGUE[Code(change.code)]
    who = people.get(change.made_by or "")
    return HistoryRow(
        label(setting.code),
        _as_read(setting, change.old),
        _as_read(setting, change.new),
        who.full_name if who else _("at the machine"),
        change.made_at,
        change.reason,
    )


def _as_read(setting: Setting, stored: str) -> str:
    try:
        return amount(read_value(setting, stored), setting)
    except ValueError:  # a value that an earlier version of the product knew
        return stored


@bp.get("/programmes/<programme_id>/settings/<setting_code>")
@requires(Action.PROGRAMME_SEE, load=programme_of)
def setting(programme: Programme) -> Any:
    """Show one setting: what it does, its limits and its history; those who may change it do it here."""
    setting = _asked_for(programme)
    form, row = _form(setting, settings_of(programme)), stored_setting(programme, setting.code)
    form.seen.show(row.version if row else 0)
    return _setting_page(programme, setting, form)


@bp.post("/programmes/<programme_id>/settings/<setting_code>")
@requires(Action.PROGRAMME_CHANGE, load=programme_of)
def change_setting(programme: Programme) -> Any:
    """Change a setting."""
    setting, held = _asked_for(programme), settings_of(programme)
    form = _form(setting, held)
    answer = _change(programme, setting, held, form) if form.validate() else None
    return answer if answer is not None else (_setting_page(programme, setting, form), 422)


def _asked_for(programme: Programme) -> Setting:
    code = str((request.view_args or {})["setting_code"])
    if code not in frozenset(Code) or Code(code) not in settings_of(programme).all_values():
        abort(404)
    return CATALOGUE[Code(code)]


def _form(setting: Setting, held: ProgrammeSettings) -> SettingForm:
    value = held.value(setting.code)
    if setting.choices:
        form = ChoiceForm(data={"value": value})
        form.value.choices = choices_of((each, CHOICES[setting.code][each]) for each in setting.choices)
        form.value.label.text = label(setting.code)
        return form
    number = NumberForm(data={"value": "" if value is None else str(value), "no_limit": value is None})
    number.value.label.text = label(setting.code)
    return number


def _change(programme: Programme, setting: Setting, held: ProgrammeSettings, form: SettingForm) -> Any:
    """Set what was typed; return the answer, or None when the form goes back with what is wrong."""
    value = _typed(setting, form)
    if value == "?":
        form.value.errors = [*form.value.errors, str(REFUSALS[SettingRefusal.NOT_A_VALUE])]
        return None
    old = held.value(setting.code)
    found = actions.change_setting(
        actor_here().by,
        programme,
        setting.code,
        value,
        reason=form.reason.data or "",
        seen=form.seen.data,
        now=clock.now(),
    )
    if found.refusal is SettingRefusal.STALE:
        return _conflict(programme, setting, form, value)
    if found.refusal is not None:
        at = form.reason if found.refusal is SettingRefusal.REASON_WANTED else form.value
        smallest = smallest_gap(held.kind, allowed_among(gap_requests(programme)))
        at.errors = [*at.errors, refusal_sentence(setting, found, smallest)]
        return None
    _say_done(programme, setting, old, value)
    return redirect(url_for("programmes.settings", programme_id=programme.id), 303)


def _typed(setting: Setting, form: SettingForm) -> Value:
    """Return what was typed; "?" if it is no value of this setting."""
    none = isinstance(form, NumberForm) and setting.may_be_none and form.no_limit.data
    try:
        return read_value(setting, NONE_WORD if none else form.value.data or "")
    except ValueError:
        return "?"


def _say_done(programme: Programme, setting: Setting, old: Value, new: Value) -> None:
    if old == new:
        flash(_("Nothing was changed."), "wait")
        return
    said = _("%(setting)s: %(value)s.", setting=label(setting.code), value=amount(new, setting))
    if warns(setting, old):  # going back would need its reason again
        flash(said, "good")
        return
    row = stored_setting(programme, setting.code)
    flash_with_undo(
        said,
        url=url_for("programmes.change_setting", programme_id=programme.id, setting_code=setting.code.value),
        hidden={
            "value": "" if old is None else written(old),
            "no_limit": "y" if old is None else "",
            "seen": str(row.version if row else 0),
        },
    )


def _conflict(programme: Programme, setting: Setting, form: SettingForm, typed: Value) -> Any:
    row = stored_setting(programme, setting.code)
    form.seen.show(row.version if row else 0)
    last = next(iter(changes(programme, setting.code)), None)
    who = people_by_id(programme.school_id).get(last.made_by or "") if last else None
    now = settings_of(programme).value(setting.code)
    found = pages.conflict(
        who.name if who else None,
        [(label(setting.code), amount(now, setting), amount(typed, setting))],
    )
    return _setting_page(programme, setting, form, found), 409


def _said_of_gap(held: ProgrammeSettings) -> list[str]:
    smallest = smallest_gap(held.kind, None)
    if smallest is None:
        return []
    years = amount(smallest, CATALOGUE[Code.GAP_LEAST])
    return [_("Less than %(years)s is for the head to decide.", years=years)]


def _setting_page(programme: Programme, setting: Setting, form: SettingForm, conflict: Any = None) -> str:
    held, people = settings_of(programme), people_by_id(programme.school_id)
    is_gap = setting.code is Code.GAP_LEAST
    requests = gap_requests(programme) if is_gap else []
    value, default = held.value(setting.code), setting.default(held.kind)
    return render_template(
        "programme/setting.html",
        programme=programme,
        crumbs_here=pages.crumbs(
            programme, (_("Settings"), url_for("programmes.settings", programme_id=programme.id))
        ),
        setting=setting,
        row=_row(setting, held),
        form=form,
        conflict=conflict,
        limits=[*limits(setting), *_said_of_gap(held)] if is_gap else limits(setting),
        may_be_none=setting.may_be_none and not (is_gap and default is not None),
        basis=BASES[setting.basis],
        unit=UNITS[setting.unit] if setting.unit else "",
        hints=CHOICE_HINTS.get(setting.code, {}),
        warns=form.reason.errors or form.reason.data or warns(setting, value),
        warning=WARNINGS.get(setting.code, ""),
        default_form={
            "value": "" if default is None else written(default),
            "no_limit": "y" if default is None else "",
            "seen": form.seen.data,
        },
        history=[_history_row(each, people) for each in changes(programme, setting.code)],
        requests=requests,
        people=people,
        gap_states=GAP_STATES,
        may_ask=is_gap
        and smallest_gap(held.kind, None) not in (None, 0)
        and not any(each.state in (GapState.WAITING, GapState.ALLOWED) for each in requests),
    )
