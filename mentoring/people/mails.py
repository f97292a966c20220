"""The mails about accounts: that a password was changed, how to choose one, and who reads concerns now."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.jobs import mail
from mentoring.people.actions.news import News
from mentoring.people.actions.passwords import mailed_code
from mentoring.web.addresses import absolute

CODE_PAGE = "/reset/use"  # a mail is written outside of any request, where url_for knows no host
STAFF_PAGE = "/staff"
SCHOOL_PAGE = "/school"


def register(app: Flask) -> None:
    """Tell the outbox the words of these mails."""
    mail.template(app, "password-changed", _l("Your password was changed"), _password_changed)
    mail.template(app, "password-reset", _l("Choose a new password"), _password_reset)
    mail.template(app, News.READERS, _l("A change to who reads concerns"), _safeguarding_change)
    mail.template(app, News.FAMILY, _l("A change to who reads one child's concerns"), _family_change)
    mail.template(app, News.OUTSIDE, _l("The outside number was changed"), _outside_change)


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


def _family_change(facts: dict[str, Any]) -> str:
    return _(
        "Somebody who reads concerns was noted as the relative or carer of a student, or such a note was ended. "
        "A relative or carer does not read that child's concerns. Everyone who reads concerns is told.\n\n"
        "If you do not know why, ask the others today."
    )


def _outside_change(facts: dict[str, Any]) -> str:
    return _(
        "The outside contact for concerns about an adult, or its number, was changed. Everyone who reads concerns "
        "is told.\n\n"
        "See what it is now:\n%(address)s\n\n"
        "Check it against the number that you know.",
        address=absolute(SCHOOL_PAGE),
    )
