"""What the roster puts on *Today*: families to confirm, and who is not in the newest roster. Counts, and no names."""

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.roster.queries import families, missing
from mentoring.web import waiting
from mentoring.web.waiting import Row, Source


def register_waiting(app: Flask) -> None:
    """Put both on *Today*, each for whoever may decide."""
    waiting.register(app, Source(50, _l("Families to confirm"), Action.FAMILY_DECIDE, _families, tone="wait"))
    waiting.register(app, Source(51, _l("Not in the roster"), Action.ROSTER_IMPORT, _missing, tone="wait"))


def _families(actor: Actor) -> list[Row]:
    number, since = families.waiting(actor.school_id)
    if since is None:
        return []
    who = ngettext("%(num)d pair of students", "%(num)d pairs of students", number)
    return [
        Row(
            who,
            _("may be one family, and would never be paired"),
            since,
            _("Decide"),
            url_for("roster.families"),
        )
    ]


def _missing(actor: Actor) -> list[Row]:
    number, since = missing.waiting(actor.school_id)
    if since is None:
        return []
    who = ngettext("%(num)d student", "%(num)d students", number)
    return [
        Row(
            who,
            _("not in the newest roster: left, or still here?"),
            since,
            _("Decide"),
            url_for("roster.missing"),
        )
    ]
