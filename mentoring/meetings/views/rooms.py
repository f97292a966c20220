"""A tablet in the room: an adult opens it, takes the register, each child has a turn. Nothing else is open there."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.meetings.actions import rooms as actions
from mentoring.meetings.actions.register import take_register
from mentoring.meetings.forms.rooms import (
    CloseRoom,
    Register,
    TurnWithPictures,
    TurnWithWords,
    register_form,
)
from mentoring.meetings.models import Meeting, RoomSession
from mentoring.meetings.queries import rooms as queries
from mentoring.meetings.queries.jobs import StudentsJob
from mentoring.meetings.queries.rooms import Child, RegisterTime
from mentoring.meetings.rules.faces import Step
from mentoring.meetings.rules.jobs import Job
from mentoring.meetings.views.pages import room_bp as bp
from mentoring.meetings.wording.rooms import refusal_sentence
from mentoring.people import throttling
from mentoring.people.actions.sign_in import How
from mentoring.people.queries import accounts
from mentoring.people.queries.accounts import Place, WayIn
from mentoring.people.rules.passphrases import uses_pictures
from mentoring.people.rules.rooms import open_until
from mentoring.people.throttling import Answer
from mentoring.people.views import identity, rooms
from mentoring.people.views.identity import RoomHere, school_here
from mentoring.people.views.sign_in import wait_words, wrong_words
from mentoring.web.addresses import local_path

WORDS, PICTURES = "words", "pictures"  # what is on a card


# Opening


@bp.get("/room/open")
@requires(Action.ROOM_OPEN)
def choose() -> Any:
    """Show the places that this adult may open today."""
    return render_template("meetings/room_open.html", places=_places_today())


@bp.post("/room/open")
@requires(Action.ROOM_OPEN)
def open_room() -> Any:
    """Make this browser the tablet of a room."""
    wanted = request.form.get("place")
    place = next((each for each in _places_today() if each.place.id == wanted), None)
    if place is None:
        flash(_("That room has no meetings for you today. Choose another one."), "wait")
        return redirect(url_for("room.choose"), 303)
    actor, now, zone = actor_here(), clock.now(), school_here().zone
    opened = actions.open_room(
        actor.by,
        actor.school_id,
        place.place.id,
        clock.local(now, zone).date(),
        session_id=actor.session_id,
        now=now,
    )
    rooms.become_room(opened.id, until=open_until(place.last_end, now, clock.next_midnight(now, zone)))
    return redirect(url_for("room.overview"), 303)


def _places_today() -> Any:
    actor = actor_here()
    today = clock.today(school_here().zone)
    return queries.places_today(
        actor.school_id, actor.person_id, today, sees_all=actor.holds(Role.COORDINATOR)
    )


# The room


@bp.get("/room")
@requires(Action.ROOM_USE)
def overview() -> Any:
    """Show the room: the register, and whose turn it is."""
    opened, meetings, meets = _opened(), _meetings(), _meets()
    place = next((each.place.name for each in (*meetings, *meets)), None)
    return render_template(
        "meetings/room.html",
        place=place,
        adult=_room().adult.name,
        day=opened.day,
        registers=queries.registers_of(meetings),
        children=queries.children_in(meetings, clock.now(), meets),
    )


def _room() -> RoomHere:
    room = identity.room_here()
    assert room is not None  # the guard let nobody else in
    return room


def _opened() -> RoomSession:
    room = _room()
    opened = queries.room(room.school.id, room.room_id)
    assert opened is not None
    return opened


def _meetings() -> Any:
    return queries.meetings_in(_opened(), sees_all=Role.COORDINATOR in _room().adult.roles)


def _meets() -> Any:
    return queries.meets_in(_opened(), sees_all=Role.COORDINATOR in _room().adult.roles)


# The register


@bp.get("/room/register")
@requires(Action.ROOM_USE)
def register() -> Any:
    """Ask of each child whether they are here."""
    return _register_page([(each, _form_of(each, None)) for each in queries.registers_of(_meetings())])


@bp.post("/room/register")
@requires(Action.ROOM_USE, late=True)
def take() -> Any:
    """Keep the register of one time. To change one that was taken, the adult's password is asked for."""
    sent = request.form.get("time", "")
    forms = [(each, _form_of(each, sent)) for each in queries.registers_of(_meetings())]
    found = [(each, form) for each, form in forms if each.key == sent]
    way, school_id = _adults_way_in(), actor_here().school_id
    transaction.rollback()  # what follows may take the time of a hash
    if not found:  # called off since the page was shown
        return redirect(url_for("room.register"), 303)
    ((each, form),) = found
    if not form.validate():
        return _register_page(forms), 422
    if each.is_locked:
        status = _status_of_adult(way, school_id, form)
        if status is not None:
            return _register_page(forms), status
    return _take(sent, form)


def _take(sent: str, form: Register) -> Any:
    transaction.begin(writes=True)
    meetings: list[Meeting] = [
        meeting for each in queries.registers_of(_meetings()) for meeting in each.meetings if each.key == sent
    ]
    came = {
        (meeting.id, student_id): form.said.get(student_id, "")
        for meeting in meetings
        for student_id in meeting.pairing.student_ids
    }
    refusal = take_register(actor_here().by, meetings, came, now=clock.now())
    if refusal is not None:
        transaction.rollback()
        flash(refusal_sentence(refusal), "wait")
        return redirect(url_for("room.register"), 303)
    flash(_("The register is taken."), "good")
    return redirect(url_for("room.overview"), 303)


def _form_of(each: RegisterTime, sent: str | None) -> Register:
    return register_form(
        each.names, each.said, prefix=f"t{each.key}-", taken=each.is_locked, sent=each.key == sent
    )


def _register_page(forms: list[tuple[RegisterTime, Register]]) -> str:
    return render_template("meetings/room_register.html", forms=forms)


def _adults_way_in() -> WayIn:
    return accounts.way_in_for_staff(_room().session.account_id)


def _status_of_adult(way: WayIn, school_id: str, form: Any) -> int | None:
    """Return None if the adult's password was given, else how the page is answered; its sentence is on the form."""
    answer = rooms.ask_adult(way, form.password.data or "")
    if answer.right:
        return None
    form.password.data = None
    if answer.wait is not None:
        form.password.errors = [wait_words(answer.wait)]
        return 429
    with transaction.aside():
        rooms.note_wrong(way, school_id)
    form.password.errors = [_("That is not the password of the adult who opened the room.")]
    return 422


# A turn


def _child(_school_id: str, student_id: str) -> Child | None:
    """Load a child of the room; on no tablet there is none."""
    if identity.room_here() is None:
        return None
    children = queries.children_in(_meetings(), clock.now(), _meets())
    return next((each for each in children if each.student.id == student_id), None)


@bp.get("/room/turn/<student_id>")
@requires(Action.ROOM_USE, load=_child)
def turn(child: Child) -> Any:
    """Ask a child for the secret on their card."""
    if child.job is None:
        return _no_turn(child)
    card = _card_of(child)
    form = TurnWithPictures() if card == PICTURES else TurnWithWords()
    form.next.data = _kept(request.args.get("next"))
    return _turn_page(form, child.name, child.student.id, card)


@bp.post("/room/turn/<student_id>")
@requires(Action.ROOM_USE, load=_child, late=True)
def begin_turn(child: Child) -> Any:
    """Let a child in for their one job."""
    if child.job is None:
        return _no_turn(child)
    card, job, name, student_id = _card_of(child), child.job, child.name, child.student.id
    school_id, room = child.school_id, _room()
    way = accounts.way_in_for_student(school_id, child.student.user_name)
    onward = _page_of(job)
    transaction.rollback()  # what follows takes the time of a hash
    form = TurnWithPictures() if card == PICTURES else TurnWithWords()
    how = How.PICTURES if card == PICTURES else How.PASSPHRASE
    if not form.validate():
        return _turn_page(form, name, student_id, card), 422
    address = request.remote_addr or ""
    answer = throttling.ask_secret(way.key, way.secret_hash, form.secret, address=address, now=clock.now())
    if answer.right:
        transaction.begin(writes=True)
        if rooms.begin_turn(room, way, how=how, job_id=job.meeting_id):
            return redirect(_kept(form.next.data) or onward, 303)
        transaction.rollback()
    return _turn_refused(form, (name, student_id, card), answer, way, school_id, how)


def _page_of(job: StudentsJob) -> str:
    """Return where a job is done: a page of the student's own."""
    if job.job is Job.CHOOSE:
        return url_for("partner.choose", guest_id=job.meeting_id)
    if job.job is Job.FACES:
        return url_for("my_meetings.how", meeting_id=job.meeting_id, step=Step.HOW.value)
    return url_for("my_meetings.write_up", meeting_id=job.meeting_id)


def _turn_refused(
    form: Any, page: tuple[str, str, str], answer: Answer, way: WayIn, school_id: str, how: How
) -> Any:
    form.forget_secret()
    if answer.wait is not None:
        form.form_errors = [wait_words(answer.wait)]
        response = make_response(_turn_page(form, *page), 429)
        response.headers["Retry-After"] = str(int(answer.wait.total_seconds()))
        return response
    with transaction.aside():
        rooms.note_wrong(way, school_id)
    form.form_errors = [wrong_words(how)]
    return _turn_page(form, *page), 422


def _no_turn(child: Child) -> Any:
    flash(_("There is nothing to do for %(name)s just now.", name=child.name), "info")
    return redirect(url_for("room.overview"), 303)


def _card_of(child: Child) -> str:
    """Return what is on the child's card: as they say, else as their school year has it."""
    asked = request.args.get("card")
    if asked in (WORDS, PICTURES):
        return asked
    return PICTURES if uses_pictures(_room().school.country, child.student.year) else WORDS


def _kept(wanted: str | None) -> str:
    """Return the address of words that were kept for the child, if it is one; a turn leads nowhere else."""
    kept = url_for("sessions.kept", kept_id="-").removesuffix("-")
    path = local_path(wanted, "")
    return path if path.startswith(kept) else ""


def _turn_page(form: Any, name: str, student_id: str, card: str) -> str:
    other = WORDS if card == PICTURES else PICTURES
    return render_template(
        "meetings/room_turn.html",
        form=form,
        name=name,
        with_pictures=card == PICTURES,
        action=url_for("room.begin_turn", student_id=student_id, card=card),
        other_url=url_for("room.turn", student_id=student_id, card=other, next=form.next.data or None),
    )


def _turn_here(school_id: str) -> RoomSession | None:
    """Load the room in which the student who asks has a turn."""
    here = identity.signed_in()
    room_id = here.session.room_id if here is not None else None
    return queries.room(school_id, room_id) if room_id else None


@bp.get("/room/you")
@requires(Action.ROOM_TURN, load=_turn_here)
def turn_here(_opened: RoomSession) -> Any:
    """Show a child who is signed in on the tablet the way on, and the way out."""
    here = identity.signed_in()
    assert here is not None  # the guard let nobody else in
    sees_all = Role.COORDINATOR in _room().adult.roles
    meetings, meets = (find(_opened, sees_all=sees_all) for find in (queries.meetings_in, queries.meets_in))
    children = queries.children_in(meetings, clock.now(), meets)
    mine = next((each.job for each in children if each.student.id == here.person.id), None)
    is_open = mine is not None and mine.meeting_id == here.session.job_id
    onward = _page_of(mine) if mine is not None and is_open else None
    return render_template("meetings/room_you.html", name=here.person.first_name, onward=onward)


# Closing


@bp.get("/room/close")
@requires(Action.ROOM_USE)
def close() -> Any:
    """Ask for the adult's password, to go on as staff."""
    return render_template("meetings/room_close.html", form=CloseRoom(), adult=_room().adult.name)


@bp.post("/room/close")
@requires(Action.ROOM_USE, late=True)
def close_to_go_on() -> Any:
    """Close the room and go on as staff: a new sign-in, with the password."""
    form, room, actor = CloseRoom(), _room(), actor_here()
    way, adult = _adults_way_in(), room.adult.name
    transaction.rollback()  # what follows takes the time of a hash
    if not form.validate():
        return render_template("meetings/room_close.html", form=form, adult=adult), 422
    status = _status_of_adult(way, actor.school_id, form)
    if status is not None:
        return render_template("meetings/room_close.html", form=form, adult=adult), status
    transaction.begin(writes=True)
    actions.close_room(actor.by, _opened(), now=clock.now())
    if rooms.sign_in_as_staff(way, Place(actor.school_id, actor.person_id)):
        return redirect(url_for("home.today"), 303)
    transaction.rollback()
    return redirect(url_for("room.close"), 303)


@bp.post("/room/close/sign-out")
@requires(Action.ROOM_USE)
def close_and_sign_out() -> Any:
    """Close the room without the password: then nobody is signed in here."""
    actions.close_room(actor_here().by, _opened(), now=clock.now())
    rooms.close_cookie()
    flash(_("The room is closed. Nobody is signed in on this tablet."), "good")
    return redirect(url_for("home.start"), 303)
