"""What of this installation is not safe yet, for the administrator: each with what to do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from mentoring.audit import remembering
from mentoring.audit.events import BACKUP_MADE
from mentoring.jobs import mail

OLD_COPY = timedelta(days=2)


@dataclass(frozen=True)
class Unsafe:
    """One thing that is not safe yet: what, why it matters, and the command to type or the page to read."""

    what: str
    why: str
    todo: str


def not_safe_yet(now: datetime) -> list[Unsafe]:
    """Return what is not safe yet, the worst first."""
    found = []
    if not remembering.keys_were_copied():
        why = _("Without them nobody can ever read again what children wrote. Keep a copy in the safe.")
        found.append(Unsafe(_("The keys were never copied"), why, "flask --app app keys backup FOLDER"))
    copied = remembering.last_time(BACKUP_MADE)
    if copied is None or now - copied > OLD_COPY:
        why = _("The worker makes a backup a day. Look why it does not, and make one now.")
        found.append(Unsafe(_("No backup in the last two days"), why, "flask --app app backup"))
    if not mail.is_set_up(current_app.extensions["settings"]):
        why = _(
            "Alerts about concerns show only on these pages. Two settings change that: docs/configuration.md."
        )
        found.append(Unsafe(_("Mail is not set up"), why, "MAIL_URL, MAIL_FROM"))
    return found
