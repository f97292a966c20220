"""The margin of *Today*: how meetings went lately, who gets ready, and which week of the programme it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may, may_at_all
from mentoring.joining.views.waiting import Count, getting_ready_in_all
from mentoring.meetings.queries.check_ins import own_of
from mentoring.meetings.queries.due import meetings_by_week
from mentoring.meetings.rules.due import weeks_done
from mentoring.meetings.views.frame import frame_here
from mentoring.meetings.wording.check_ins import short_day
from mentoring.programme.rules.kinds import Status
from mentoring.web.charts import Chart, bars_of


@dataclass(frozen=True)
class Margin:
    """What stands beside the work: counts, and a chart with its summary in words."""

    counts: Sequence[Count]
    chart: Chart | None
    summary: str


def margin_of(actor: Actor) -> Margin:
    """Return what somebody may see of it; nothing for those who have no part in programmes."""
    counts = getting_ready_in_all(actor) if may_at_all(actor, Action.READINESS_SEE) else []
    chart = _held(actor) if may_at_all(actor, Action.MEETING_LIST) else None
    return Margin(counts, chart, _summary(chart) if chart is not None else "")


def _held(actor: Actor) -> Chart | None:
    weeks = meetings_by_week(frame_here(actor.school_id), own=own_of(actor))
    return bars_of([(short_day(each.monday), each.held, each.planned) for each in weeks]) if weeks else None


def _summary(chart: Chart) -> str:
    return ngettext(
        "%(held)s of %(planned)s in the last week with meetings.",
        "%(held)s of %(planned)s in the last %(num)d weeks with meetings.",
        len(chart.bars),
        held=chart.part,
        planned=chart.whole,
    )


def week_here(actor: Actor) -> str:
    """Return which week of school it is in the only open programme; empty where there are several, or none yet."""
    if not may_at_all(actor, Action.MEETING_LIST):
        return ""
    frame = frame_here(actor.school_id)
    running = [each for each in frame.programmes.values() if each.status == Status.OPEN]
    if len(running) != 1 or not may(actor, Action.PROGRAMME_SEE, running[0]):
        return ""
    (programme,) = running
    sites = [frame.times[each] for each in programme.site_ids if each in frame.times]
    week, weeks = weeks_done(sites[0] if sites else None, programme.starts, programme.ends, frame.today)
    if not 0 < week <= weeks:
        return ""
    return _("%(programme)s · week %(week)s of %(weeks)s", programme=programme.name, week=week, weeks=weeks)
