"""The shape of what is typed and picked on the way from a file to students."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.people import DateOrder, KeepBirth, Listed, Org
from mentoring.roster.wording import FIELDS, HINTS, KEEP_BIRTH, born_words
from mentoring.web.fields import choices_of


class BringForm(FlaskForm):
    """A file, and what is decided before anything of it is stored."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file."))],
        description=_l("CSV or XLSX, or a zip in the OneRoster or School Data Sync form. At most 20 MB."),
    )
    years = SelectMultipleField(
        _l("Year groups"),
        [DataRequired(_l("Choose at least one year group."))],
        description=_l("Only these are taken. Of all others nothing is stored, not even for a day."),
    )
    keep_birth = RadioField(
        _l("How much of birth dates to keep"),
        [InputRequired(_l("Choose how much to keep."))],
        choices=choices_of((each.value, KEEP_BIRTH[each]) for each in KeepBirth),
    )


class FamilyForm(FlaskForm):
    """Two students who are one family, by user name or by name."""

    one = StringField(
        _l("One student"),
        [InputRequired(_l("Write a user name, or the first and last name."))],
        description=_l("User name, or first and last name"),
        render_kw={"autocomplete": "off", "maxlength": 161},
    )
    other = StringField(
        _l("The other student"),
        [InputRequired(_l("Write a user name, or the first and last name."))],
        render_kw={"autocomplete": "off", "maxlength": 161},
    )


class DatesForm(FlaskForm):
    """In which order the file writes dates."""

    order = RadioField(
        _l("How does the file write it?"),
        [InputRequired(_l("Choose one. Look into the file if you are not sure."))],
    )


class TakeForm(FlaskForm):
    """What whoever takes a roster has seen."""

    seen = HiddenField()


def bring_form(years: Sequence[tuple[str, str]], in_use: Sequence[str]) -> BringForm:
    """Return the form for a file, with the country's years; those in use are ticked."""
    form = BringForm(data={"years": list(in_use)})
    form.years.choices = choices_of(years)
    return form


def dates_form(readings: Mapping[DateOrder, str]) -> DatesForm:
    """Return the question about dates, with what the example would mean either way."""
    form = DatesForm()
    form.order.choices = choices_of((order.value, words) for order, words in readings.items())
    return form


def columns_form(
    headers: Sequence[str], guess: Mapping[Field, int], examples: Mapping[str, str], *, with_birth: bool
) -> FlaskForm:
    """Return a form that asks for the column of each field that may be read, the guess chosen."""
    choices = choices_of(
        [("", _("not in this file")), *((str(at), header) for at, header in enumerate(headers))]
    )
    fields: dict[str, Any] = {}
    for field in Field:
        if field is Field.BORN and not with_birth:
            continue
        example = examples.get(field)
        hint = _("In the file: %(examples)s", examples=example) if example else HINTS.get(field, "")
        fields[field.value] = SelectField(FIELDS[field], choices=choices, default="", description=hint)
    made = type("ColumnsForm", (FlaskForm,), fields)
    return made(data={field.value: str(at) for field, at in guess.items()})


def chosen_columns(form: FlaskForm) -> dict[str, int]:
    """Return the places of the columns that were chosen, by field."""
    return {field.value: int(form[field.value].data) for field in Field if field in form and form[field].data}


def choices_form(
    twins: Sequence[Sequence[Listed]],
    orgs: Sequence[Org],
    picks: Mapping[str, list[int]],
    orgs_out: Sequence[int],
) -> FlaskForm:
    """Return a form that asks which of several rows is right, and which organisations to take."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for number, group in enumerate(twins):
        answers = [(str(place), _row_words(one)) for place, one in enumerate(group)]
        if not group[0].roster_id:
            answers.append(("all", _("They are different students: take them all")))
        answers.append(("none", _("Take none of them now")))
        name = f"{group[0].first_name} {group[0].last_name}"
        rows = ", ".join(str(one.row) for one in group)
        fields[f"twin_{number}"] = RadioField(
            _("%(name)s, rows %(rows)s", name=name, rows=rows), [Optional()], choices=choices_of(answers)
        )
        places = picks.get(str(number), [])
        one_of = str(places[0]) if places else "none"
        data[f"twin_{number}"] = "all" if len(places) > 1 else one_of
    if len(orgs) > 1:
        fields["orgs"] = SelectMultipleField(
            _("Take students of"), choices=choices_of((str(at), org.name) for at, org in enumerate(orgs))
        )
        data["orgs"] = [str(at) for at in range(len(orgs)) if at not in orgs_out]
    return type("ChoicesForm", (FlaskForm,), fields)(data=data)


def _row_words(one: Listed) -> str:
    told = [
        _("Row %(row)s", row=one.row),
        f"{one.first_name} {one.last_name}",
        one.year_given,
        one.form,
        born_words(one.born),
    ]
    return ", ".join(part for part in told if part)


def chosen_picks(form: FlaskForm, twins: Sequence[Sequence[Listed]]) -> dict[int, list[int]]:
    """Return the places of the rows that are right, by the number of their group."""
    picks: dict[int, list[int]] = {}
    for number, group in enumerate(twins):
        answer = form[f"twin_{number}"].data
        if answer == "all":
            picks[number] = list(range(len(group)))
        elif answer and answer.isdecimal():
            picks[number] = [int(answer)]
    return picks


def chosen_orgs_out(form: FlaskForm, orgs: Sequence[Org]) -> list[int]:
    """Return the places of the organisations that are not wanted."""
    if "orgs" not in form:
        return []
    return [at for at in range(len(orgs)) if str(at) not in (form["orgs"].data or [])]
