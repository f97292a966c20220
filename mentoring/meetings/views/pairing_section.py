"""What check-ins and missed meetings say on a pairing's page; its template calls it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from mentoring.access.guard import actor_here
from mentoring.access.policy import Action, may
from mentoring.matching.models import Pairing
from mentoring.matching.views.pages import Section
from mentoring.meetings.queries.check_ins import check_ins_of
from mentoring.meetings.queries.due import Missed, frame_of, lately, missed_in, read_how, sides
from mentoring.meetings.rules.due import Ask, Due, Stage, too_few
from mentoring.meetings.wording import check_ins as wording
from mentoring.web.dates import day as day_in_words


@dataclass(frozen=True)
class SideRow:
    """One side: the next check-in, where it stands, and the last in words."""

    name: str
    url: str
    due: Due | None
    stage: Stage | None
    last: str


@dataclass(frozen=True)
class Asked:
    """What missed meetings ask for, and the button that says that it was done."""

    sentence: str
    label: str
    url: str
    hidden: Mapping[str, str]


def check_ins_section(pairing: Pairing) -> Section | None:
    """Return the section about check-ins, to somebody who may read it; None before the pair has met."""
    if pairing.met_at is None or not may(actor_here(), Action.CHECK_IN_RECORD, pairing):
        return None
    frame = frame_of(pairing.school_id)
    due = {each.member_id: each for each in sides(frame, only=[Pairing.id == pairing.id], within=None)}
    newest: dict[str, tuple[date, str]] = {}
    for each in check_ins_of(pairing):
        newest.setdefault(each.student_id, (each.on_day, str(wording.HOW[read_how(each.how)]).lower()))
    rows = []
    for member in pairing.here:
        side, last = due.get(member.id), newest.get(member.student_id)
        rows.append(
            SideRow(
                member.student.name,
                url_for("check_ins.check_in", member_id=member.id),
                side.due if side else None,
                side.stage if side else None,
                f"{day_in_words(last[0])}: {last[1]}" if last else _("none yet"),
            )
        )
    found = missed_in(frame, pairing)
    pasts = lately(frame, [pairing.id])[pairing.id]
    few = bool(due) and too_few(
        next(iter(frame.times.values()), None), pasts, frame.day_of(pairing.met_at), frame.today
    )
    context = {"rows": rows, "asks": asks_of(pairing, found) if found else [], "has_few": few}
    return Section(_("Check-ins"), "meetings/_pairing_check_ins.html", context)


def asks_of(pairing: Pairing, found: Missed) -> list[Asked]:
    """Return what missed meetings ask for, with the button for each."""
    names = wording.both([each.student.first_name for each in pairing.here if each.role == found.waits])
    return [asked(found, what, names) for what in found.asks]


def asked(found: Missed, what: Ask, names: str) -> Asked:
    """Return one thing that missed meetings ask for. names: of whom to tell."""
    url = url_for("check_ins.see_to", pairing_id=found.pairing_id)
    hidden = {"what": what.value, "up_to": found.up_to.isoformat()}
    number = len(found.row)
    if what is Ask.TELL:
        sentence = wording.missed_in_words(number, names)
        return Asked(sentence, _("I have told %(names)s", names=names), url, hidden)
    sentence = _("%(num)s meetings missed in a row. Talk with both, and decide how it goes on.", num=number)
    return Asked(sentence, _("We have reviewed it"), url, hidden)
