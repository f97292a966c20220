"""The pages about programmes: the list, one programme, its settings, week, adults and role descriptions."""

from mentoring.programme.views import adults, details, gap, overview, places, roles, settings, week
from mentoring.programme.views.pages import bp, register_navigation
from mentoring.programme.views.waiting import register_waiting

__all__ = [
    "adults",
    "bp",
    "details",
    "gap",
    "overview",
    "places",
    "register_navigation",
    "register_waiting",
    "roles",
    "settings",
    "week",
]
