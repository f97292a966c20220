"""The only clock: what time it is now, and what day it is at a site."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """Return the present moment in UTC, to the second (nothing here is decided by less)."""
    return _source().replace(microsecond=0)


def today(zone: str) -> date:
    """Return the calendar day it is now in `zone` (an IANA name)."""
    return local(now(), zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """Return a UTC moment as wall time in `zone`."""
    return moment.astimezone(ZoneInfo(zone))


def next_midnight(moment: datetime, zone: str) -> datetime:
    """Return the end of the calendar day that a UTC moment falls into in `zone`, in UTC."""
    tomorrow = local(moment, zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), ZoneInfo(zone)).astimezone(UTC)


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the clock (tests let it stand still); None gives the real one back."""
    global _source
    _source = source or _system_time
