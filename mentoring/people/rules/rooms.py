"""How long a room's tablet stays open, and how long a student's turn at it may be idle. Pure."""

from datetime import datetime, timedelta

AFTER = timedelta(
    minutes=30
)  # after the last meeting, or the last use: a queue of fourteen at one tablet is served
TURN_IDLE = timedelta(minutes=3)  # the next child is waiting


def open_until(last_end: datetime, used_at: datetime, midnight: datetime) -> datetime:
    """Return when a room closes by itself: half an hour after its last meeting or use, or at midnight."""
    return min(max(last_end, used_at) + AFTER, midnight)


def still_open_until(until: datetime, used_at: datetime, midnight: datetime) -> datetime:
    """Return when a room closes by itself that was to close at `until` and has just been used."""
    return min(max(until, used_at + AFTER), midnight)
