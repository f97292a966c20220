"""What those who read concerns are told on every page: that one of them was let in anew, and by whom."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from mentoring.audit.events import RECOVERED
from mentoring.audit.models import TrailEntry
from mentoring.people.models import School, StaffMember
from mentoring.people.queries import resets, staff
from mentoring.web.dates import moment

TOLD_FOR = timedelta(days=7)


def of_resets(person: StaffMember, now: datetime) -> list[str]:
    """Return a sentence for each reset of the last week that this reader of concerns did not make."""
    if not person.is_safeguarding:
        return []
    found = resets.safeguarding_resets(person.school_id, now - TOLD_FOR, not_by=person.id)
    return [_sentence(entry, person.school) for entry in found]


def _sentence(entry: TrailEntry, school: School) -> str:
    who, when = _name(school.id, entry.subject_id), moment(entry.at, school.zone)
    if entry.event == RECOVERED.name:
        words = _("%(who)s was let in anew from the machine that this runs on. %(when)s.", who=who, when=when)
    else:
        by = _name(school.id, entry.by_id)
        words = _(
            "%(who)s was given a code for a new password by %(by)s. %(when)s.", who=who, by=by, when=when
        )
    return words + " " + _("If you did not expect this, ask them today.")


def _name(school_id: str, person_id: str | None) -> str:
    member = staff.staff_member(school_id, person_id) if person_id else None
    return member.name if member else _("Somebody")
