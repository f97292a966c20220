"""A mentor writes up a meeting: one page, kept whatever is in it; a worry goes on through the door."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock, ids
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.views.pages import me
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import pairing
from mentoring.matching.rules.life import RUNNING, State
from mentoring.meetings.actions import write_ups as actions
from mentoring.meetings.actions.write_ups import AnotherDay, Typed, Written
from mentoring.meetings.forms.young import AnotherDayForm, WriteUpForm
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.own import (
    as_students_see,
    begun_meetings,
    first_names,
    minutes_of,
    own_meeting,
    partners,
)
from mentoring.meetings.queries.write_ups import MAY_HAVE_BEEN, notes_of, write_ups_by
from mentoring.meetings.rules.write_ups import Did, Helped, Outside, WhoCame, WriteUpRefusal
from mentoring.meetings.views.pages import adult_told, own_bp, seen_now
from mentoring.meetings.wording.young import DID, HELPED, WRITE_UP_REFUSALS, listed, who_came
from mentoring.people.views.identity import school_here
from mentoring.people.views.rooms import after_job
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.forms import TellForm, sign_token
from mentoring.raising.views import pages as tell_pages
from mentoring.raising.wording import Notice
from mentoring.web.fields import choices_of

SHOWN = 10  # meetings to choose from


def met_pairing(school_id: str, pairing_id: str) -> Pairing | None:
    """Load a pairing that meets, or has met."""
    found = pairing(school_id, pairing_id)
    return found if found is not None and _has_met(found) else None


def begun_meeting(school_id: str, meeting_id: str) -> Meeting | None:
    """Load a meeting that has begun. One that is to come shows nothing: it may be that it does not go ahead."""
    found = own_meeting(school_id, meeting_id)
    if found is None or found.starts_at > clock.now() or not _has_met(found.pairing):
        return None
    return found


def _has_met(pairing: Pairing) -> bool:
    return pairing.state in RUNNING or (pairing.state == State.CLOSED and pairing.met_at is not None)


@own_bp.get("/my-meetings/choose/<pairing_id>")
@requires(Action.MEETING_WRITE_UP, load=met_pairing)
def choose(pairing: Pairing) -> Any:
    """Show a mentor the last meetings: which are written up, and what one wrote oneself."""
    seen = seen_now(pairing)
    if seen.is_break:
        return redirect(url_for("home.today"), 303)
    recent = begun_meetings(pairing, clock.now(), most=SHOWN)
    written = write_ups_by(pairing.school_id, actor_here().person_id, [each.id for each in recent])
    shown = [each for each in recent if each.id in written or each.state in MAY_HAVE_BEEN]
    return render_template(
        "meetings/choose.html",
        pairing=pairing,
        partner=_partner(pairing),
        meetings=shown,
        written=written,
        notes=notes_of([each for held in written.values() for each in held]),
        did=DID,
        helped=HELPED,
    )


@own_bp.route("/my-meetings/<meeting_id>/write-up", methods=["GET", "POST"])
@requires(Action.MEETING_WRITE_UP, load=begun_meeting)
def write_up(meeting: Meeting) -> Any:
    """Let a mentor write up a meeting; once more, if something was forgotten."""
    form = _prepared(WriteUpForm(), meeting.pairing)
    if form.is_submitted():
        if form.validate():
            now = clock.now()
            written = actions.write_up_meeting(actor_here().by, meeting, _typed(form), now=now)
            return _saved(form, meeting.pairing, written)
    elif seen_now(meeting.pairing).is_break:
        return redirect(url_for("home.today"), 303)
    else:
        form.token.data, form.minutes.data = ids.new_token(), minutes_of(meeting)
    before = write_ups_by(meeting.school_id, actor_here().person_id, [meeting.id]).get(meeting.id, [])
    return _page(form, meeting.pairing, meeting=meeting, before=before)


@own_bp.route("/my-meetings/another-day/<pairing_id>", methods=["GET", "POST"])
@requires(Action.MEETING_WRITE_UP, load=met_pairing)
def write_up_another_day(pairing: Pairing) -> Any:
    """Let a mentor write up a meeting that was not planned."""
    form = _prepared(AnotherDayForm(), pairing)
    if form.is_submitted():
        if form.validate():
            answer = _another_day(form, pairing, clock.now())
            if answer is not None:
                return answer
    elif seen_now(pairing).is_break:
        return redirect(url_for("home.today"), 303)
    else:
        form.token.data, form.day.data = ids.new_token(), clock.today(school_here().zone)
    return _page(form, pairing, meeting=None, before=[])


def _another_day(form: AnotherDayForm, pairing: Pairing, now: datetime) -> Any:
    """Keep it, and return the answer; None where the form must be put right."""
    when = AnotherDay(form.day.data, form.starts.data, form.place_words.data or "")
    written = actions.write_up_another_day(actor_here().by, pairing, me(), when, _typed(form), now=now)
    if isinstance(written, WriteUpRefusal):
        form.day.errors = [str(WRITE_UP_REFUSALS[written])]
        return None
    return _saved(form, pairing, written)


def _prepared(form: Any, pairing: Pairing) -> Any:
    mentees = _mentees(pairing)
    form.came.choices = choices_of(who_came(listed(mentees.values()), is_group=len(mentees) > 1))
    form.away.choices = choices_of(mentees.items())
    return form


def _mentees(pairing: Pairing) -> dict[str, str]:
    here = [each.student for each in pairing.here if each.role == ProgrammeRole.MENTEE]
    return dict(zip((each.id for each in here), first_names(here), strict=True))


def _partner(pairing: Pairing) -> str:
    return listed(first_names([each.student for each in partners(pairing, actor_here().person_id)]))


def _typed(form: WriteUpForm) -> Typed:
    return Typed(
        token=form.token.data or "",
        came=WhoCame(form.came.data),
        minutes=form.minutes.data,
        did=[Did(each) for each in form.did.data or ()],
        did_words=form.did_words.data or "",
        helped=[Helped(each) for each in form.helped.data or ()],
        outside=[Outside(each) for each in form.outside.data or ()],
        for_mentee=form.for_mentee.data or "",
        for_staff=form.for_staff.data or "",
        passes_on=_passes_on(form),
        away=form.away.data or (),
    )


def _passes_on(form: WriteUpForm) -> bool:
    return form.pass_on.data == "yes" or bool((form.worry.data or "").strip())


def _page(form: Any, pairing: Pairing, *, meeting: Meeting | None, before: Any) -> Any:
    page = render_template(
        "meetings/write_up.html",
        form=form,
        pairing=pairing,
        partner=_partner(pairing),
        is_group=len(_mentees(pairing)) > 1,
        meeting=meeting,
        before=before,
    )
    return page, 422 if form.errors else 200


def _saved(form: WriteUpForm, pairing: Pairing, written: Written) -> Any:
    """Say that it is kept, and whether somebody was told; a worry goes on to the door with its words."""
    if written.note is not None:
        adult = adult_told(as_students_see([pairing], clock.now(), clock.today(school_here().zone))[0])
        flash(_("Saved. We told %(adult)s about it. You are not in trouble.", adult=adult), "good")
    else:
        flash(_("Saved. Thank you."), "good")
    if not _passes_on(form):
        return redirect(after_job(url_for("home.today"), url_for("room.overview")), 303)
    # Not stored here: only the door keeps what is told, and who reads it there is decided there.
    told = TellForm(formdata=None)
    told.text.data, told.form_token.data = form.worry.data or "", sign_token(actor_here())
    school = school_here()
    if school.setup_finished_at is None:
        abort(404)
    notice = Notice(_("Not sent yet. Look at it and press Send."), _("Your words are below."))
    return tell_pages.tell(school, actor_here(), told, notice=notice)
