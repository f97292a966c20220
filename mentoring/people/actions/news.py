"""News for everyone who reads concerns, by mail: a change that only they would notice is wrong."""

from collections.abc import Collection
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


def tell_safeguarding(
    school_id: str, news: News = News.READERS, *, now: datetime, also: Collection[str] = ()
) -> None:
    """Ask the outbox to tell everyone who reads concerns, whoever made the change too.

    also: accounts of people who do not, or not any more, and whom it concerns.
    """
    held = staff.holders(school_id)
    readers = {member.account_id for role in SAFEGUARDING_ROLES for member in held[role]}
    for account_id in sorted(readers.union(also)):
        ask_mail(account_id, news.value, now=now, school_id=school_id)
