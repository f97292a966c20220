"""What is typed about many students at once: whom to ask, what tutors answer, and decisions in a round."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from mentoring.ids import token_hash
from mentoring.joining.forms.staff import REASON
from mentoring.joining.rules.suitability import StaffRefusal
from mentoring.joining.wording.staff import VERDICTS, VIEWS, staff_sentence
from mentoring.people.forms.school import DayField, VersionField
from mentoring.web.fields import choices_of, trimmed


class Several:
    """Forms that are sent as one: their fields, and what is wrong in any of them."""

    def __init__(self, *forms: Form) -> None:
        self.forms, self.form_errors = forms, list[str]()

    def __iter__(self) -> Iterator[Field]:
        for form in self.forms:
            yield from form

    @property
    def errors(self) -> Mapping[str, Any]:
        """Return what is wrong, by the whole name of the field."""
        wrong = {f.name: f.errors for f in self if f.errors}
        return {**wrong, "": self.form_errors} if self.form_errors else wrong


class PartForm(FlaskForm):
    """A part of a form that has its token once."""

    class Meta(FlaskForm.Meta):
        """No token of its own."""

        csrf = False


class GroupForm(PartForm):
    """Whom to ask about one form's students."""

    who = StringField(_l("Tutor or head of year"), [Optional(), Length(max=80)], filters=[trimmed])


def group_form(form_class: str, *, who: str | None = None) -> GroupForm:
    """Return the part about one form, as it was sent, or fresh with `who`. Its name does not change with the list."""
    prefix = f"form-{token_hash(form_class)[:8]}-"
    return (
        GroupForm(prefix=prefix)
        if who is None
        else GroupForm(formdata=None, prefix=prefix, data={"who": who})
    )


class ViewRow(PartForm):
    """A tutor's view of one student, among others."""

    answer = RadioField(_l("Your view"), [Optional()], choices=choices_of(VIEWS.items()))
    words = TextAreaField(_l("In two lines, why"), [Optional(), Length(max=300)])

    def lacks_answer(self) -> bool:
        """Say whether there are words and no answer, and note it."""
        if not self.words.data or not self.words.data.strip() or self.answer.data:
            return False
        self.answer.errors = [*self.answer.errors, staff_sentence(StaffRefusal.ANSWER_WANTED)]
        return True


class PaperListForm(FlaskForm):
    """Whose answers are on a paper list, and of which day."""

    who = StringField(
        _l("Whose answers"),
        [DataRequired(_l("Write whose answers they are.")), Length(max=80)],
        filters=[trimmed],
    )
    day = DayField(_l("On"), [InputRequired(_l("On which day?"))])


class DecideRow(PartForm):
    """A decision about one student, among others: after which decision it comes, and which view was read."""

    verdict = RadioField(_l("Suitable?"), [Optional()], choices=choices_of(VERDICTS.items()))
    reasons = TextAreaField(_l("Why"), [Optional(), Length(max=REASON)])
    knew = VersionField()
    after = VersionField()


class SharedForm(FlaskForm):
    """One reason for every yes that has none of its own."""

    shared = TextAreaField(_l("One reason for every “yes” without its own"), [Optional(), Length(max=REASON)])


def show_anew(field: VersionField, number: int) -> None:
    """Let a hidden number say what is on the page now, whatever was sent."""
    field.data, field.raw_data = number, None


def all_valid(forms: Sequence[Form]) -> bool:
    """Judge every form, not only until the first that is wrong."""
    valid = [form.validate() for form in forms]
    return all(valid)
