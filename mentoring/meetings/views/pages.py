"""What the pages of meetings share: their blueprints, and where they stand."""

from flask import Blueprint, Flask

from mentoring.meetings import models as models

staff_bp = Blueprint("meetings", __name__)
own_bp = Blueprint("my_meetings", __name__)
room_bp = Blueprint("room", __name__)
check_ins_bp = Blueprint("check_ins", __name__)
asks_bp = Blueprint("asks", __name__)


def register_navigation(app: Flask) -> None:
    """Put the words of this room on the rail."""
