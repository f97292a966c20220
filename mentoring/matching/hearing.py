"""What matching hears of the rooms below, and answers them: registered once, when the application is put together."""

from flask import Flask

from mentoring.joining.actions import telling as joining
from mentoring.matching import clockwork
from mentoring.matching.actions.breaking import hear_of_student, hear_of_two
from mentoring.matching.actions.meet_and_greet import forget_choices
from mentoring.matching.queries.near import near_student
from mentoring.matching.queries.pairings import has_pairing, with_live_pairing
from mentoring.people import bonds
from mentoring.programme.actions import telling as programme
from mentoring.raising.queries import near
from mentoring.roster.actions import telling as roster


def register(app: Flask) -> None:
    """Hear of pauses, stops, consents, closed programmes and of who is never paired; tell the worker.

    And say who has a live pairing, and who is near a student.
    """
    joining.register(app, hear_of_student)
    programme.register(app, forget_choices)
    joining.register_apart(app, hear_of_two)
    roster.register(app, hear_of_two)
    bonds.register(app, has_pairing)
    bonds.register_live_pairing(app, with_live_pairing)
    near.register(app, near_student)
    clockwork.register(app)
