"""The pages about a smaller gap in school years: a coordinator asks, the head allows or declines."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.views.identity import school_here
from mentoring.programme.actions import gap as actions
from mentoring.programme.forms.programmes import AskGapForm, DecideGapForm
from mentoring.programme.models import GapRequest, Programme
from mentoring.programme.queries import programmes
from mentoring.programme.queries.programmes import people_by_id, slot_counts
from mentoring.programme.queries.settings import gap_request, gap_requests, settings_of
from mentoring.programme.rules.gap import GapRefusal, GapState
from mentoring.programme.rules.settings import CATALOGUE, Code
from mentoring.programme.views import pages
from mentoring.programme.views.pages import bp
from mentoring.programme.wording import GAP_STATES, sentence_for
from mentoring.programme.wording.settings import SENTENCES, amount, label

GAP = CATALOGUE[Code.GAP_LEAST]


def _to_setting(programme: Programme) -> Any:
    return redirect(
        url_for("programmes.setting", programme_id=programme.id, setting_code=Code.GAP_LEAST.value), 303
    )


@bp.route("/programmes/<programme_id>/smaller-gap", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programmes.programme)
def ask_gap(programme: Programme) -> Any:
    """Ask the head to allow a smaller gap, with a reason."""
    form = AskGapForm()
    if form.validate_on_submit():
        asked = actions.ask_for_smaller_gap(
            actor_here().by, programme, form.years.data, form.reason.data, now=clock.now()
        )
        if isinstance(asked, GapRequest):
            flash(_("The head has been asked. The answer comes to your Today."), "good")
            return _to_setting(programme)
        at = form.reason if asked is GapRefusal.REASON_WANTED else form.years
        at.errors = [*at.errors, sentence_for(asked)]
    settings_url = url_for("programmes.settings", programme_id=programme.id)
    gap_url = url_for("programmes.setting", programme_id=programme.id, setting_code=Code.GAP_LEAST.value)
    return render_template(
        "programme/ask_gap.html",
        form=form,
        programme=programme,
        crumbs_here=pages.crumbs(programme, (_("Settings"), settings_url), (label(GAP.code), gap_url)),
        now_set=amount(settings_of(programme).value(GAP.code), GAP),
        back=gap_url,
    ), 422 if form.errors else 200


@bp.post("/programmes/gap-requests/<request_id>/withdraw")
@requires(Action.PROGRAMME_CHANGE, load=gap_request)
def withdraw_gap(request_: GapRequest) -> Any:
    """Take a request back."""
    refusal = actions.withdraw_gap_request(actor_here().by, request_, now=clock.now())
    if refusal is not None:
        flash(sentence_for(refusal), "wait")
    else:
        flash(_("The request was taken back."), "good")
    return _to_setting(request_.programme)


@bp.route("/programmes/gap-requests/<request_id>", methods=["GET", "POST"])
@requires(Action.GAP_DECIDE, load=gap_request)
def decide_gap(asked: GapRequest) -> Any:
    """Show the head what is asked and why, and keep the decision."""
    form = DecideGapForm()
    decision = request.form.get("decision", "")
    if form.validate_on_submit() and decision in (GapState.ALLOWED, GapState.DECLINED):
        refusal = actions.decide_gap(
            actor_here().by, asked, form.words.data, allowed=decision == GapState.ALLOWED, now=clock.now()
        )
        if refusal is None:
            said = _("Allowed.") if decision == GapState.ALLOWED else _("Declined.")
            flash(_("%(said)s The coordinator sees it on Today.", said=said), "good")
            return redirect(url_for("programmes.overview"), 303)
        if (
            refusal is GapRefusal.DECIDED_ALREADY
        ):  # by the other who may, or taken back: the page says what became of it
            flash(sentence_for(refusal), "wait")
            return redirect(url_for("programmes.decide_gap", request_id=asked.id), 303)
        form.words.errors = [*form.words.errors, sentence_for(refusal)]
    programme, people = asked.programme, people_by_id(asked.school_id)
    return render_template(
        "programme/decide_gap.html",
        form=form,
        asked=asked,
        programme=programme,
        people=people,
        zone=school_here().zone,
        wanted=amount(asked.years, GAP),
        usual=amount(GAP.default(settings_of(programme).kind), GAP),
        why_it_is_so=SENTENCES[GAP.code],
        slot_count=slot_counts(asked.school_id).get(programme.id, 0),
        earlier=[each for each in gap_requests(programme) if each.id != asked.id],
        gap_states=GAP_STATES,
        amount_of=lambda years: amount(years, GAP),
        is_open=asked.state == GapState.WAITING,
    ), 422 if form.errors else 200
