"""What several groups of *Today* stand on: the school's programmes, their settings and its times, read once a page."""

from collections.abc import Mapping, Sequence

from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import programmes
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.kinds import Status
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.web.waiting import once


def programmes_here(school_id: str) -> Sequence[Programme]:
    """Return the school's programmes."""
    return once("programmes", lambda: programmes(school_id))


def open_programmes_here(school_id: str) -> list[Programme]:
    """Return those of them that are open."""
    return [each for each in programmes_here(school_id) if each.status == Status.OPEN]


def settings_here(school_id: str) -> Mapping[str, ProgrammeSettings]:
    """Return the settings of all of them, by programme."""
    return once("settings", lambda: settings_of_each(programmes_here(school_id)))


def times_here(school_id: str) -> Mapping[str, SchoolTime]:
    """Return the school time of every site, by site."""
    return once("times", lambda: school_times(school_id))
