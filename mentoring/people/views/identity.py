"""Who is here: the guard's and the frame's answers, from the session table behind the cookie."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, current_app, g, has_request_context, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import UserMixin, current_user
from sqlalchemy.exc import DBAPIError

from mentoring import clock, transaction
from mentoring.access import guard
from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all
from mentoring.access.roles import Role
from mentoring.audit import trail
from mentoring.audit.events import CONCERN_REFUSED
from mentoring.extensions import db, login
from mentoring.jobs.mail import is_set_up
from mentoring.people.actions import rooms
from mentoring.people.actions.account import THEMES
from mentoring.people.models import School, SignInSession, StaffMember, Student
from mentoring.people.queries import accounts, schools, sessions
from mentoring.people.rules.rooms import TURN_IDLE
from mentoring.people.views import asking, told
from mentoring.web.addresses import absolute
from mentoring.web.errors import log
from mentoring.web.navigation import links_for
from mentoring.web.shell import Frame

TOUCH_EVERY = timedelta(minutes=1)
THEME_COOKIE = "theme"  # light or dark on pages before signing in
FRESH = timedelta(minutes=15)  # how old a second factor may be when a concern is opened
ROOM = (
    "room"  # in the signed cookie: the token of a room's tablet, beside that of the student whose turn it is
)
# Where a person without a second factor must be able to go, to get one or to leave.
BEFORE_SECOND_FACTOR = frozenset({"second_factor", "passkeys", "sessions.report", "account.choose_theme"})
MAY_BE_LEFT = frozenset({"room.overview", "sessions.neutral"})  # of a room's tablet
WHERE_ALERTS_SHOW = frozenset({"home.today", "desk.inbox", "school.overview"})


class SignedIn(UserMixin):
    """The session behind the cookie, its person and school. The cookie holds the token, not the account."""

    def __init__(
        self, token: str, session: SignInSession, person: StaffMember | Student, school: School
    ) -> None:
        self.token = token
        self.session = session
        self.person = person
        self.school = school

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the signed cookie."""
        return self.token


@dataclass(frozen=True)
class RoomHere:
    """A room's tablet: the sign-in that opened it, whose it was, and the school. Nobody is signed in by it."""

    token: str
    session: SignInSession
    adult: StaffMember
    school: School

    @property
    def room_id(self) -> str:
        """Return the id of the room that is open here."""
        assert self.session.room_id is not None
        return self.session.room_id


def init_app(app: Flask) -> None:
    """Let Flask-Login and the guard ask this module."""
    login.user_loader(_signed_in)
    hooks = guard.Hooks(
        _actor, ask_to_sign_in, _ask_more, _refused, lambda: room_here() is not None, back_to_the_room
    )
    guard.install(app, hooks)
    app.after_request(_note_last_seen)


def signed_in() -> SignedIn | None:
    """Return who is behind the cookie, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def room_here() -> RoomHere | None:
    """Return the room that is open on this tablet, or None. A student whose turn it is may be signed in beside it."""
    if "room_here" not in g:
        g.room_here = _room_in_cookie()
    return cast("RoomHere | None", g.room_here)


def _room_in_cookie() -> RoomHere | None:
    token = cookie.get(ROOM)
    session = sessions.session_of_token(token) if token else None
    if token is None or session is None or not session.is_room:
        return None
    g.session_of_room = session
    if not sessions.is_live(session, clock.now()):
        return None
    place = accounts.Place(session.school_id, session.person_id)
    adult, school = (
        accounts.person_at(session.account_id, place, is_student=False),
        schools.school(session.school_id),
    )
    if not isinstance(adult, StaffMember) or school is None or not _may_open_a_room(session, adult):
        return None
    _touch_later(session)
    return RoomHere(token, session, adult, school)


def _may_open_a_room(session: SignInSession, adult: StaffMember) -> bool:
    as_staff = Actor(session.account_id, session.school_id, adult.id, session.id, adult.roles)
    return may_at_all(as_staff, Action.ROOM_OPEN)  # a role that was taken away meanwhile closes the room


def own_staff(_school_id: str) -> StaffMember | None:
    """Return whoever asks, if they are staff: to load the record of a page that students do not have."""
    here = signed_in()
    return here.person if here is not None and isinstance(here.person, StaffMember) else None


def school_here() -> School:
    """Return the school of whoever asks, in a view that `requires` something."""
    here = signed_in() or room_here()
    assert here is not None  # the guard let nobody else in
    return here.school


def session_behind_cookie() -> SignInSession | None:
    """Return the cookie's session even when it has ended or idled away, to keep words for its account."""
    _ = current_user.is_authenticated, room_here()
    found: SignInSession | None = g.get("session_behind_cookie") or g.get("session_of_room")
    return found


def _signed_in(token: str) -> SignedIn | None:
    session = sessions.session_of_token(token)
    g.session_behind_cookie = session
    if session is None or session.is_room or not sessions.is_live(session, clock.now()):
        return None
    if session.room_id and ((room := room_here()) is None or room.room_id != session.room_id):
        return None  # a turn is over with its room
    place = accounts.Place(session.school_id, session.person_id)
    person = accounts.person_at(session.account_id, place, is_student=session.is_student)
    school = schools.school(session.school_id)
    if person is None or school is None:
        return None
    _touch_later(session)
    return SignedIn(token, session, person, school)


def _touch_later(session: SignInSession) -> None:
    if clock.now() - session.last_seen_at >= TOUCH_EVERY:
        g.setdefault("touch", set()).add(session.id)


def _actor() -> Actor | None:
    here = signed_in()
    if here is None:
        room = room_here()
        return _room_as_actor(room) if room is not None else None
    roles = frozenset({Role.STUDENT}) if isinstance(here.person, Student) else here.person.roles
    return Actor(
        account_id=here.session.account_id,
        school_id=here.session.school_id,
        person_id=here.session.person_id,
        session_id=here.session.id,
        roles=roles,
        second_factor_at=here.session.second_factor_at,
        room_id=here.session.room_id,
        job_id=here.session.job_id,
    )


def _room_as_actor(room: RoomHere) -> Actor:
    """Return the adult who opened the room, with nothing of what they may do elsewhere."""
    return Actor(
        account_id=room.session.account_id,
        school_id=room.session.school_id,
        person_id=room.adult.id,
        session_id=room.session.id,
        roles=frozenset({Role.ROOM}),
        room_id=room.room_id,
    )


def _note_last_seen(response: Response) -> Response:
    if not (touched := g.get("touch")):
        return response
    if transaction.is_open():
        transaction.rollback()  # a read that was answered early, by an error page
    try:
        _touch(touched)
    except DBAPIError as problem:  # a full disk: the page itself is worth more than the time it was read
        log(problem)
    return response


def _touch(session_ids: set[str]) -> None:
    with transaction.aside():
        now = clock.now()
        for session_id in sorted(session_ids):
            session = db.session.get(SignInSession, session_id)
            if session is None or session.ended_at is not None:
                continue
            if session.is_room and (school := schools.school(session.school_id)):
                rooms.use_room(session, midnight=clock.next_midnight(now, school.zone), now=now)
            session.last_seen_at = now


def second_factor_wanted(here: SignedIn) -> bool:
    """Say whether this person must pass a second factor: lead, deputy, head and chair always, others by setting."""
    if isinstance(here.person, Student):
        return False
    if here.person.is_safeguarding or here.school.second_factor_for_all_staff:
        return True
    return bool(here.session.account.second_factor_wanted)


def second_factor_missing(here: SignedIn) -> bool:
    """Say whether this sign-in still lacks its second factor."""
    return here.session.second_factor_at is None and second_factor_wanted(here)


def _ask_more(actor: Actor, access: guard.Access) -> Any:
    here = signed_in()
    endpoint = request.endpoint or ""
    if here is None or endpoint in BEFORE_SECOND_FACTOR or endpoint.split(".")[0] in BEFORE_SECOND_FACTOR:
        return None
    passed_at = actor.second_factor_at
    stale = access.fresh and (passed_at is None or clock.now() - passed_at > FRESH)
    if second_factor_wanted(here) and (passed_at is None or stale):
        return asking.for_second_factor(actor.account_id)
    return None


def _refused(actor: Actor, action: Action, record: Any) -> None:
    """Record a refused attempt at a concern that exists, in a transaction of its own."""
    if record is None or not action.startswith(("concern:", "hold:")) or record.school_id != actor.school_id:
        return
    subject = getattr(record, "concern_id", record.id)
    transaction.rollback()
    with transaction.aside():
        trail.record(
            CONCERN_REFUSED,
            clock.now(),
            school_id=actor.school_id,
            by=actor.by,
            subject_id=subject,
            action=action.value,
        )


def frame() -> Frame:
    """Return the frame of this page."""
    here = signed_in() if has_request_context() else None
    room = room_here() if has_request_context() else None
    if room is not None:
        return _frame_of_room(room, here)
    if here is None:
        school = schools.only_school()
        return Frame(
            school_name=school.name if school else None,
            theme=_theme_in_cookie(),
            zone=school.zone if school else "UTC",
            public_address=absolute(""),
        )
    student = isinstance(here.person, Student)
    sign_in = "sign_in.student" if student else "sign_in.staff"
    rail = not student and not second_factor_missing(
        here
    )  # the rail counts what only the second factor opens
    return Frame(
        manner="young" if student else "staff",
        school_name=here.school.name,
        person_name=here.person.first_name if student else here.person.name,
        signed_in=True,
        sign_in_url=url_for(sign_in, school=here.school.code if student else None),
        theme=here.session.account.theme,
        idle_seconds=_seconds_left(here.session),
        account_url=url_for("account.overview"),
        help_url=url_for("help.overview") if rail else None,
        nav=links_for(guard.current_actor()) if rail else [],
        notices=notices(here) if rail else [],
        without_mail=_without_mail(here) if rail else None,
        zone=here.school.zone,
        setup_finished=here.school.setup_finished_at is not None,
        public_address=absolute(""),
    )


def _frame_of_room(room: RoomHere, turn: SignedIn | None) -> Frame:
    """Return the frame on a room's tablet: no way to anywhere but the room and the door."""
    return Frame(
        manner="young",
        school_name=room.school.name,
        person_name=turn.person.first_name if turn else None,
        signed_in=turn is not None,
        in_room=True,
        sign_in_url=url_for("room.overview"),
        home_url=url_for("room.overview"),
        theme=turn.session.account.theme if turn else _theme_in_cookie(),
        idle_seconds=_seconds_left(turn.session) if turn else _seconds_for_nobody(),
        zone=room.school.zone,
        public_address=absolute(""),
    )


def _seconds_for_nobody() -> int | None:
    # A worry that is half written, or three words to keep, must not wait for the next child. The room itself may.
    return None if request.endpoint in MAY_BE_LEFT else int(TURN_IDLE.total_seconds())


def show_school(school: School) -> None:
    """Let the frame be that school's for somebody who is not signed in: its name, and its clock."""
    g.frame = replace(frame(), school_name=school.name, zone=school.zone)


def _seconds_left(session: SignInSession) -> int:
    # Last-seen is written once a minute at most, so the idle time may have begun a little before this page.
    seen = clock.now() if session.id in g.get("touch", ()) else session.last_seen_at
    return int((seen + sessions.idle_time(session) - clock.now()).total_seconds())


def _theme_in_cookie() -> str:
    chosen = request.cookies.get(THEME_COOKIE, "auto") if has_request_context() else "auto"
    return chosen if chosen in THEMES else "auto"


def notices(here: SignedIn) -> list[str]:
    """Return the standing notices for staff: what does not work yet and who can mend it; who was reset."""
    if not isinstance(here.person, StaffMember):
        return []
    return told.of_resets(here.person, clock.now())


def _without_mail(here: SignedIn) -> str | None:
    """Return, on the pages where alerts show, that they show nowhere else while there is no mail."""
    if not isinstance(here.person, StaffMember) or request.endpoint not in WHERE_ALERTS_SHOW:
        return None
    if is_set_up(current_app.extensions["settings"]):
        return None
    if here.person.is_safeguarding:
        return _("Mail is not set up, so alerts show only here. Your administrator can set it up.")
    if (
        Role.ADMINISTRATOR in here.person.roles and request.endpoint != "home.today"
    ):  # there it has its own row
        return _("Mail is not set up, so alerts show only on these pages. Set MAIL_URL and MAIL_FROM.")
    return None


def ask_to_sign_in() -> Any:
    """Answer somebody who is not signed in: the sign-in page, with the way back and without losing a word."""
    return asking.for_sign_in(session_behind_cookie())


def back_to_the_room() -> Any:
    """Answer on a room's tablet whoever asks for something that is not open there."""
    return asking.for_the_room(signed_in() is not None, session_behind_cookie())
