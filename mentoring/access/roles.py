"""The roles that an account may hold."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a school. A student is mentor or mentee by enrolment, not by account."""

    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    DEPUTY = "deputy"
    HEAD = "head"
    STAND_IN = "stand_in"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"
    STUDENT = "student"
    ROOM = (
        "room"  # a tablet that an adult opened for a room: never granted, and all that such a sign-in holds
    )


STAFF_ROLES = tuple(role for role in Role if role not in (Role.STUDENT, Role.ROOM))

# Granted, ended and reset only by another holder of one of these, or at first set-up.
SAFEGUARDING_ROLES = frozenset({Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR})
