"""After a meet-and-greet: a child says in private who they would like to meet again. Nothing of it is shown again."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching.actions.meet_and_greet import choose as choose_others
from mentoring.matching.forms.meet_and_greet import ChooseForm
from mentoring.matching.models import MeetGuest
from mentoring.matching.queries.meet_and_greet import coming, guest, starts_at
from mentoring.matching.rules.meet_and_greet import HowChosen, MeetRefusal
from mentoring.matching.views.pages import own_bp
from mentoring.matching.wording.meet_and_greet import meet_sentence
from mentoring.people.views import rooms
from mentoring.web.fields import choices_of


@own_bp.route("/meet-and-greet/<guest_id>", methods=["GET", "POST"])
@requires(Action.MEET_CHOOSE, load=guest)
def choose(guest: MeetGuest) -> Any:
    """Ask whom a child would like to meet again; once they have said so, say only that they did."""
    here = coming(guest.meet).get(guest.id)
    if guest.chosen_at is not None or here is None or clock.now() < starts_at(guest.meet):
        return render_template("matching/choose_over.html", has_chosen=guest.chosen_at is not None)
    form = ChooseForm()
    names = sorted((each.name, each.guest.enrolment_id) for each in here.meets)
    form.others.choices = choices_of((key, name) for name, key in names)
    if form.validate_on_submit():
        actor = actor_here()
        how = HowChosen.ROOM if actor.room_id is not None else HowChosen.SIGN_IN
        refusal = choose_others(actor.by, guest, form.others.data or (), how, now=clock.now())
        if refusal is None:
            onward = rooms.after_job(url_for("home.today"), url_for("room.overview"))
            if actor.room_id is None:
                flash(_("Thank you. No one sees who you chose."), "good")
            return redirect(onward, 303)
        if refusal is MeetRefusal.CHOSEN:
            return redirect(url_for("partner.choose", guest_id=guest.id), 303)
        form.others.errors = [meet_sentence(refusal)]
    return render_template("matching/choose.html", form=form), 422 if form.errors else 200
