"""Pages of the roster: bring a file, look at it, take it; families, who is missing, and deleting a mistake."""

from mentoring.roster.rules.drafts import MOST_UPLOADED
from mentoring.roster.views import bringing, deleting, families, looking, missing, taking
from mentoring.roster.views.pages import PATH, bp
from mentoring.roster.views.waiting import register_waiting

__all__ = [
    "MOST_UPLOADED", "PATH", "bp", "bringing", "deleting", "families", "looking", "missing", "register_waiting",
    "taking",
]  # fmt: skip
