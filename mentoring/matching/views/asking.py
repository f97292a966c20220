"""What a student is asked about a partner: one question, and a yes or a no thanks."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.rules.enrolment import How
from mentoring.joining.views.pages import year_labels
from mentoring.joining.wording.profile import HELP, INTERESTS
from mentoring.matching.actions import asking as actions
from mentoring.matching.models import PairingMember
from mentoring.matching.queries.questions import Partner, place_of_asked, waits_for
from mentoring.matching.queries.questions import question as question_of
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import COMING
from mentoring.matching.views.pages import own_bp, slot_words
from mentoring.programme.rules.kinds import ProgrammeRole


@own_bp.get("/partner/<member_id>")
@requires(Action.PAIRING_ANSWER, load=place_of_asked)
def question(member: PairingMember) -> Any:
    """Show the question, once the student has opened it; what they said, once they have answered."""
    if not waits_for(member):
        return render_template(
            "matching/question_over.html",
            has_said_yes=member.answer == Said.YES and member.pairing.state in COMING,
        )
    if member.opened_at is None:
        return render_template("matching/question_closed.html", member=member)
    asked = question_of(member)
    pairing = member.pairing
    return render_template(
        "matching/question.html",
        member=member,
        names=_together([each.name for each in asked.partners]),
        partners=[(each, _about(each)) for each in asked.partners],
        beside=_together(asked.beside),
        is_mentor=member.role == ProgrammeRole.MENTOR,
        when=slot_words(pairing.slot),
        place=pairing.place.name if pairing.place else "",
        adult=pairing.adult.name if pairing.adult else "",
    )


def _about(partner: Partner) -> list[tuple[str, str]]:
    """Return what is told of one partner, as (what, words); nothing of what they did not say may be told."""
    labels = year_labels()
    help_words = [str(HELP[code]) for code in HELP if code.value in partner.help]
    found = [
        (_("Year"), labels.get(partner.year, partner.year)),
        (_("You both like"), ", ".join(str(INTERESTS[code]) for code in INTERESTS if code in partner.shared)),
        (_("Help"), ", ".join([*help_words, *([partner.help_words] if partner.help_words else [])])),
    ]
    return [(what, words) for what, words in found if words]


def _together(names: list[str]) -> str:
    """Return names as they are said: "Leo", "Leo and Mia", "Leo, Mia and Sam"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


@own_bp.post("/partner/<member_id>/open")
@requires(Action.PAIRING_ANSWER, load=place_of_asked)
def open_question(member: PairingMember) -> Any:
    """Open the question: from here on it was seen."""
    actions.open_question(actor_here().by, member, now=clock.now())
    return redirect(url_for("partner.question", member_id=member.id), 303)


@own_bp.post("/partner/<member_id>")
@requires(Action.PAIRING_ANSWER, load=place_of_asked)
def answer(member: PairingMember) -> Any:
    """Take the answer. Whoever has not opened the question has nothing to answer yet."""
    said = request.form.get("answer", "")
    if said not in frozenset(Said):
        abort(400)
    if member.opened_at is None:
        return redirect(url_for("partner.question", member_id=member.id), 303)
    refusal = actions.answer(actor_here().by, member, Said(said), How.OWN_SIGN_IN, now=clock.now())
    if refusal is not None:
        return redirect(url_for("partner.question", member_id=member.id), 303)
    words = (
        _("Thank you. We will tell you what comes next.")
        if said == Said.YES
        else _("That is OK. Thank you for telling us.")
    )
    flash(words, "good")
    return redirect(url_for("home.today"), 303)
