"""The students of a school as a roster is compared with them, and what it would change."""

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.people.models import School, Site, Student
from mentoring.people.queries import schools
from mentoring.people.rules.countries import country
from mentoring.roster.models import RosterEntry
from mentoring.roster.rules.comparing import Known, Plan, plan_of
from mentoring.roster.rules.people import Options, Reading


def known_students(school_id: str) -> list[Known]:
    """Return every student of the school as a roster is compared with them, by id."""
    wanted = (
        select(
            Student.id,
            Student.first_name,
            Student.last_name,
            Student.year,
            Student.form,
            Site.name.label("site"),
            Student.left_at,
            RosterEntry.id.label("entry_id"),
            RosterEntry.roster_id,
            RosterEntry.born,
            RosterEntry.missing_since,
        )
        .join(Site, (Site.school_id == Student.school_id) & (Site.id == Student.site_id))
        .outerjoin(
            RosterEntry, (RosterEntry.school_id == Student.school_id) & (RosterEntry.student_id == Student.id)
        )
        .where(Student.school_id == school_id)
        .order_by(Student.id)
    )
    return [
        Known(
            student_id=row.id,
            first_name=row.first_name,
            last_name=row.last_name,
            year=row.year,
            form=row.form,
            site=row.site,
            has_left=row.left_at is not None,
            from_roster=row.entry_id is not None,
            roster_id=row.roster_id,
            born=row.born or "",
            is_missing=row.missing_since is not None,
        )
        for row in db.session.execute(wanted)
    ]


def plan_for(school: School, reading: Reading, options: Options) -> Plan:
    """Return what taking a reading would do in this school now."""
    scale: dict[str, int] = {year.code: year.ordinal for year in country(school.country).years}
    sites = sorted(schools.sites(school.id), key=lambda site: not site.is_main)
    return plan_of(
        reading,
        known_students(school.id),
        options,
        sites=[site.name for site in sites],
        ordinal=lambda code: scale.get(code, 0),
    )
