"""Pages about the school: itself, its sites, their supervised hours and dates."""

from mentoring.people.views.school import calendar, hours, overview, sites
from mentoring.people.views.school.pages import bp, register_navigation

__all__ = ["bp", "calendar", "hours", "overview", "register_navigation", "sites"]
