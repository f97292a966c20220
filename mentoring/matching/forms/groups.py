"""What is pressed on the board of groups."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Regexp

from mentoring.matching.forms.board import ID, SeenForm


class ApproveGroupsForm(SeenForm):
    """Which groups are approved: the ticked ones, by their first mentor, or all."""

    group = SelectMultipleField(validate_choice=False)
    which = StringField()


class GroupForm(SeenForm):
    """A button about one group, by its first mentor."""

    one = StringField(validators=[InputRequired(), Regexp(f"^{ID}$")])


class MoveForm(SeenForm):
    """Another group for a child."""

    group = RadioField(_l("Group"), [InputRequired(_l("Choose a group."))], validate_choice=False)
