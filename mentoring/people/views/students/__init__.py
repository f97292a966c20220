"""Pages about students: the list, one student, printed sign-in cards, and family among the staff."""

from mentoring.people.views.students import cards, family
from mentoring.people.views.students.pages import bp, register_navigation

__all__ = ["bp", "cards", "family", "register_navigation"]
