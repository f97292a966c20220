"""The mails about accounts: that a password was changed, how to choose one, and who reads concerns now."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.jobs import mail
from mentoring.people.actions.passwords import mailed_code
from mentoring.web.addresses import absolute

CODE_PAGE = "/reset/use"  # a mail is written outside of any request, where url_for knows no host
STAFF_PAGE = "/staff"


def register(app: Flask) -> None:
    """Tell the outbox the words of these mails."""
    mail.template(app, "password-changed", _l("Your password was changed"), _password_changed)
    mail.template(app, "password-reset", _l("Choose a new password"), _password_reset)
    mail.template(app, "safeguarding-change", _l("A change to who reads concerns"), _safeguarding_change)


def _password_changed(facts: dict[str, Any]) -> str:
    return _(
        "The password of your peer mentoring account was changed, and you were signed out everywhere else.\n\n"
        "If that was you, there is nothing to do.\n"
        "If it was not, tell the person who looks after accounts in your school now."
    )


def _password_reset(facts: dict[str, Any]) -> str:
    code = mailed_code(facts)
    return _(
        "Somebody asked for a new password for this e-mail address.\n\n"
        "To choose one, open this address:\n%(address)s\n\n"
        "Or write this code there: %(code)s\n\n"
        "It works once, for 24 hours. If you did not ask, there is nothing to do: your password stays.",
        address=absolute(f"{CODE_PAGE}?code={code}"),
        code=code,
    )


def _safeguarding_change(facts: dict[str, Any]) -> str:
    return _(
        "Somebody's role as lead, deputy, head, stand-in or chair was given or ended, or the way one of them "
        "signs in was reset. Everyone who holds one of these roles is told.\n\n"
        "See who holds them now:\n%(address)s\n\n"
        "If you did not expect this, ask the others today.",
        address=absolute(STAFF_PAGE),
    )
