"""What is pressed on the board of groups."""

from wtforms import SelectMultipleField, StringField

from mentoring.matching.forms.board import SeenForm


class ApproveGroupsForm(SeenForm):
    """Which groups are approved: the ticked ones, by their first mentor, or all."""

    group = SelectMultipleField(validate_choice=False)
    which = StringField()
