"""News for everyone who reads concerns, by mail: a change that only they would notice is wrong."""

from datetime import datetime
from enum import StrEnum

from mentoring.access.roles import SAFEGUARDING_ROLES
from mentoring.jobs.mail import ask_mail
from mentoring.people.queries import staff


class News(StrEnum):
    """What changed; each is a mail of its own."""

    READERS = "safeguarding-change"
    FAMILY = "family-change"
    OUTSIDE = "outside-change"


def tell_safeguarding(school_id: str, news: News = News.READERS, *, now: datetime) -> None:
    """Ask the outbox to tell everyone who reads concerns, whoever made the change too."""
    held = staff.holders(school_id)
    for account_id in sorted({member.account_id for role in SAFEGUARDING_ROLES for member in held[role]}):
        ask_mail(account_id, news.value, now=now, school_id=school_id)
