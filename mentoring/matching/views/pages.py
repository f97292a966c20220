"""What the pages of matching share: their blueprints, and where they stand."""

from flask import Blueprint, Flask

from mentoring.matching import models as models
from mentoring.web import navigation

board_bp = Blueprint("matching", __name__)
staff_bp = Blueprint("pairings", __name__)
own_bp = Blueprint("partner", __name__)


def register_navigation(app: Flask) -> None:
    """Let the board stand under Programmes, and the pairings."""
    navigation.belongs(app, "matching", "programmes")
