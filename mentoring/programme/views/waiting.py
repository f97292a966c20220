"""What programmes put on *Today*: a decision that waits for the head, and the head's answer to who asked."""

from datetime import timedelta

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.programme.queries.settings import decided_gap_requests, waiting_gap_requests
from mentoring.programme.rules.gap import GapState
from mentoring.programme.rules.settings import Code
from mentoring.programme.wording.settings import amount, setting_of
from mentoring.web import waiting
from mentoring.web.waiting import Row, Source

TOLD_FOR = timedelta(days=14)  # how long Today shows what the head decided


def register_waiting(app: Flask) -> None:
    """Put both groups on *Today*."""
    waiting.register(
        app,
        Source(
            30,
            _l("For you to decide"),
            Action.GAP_DECIDE,
            _for_the_head,
            tone="wait",
            intro=_l("A programme asks for a smaller gap in school years than its kind has."),
        ),
    )
    waiting.register(app, Source(70, _l("Decided for you"), Action.PROGRAMME_CHANGE, _decided))


def _for_the_head(actor: Actor) -> list[Row]:
    return [
        Row(
            request.programme.name,
            _("asks for a gap of %(years)s", years=_years(request.years)),
            request.asked_at,
            _("Decide"),
            url_for("programmes.decide_gap", request_id=request.id),
        )
        for request in waiting_gap_requests(actor.school_id)
    ]


def _decided(actor: Actor) -> list[Row]:
    found = decided_gap_requests(actor.school_id, actor.person_id, clock.now() - TOLD_FOR)
    return [
        Row(
            request.programme.name,
            _("A gap of %(years)s was allowed", years=_years(request.years))
            if request.state == GapState.ALLOWED
            else _("A gap of %(years)s was declined", years=_years(request.years)),
            request.decided_at,
            _("See why"),
            url_for(
                "programmes.setting", programme_id=request.programme_id, setting_code=Code.GAP_LEAST.value
            ),
        )
        for request in found
        if request.decided_at is not None
    ]


def _years(years: int) -> str:
    return amount(years, setting_of(Code.GAP_LEAST))
