"""What other settings would do: tried on a copy, before anybody saves them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.validators import AnyOf, DataRequired

from mentoring.access.guard import requires
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.matching.engine.answers import Objectives
from mentoring.matching.engine.facts import Problem
from mentoring.matching.forms.board import AskForm
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import Scene, problem_with, scene_of
from mentoring.matching.rules.board import MOST_AT_ONCE, fit_of
from mentoring.matching.views.board import HERE
from mentoring.matching.views.board_shared import board_crumb, crumbs, programme_by_two
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import fit_words
from mentoring.matching.wording.helps import listed
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import CATALOGUE, Code, Setting, Value, read_value, written
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.programme.wording.settings import amount, label
from mentoring.web.fields import choices_of

# The settings that say who may be paired, and how often.
TO_TRY = (Code.GAP_LEAST, Code.GAP_MOST, Code.MENTEES_PER_MENTOR)


@board_bp.get(f"{HERE}/what-if")
@requires(Action.BOARD_SEE, load=programme_by_two)
def what_if(programme: Programme) -> Any:
    """Try other settings: who would have a mentor, and who would not. Nothing is saved."""
    held = board_of(programme)
    scene = scene_of(programme, held)
    settings = [CATALOGUE[code] for code in TO_TRY if scene.settings.has(code)]
    form = _form(settings, scene.settings)
    is_sent = any(setting.code in request.args for setting in settings)
    wanted = _wanted(form, settings, scene.settings) if is_sent and form.validate() else {}
    result = None
    if wanted:
        other = replace(scene.settings, stored={**scene.settings.stored, **wanted})
        result = _result(scene, problem_with(scene, other, held))
    return render_template(
        "matching/what_if.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        form=form,
        fields=[form[setting.code] for setting in settings],
        is_as_now=is_sent and not wanted and not form.errors,
        result=result,
        to_change=[
            (label(code), url_for("programmes.setting", programme_id=programme.id, setting_code=code))
            for code in wanted
        ],
        is_for_head=_is_for_head(programme, wanted),
    ), 422 if form.errors else 200


def _form(settings: Sequence[Setting], now: ProgrammeSettings) -> AskForm:
    class TryForm(AskForm):
        pass

    wrong = _("Choose one of these.")
    for setting in settings:
        values: list[Value] = list(range(setting.least or 0, (setting.most or 0) + 1))
        choices = [
            (written(value), amount(value, setting)) for value in (None, *values)[not setting.may_be_none :]
        ]
        field = SelectField(
            label(setting.code),
            [DataRequired(wrong), AnyOf([value for value, _words in choices], wrong)],
            choices=choices_of(choices),
            default=written(now.value(setting.code)),
            validate_choice=False,
        )
        setattr(TryForm, setting.code, field)
    return TryForm(request.args if any(setting.code in request.args for setting in settings) else None)


def _wanted(form: AskForm, settings: Sequence[Setting], now: ProgrammeSettings) -> Mapping[Code, Value]:
    """Return the settings that were chosen differently."""
    chosen = {setting.code: read_value(setting, str(form[setting.code].data)) for setting in settings}
    return {code: value for code, value in chosen.items() if value != now.value(code)}


def _is_for_head(programme: Programme, wanted: Mapping[Code, Value]) -> bool:
    """Say whether one of them is a gap that only the head may allow."""
    default, least = (
        CATALOGUE[Code.GAP_LEAST].defaults.get(Kind(programme.kind)),
        wanted.get(Code.GAP_LEAST, 0),
    )
    asks = Code.GAP_LEAST in wanted
    return asks and isinstance(default, int) and (least is None or int(least) < default)


@dataclass(frozen=True)
class Result:
    """What is said of a try. rows: what is aimed for, now and then. sentences: who would have a mentor, and who not."""

    rows: Sequence[tuple[str, str, str]]
    sentences: Sequence[str]


def _result(scene: Scene, other: Problem) -> Result:
    from mentoring.matching.engine.tried import counted_only, tried

    is_small = len(scene.problem.mentors) * len(scene.problem.mentees) <= MOST_AT_ONCE
    found = (tried if is_small else counted_only)(scene.problem, other)
    all_of_them, (now, then) = len(scene.problem.mentees), found.matched
    some = _("%(some)s of %(all)s")
    rows = [
        (
            _("Children matched"),
            some % {"some": now, "all": all_of_them},
            some % {"some": then, "all": all_of_them},
        )
    ]
    if found.now is None or found.then is None:
        return Result(rows, [_("So large a programme is only counted here.")])
    rows.append((_("The weakest pairing"), _weakest(found.now), _weakest(found.then)))
    if now and then:
        rows.append((_("How well they fit, on average"), _average(found.now), _average(found.then)))
    said = [
        *_children(found.gained, scene.enrolled, is_gain=True),
        *_children(found.lost, scene.enrolled, is_gain=False),
    ]
    if found.others:
        said.append(
            ngettext(
                "%(num)d child would have another mentor than now.",
                "%(num)d children would have other mentors than now.",
                found.others,
            )
        )
    return Result(rows, said or [_("Nothing would be different.")])


def _weakest(reached: Objectives) -> str:
    return fit_words(fit_of(reached.floor)) if reached.floor is not None else _("nobody is matched")


def _average(reached: Objectives) -> str:
    return fit_words(fit_of(reached.total // reached.matched))


def _children(ids: Sequence[str], enrolled: Mapping[str, Enrolment], *, is_gain: bool) -> list[str]:
    names = listed(sorted(enrolled[each].student.name for each in ids), most=10)
    if not ids:
        return []
    if is_gain:
        return [
            ngettext(
                "%(num)d more child would have a mentor: %(names)s.",
                "%(num)d more children would have a mentor: %(names)s.",
                len(ids),
                names=names,
            )
        ]
    return [
        ngettext(
            "%(num)d child would have no mentor any more: %(names)s.",
            "%(num)d children would have no mentor any more: %(names)s.",
            len(ids),
            names=names,
        )
    ]
