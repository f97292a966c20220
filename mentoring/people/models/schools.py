"""The school (the tenant), its sites, and when they are open."""

from datetime import date, datetime, time

from sqlalchemy import Boolean, Date, Integer, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key


class School(db.Model):
    """One school. `code` is what people type; `outside_number` is the place to tell about an adult (the LADO)."""

    __tablename__ = "school"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    country: Mapped[str] = mapped_column(String(20))
    zone: Mapped[str] = mapped_column(String(50))
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    outside_name: Mapped[str | None] = mapped_column(String(120))
    outside_number: Mapped[str | None] = mapped_column(String(60))
    second_factor_for_all_staff: Mapped[bool] = mapped_column(Boolean, default=False)
    setup_finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Site(Owned, db.Model):
    """A building of the school, with its own day. `weekdays` are the digits 0 (Monday) to 6."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(String(120))
    is_main: Mapped[bool] = mapped_column(Boolean, default=False)
    day_starts: Mapped[time] = mapped_column(Time)
    day_ends: Mapped[time] = mapped_column(Time)
    weekdays: Mapped[str] = mapped_column(String(7), default="01234")
    cycle_weeks: Mapped[int] = mapped_column(Integer, default=1)
    cycle_anchor: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class SupervisedHour(Owned, db.Model):
    """A time in the week when pairs may meet with an adult near. `week` is A, B or empty for both."""

    __tablename__ = "supervised_hour"
    __table_args__ = (owned_key("site_id", "site"),)

    site_id: Mapped[str] = mapped_column(IdText)
    weekday: Mapped[int] = mapped_column(Integer)
    week: Mapped[str] = mapped_column(String(1), default="")
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    label: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class CalendarSpan(Owned, db.Model):
    """A term, a holiday or an exam week of a site; both days belong to it."""

    __tablename__ = "calendar_span"
    __table_args__ = (owned_key("site_id", "site"),)

    site_id: Mapped[str] = mapped_column(IdText)
    kind: Mapped[str] = mapped_column(String(10))  # term, holiday, exams
    name: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
