"""The first visit: the code, the two ways on, the school step by step, and the guide that finishes it."""

from mentoring.people.views.setup import guide, steps, unlocking
from mentoring.people.views.setup.unlocking import bp

__all__ = ["bp", "guide", "steps", "unlocking"]
