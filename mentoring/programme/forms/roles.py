"""What is typed into a role description: its parts and its three check questions."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from mentoring.people.forms.school import VersionField
from mentoring.programme.rules.roles import QUESTIONS, Block, EditKind, Question, RoleText
from mentoring.programme.wording.roles import BLOCK_HINTS, BLOCKS, EDITS
from mentoring.web.fields import choices_of, trimmed

LONGEST = 2000  # characters of one part
LETTERS = ("a", "b", "c")


def _plain(value: str | None) -> str:
    """Return typed text with one kind of line end and nothing around it."""
    return "\n".join((value or "").replace("\r\n", "\n").replace("\r", "\n").strip().splitlines())


def _part(block: Block) -> TextAreaField:
    return TextAreaField(
        BLOCKS[block],
        [Length(max=LONGEST)],
        filters=[_plain],
        description=BLOCK_HINTS.get(block, ""),
    )


class RoleForm(FlaskForm):
    """All that a version says, and which kind of edit it is. Questions are added below, three alike."""

    what = _part(Block.WHAT)
    is_not = _part(Block.IS_NOT)
    listening = _part(Block.LISTENING)
    passing_on = _part(Block.PASSING_ON)
    meeting = _part(Block.MEETING)
    own_story = _part(Block.OWN_STORY)
    stopping = _part(Block.STOPPING)
    fine = _part(Block.FINE)
    not_fine = _part(Block.NOT_FINE)
    edit = RadioField(
        _l("Which kind of edit is this?"),
        [Optional()],
        choices=choices_of((kind.value, EDITS[kind]) for kind in (EditKind.CORRECTION, EditKind.CHANGE)),
        validate_choice=False,
    )
    seen = VersionField()

    def text(self) -> RoleText:
        """Return what was typed as the rules take it."""
        return RoleText(
            {block: self[block.value].data or "" for block in Block},
            tuple(self._question(number) for number in range(1, QUESTIONS + 1)),
        )

    def question_is_wrong(self, number: int) -> bool:
        """Say whether something is to be put right in a check question, so that it is shown open."""
        return any(field.errors for field in self if field.name.startswith(f"q{number}_"))

    def _question(self, number: int) -> Question:
        answers = [self[f"q{number}_{letter}"].data or "" for letter in LETTERS]
        right = self[f"q{number}_right"].data
        return Question(
            self[f"q{number}_asks"].data or "",
            tuple(answers),
            LETTERS.index(right) if right in LETTERS else -1,
            self[f"q{number}_why"].data or "",
        )

    @property
    def kind(self) -> EditKind | None:
        """Return which kind of edit was chosen, None for none."""
        kinds = (EditKind.CORRECTION, EditKind.CHANGE)
        return next((kind for kind in kinds if kind == self.edit.data), None)


for _number in range(1, QUESTIONS + 1):
    setattr(
        RoleForm,
        f"q{_number}_asks",
        StringField(_l("Question"), [Length(max=300)], filters=[trimmed]),
    )
    for _letter in LETTERS:
        setattr(
            RoleForm,
            f"q{_number}_{_letter}",
            StringField(
                _l("Answer %(letter)s", letter=_letter.upper()), [Length(max=300)], filters=[trimmed]
            ),
        )
    setattr(
        RoleForm,
        f"q{_number}_right",
        RadioField(
            _l("The right one"),
            [Optional()],
            choices=choices_of((each, each.upper()) for each in LETTERS),
            validate_choice=False,
        ),
    )
    setattr(RoleForm, f"q{_number}_why", TextAreaField(_l("Why"), [Length(max=400)], filters=[trimmed]))


def as_typed(text: RoleText) -> dict[str, str]:
    """Return a version as the form's data."""
    data = {block.value: words for block, words in text.blocks.items()}
    for number, question in enumerate(text.questions, 1):
        data |= {f"q{number}_asks": question.asks, f"q{number}_why": question.why}
        data |= {
            f"q{number}_{letter}": answer for letter, answer in zip(LETTERS, question.answers, strict=False)
        }
        data[f"q{number}_right"] = LETTERS[question.right]
    return data
