"""A room's tablet: an adult's sign-in becomes the room's, and a student signs in beside it for one job.

The cookie holds the room's token under a key of its own, and the student's where Flask-Login looks for one. Each
change begins a new cookie: nothing of the person before is left in it, the form token included.
"""

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import login_user

from mentoring import clock, ids
from mentoring.access.guard import actor_here
from mentoring.audit.trail import By
from mentoring.people.actions import rooms
from mentoring.people.actions import sessions as actions
from mentoring.people.actions.sign_in import How, Refusal, start_session
from mentoring.people.device import device_name
from mentoring.people.models import StaffMember
from mentoring.people.queries import accounts, schools
from mentoring.people.queries.accounts import WayIn
from mentoring.people.views.identity import ROOM, RoomHere, SignedIn, room_here, session_behind_cookie, signed_in
from mentoring.people.views.sign_in import begin_cookie, cookie


def become_room(room_id: str, *, until_last_end_of: object = None) -> None:
    """Placeholder."""
