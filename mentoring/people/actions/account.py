"""What happens when a person changes their own preferences, or says that they are away."""

from datetime import datetime

from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.people.models import StaffMember
from mentoring.people.queries import accounts

THEMES = ("auto", "light", "dark")


def choose_theme(actor: Actor, theme: str, *, now: datetime) -> None:
    """Show the pages light, dark, or as the device does (`theme` is one of THEMES)."""
    account = accounts.account_to_change(actor.account_id)
    if account.theme == theme:
        return
    account.theme = theme
    trail.record(
        events.PREFERENCE_CHANGED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        name="theme",
    )


def set_away(actor: Actor, member: StaffMember, away: bool, *, now: datetime) -> None:
    """Note that a reader of concerns cannot read them for now, or can again."""
    if member.away == away:
        return
    member.away = away
    trail.record(
        events.AWAY_SET, now, school_id=member.school_id, by=actor.by, subject_id=member.id, away=away
    )


def set_out_of_hours(actor: Actor, member: StaffMember, reads: bool, *, now: datetime) -> None:
    """Note whether a reader of concerns looks at alerts outside the school's hours."""
    if member.reads_out_of_hours == reads:
        return
    member.reads_out_of_hours = reads
    trail.record(
        events.OUT_OF_HOURS_SET,
        now,
        school_id=member.school_id,
        by=actor.by,
        subject_id=member.id,
        reads=reads,
    )
