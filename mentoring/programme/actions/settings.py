"""What happens when a setting is changed: the new value, a row of its history, one event."""

from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.programme.actions.locking import hold_programme
from mentoring.programme.models import Programme, ProgrammeSetting, ProgrammeSettingChange
from mentoring.programme.queries.settings import allowed_gap, settings_of, stored_setting
from mentoring.programme.rules.settings import CATALOGUE, Code, Value, written
from mentoring.programme.rules.verdicts import (
    FINE,
    ProgrammeSettings,
    SettingRefusal,
    Verdict,
    carried_over,
    verdict,
)


def change_setting(
    by: By, programme: Programme, code: Code, value: Value, *, reason: str = "", seen: int, now: datetime
) -> Verdict:
    """Set a value, if it may be; return the verdict on it. `seen` is the version that was shown, 0 for none yet.

    A reason is kept where a warning was accepted with it.
    """
    hold_programme(programme)
    db.session.expire_all()
    row = stored_setting(programme, code)
    if (row.version if row else 0) != seen:
        return Verdict(SettingRefusal.STALE)
    held = settings_of(programme)
    if held.value(code) == value:
        return FINE
    found = verdict(
        CATALOGUE[code],
        held.kind,
        value,
        held.all_values(),
        reason=reason,
        allowed_gap=allowed_gap(programme) if code is Code.GAP_LEAST else None,
    )
    if found.refusal is not None:
        return found
    old = held.value(code)
    write_setting(by, programme, code, old, value, reason=reason if found.warns else "", now=now)
    trail.record(
        events.PROGRAMME_SETTING_CHANGED,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=programme.id,
        setting=code.value,
        old=written(old),
        new=written(value),
        warned=found.warns,
    )
    return FINE


def write_setting(
    by: By, programme: Programme, code: Code, old: Value, new: Value, *, reason: str, now: datetime
) -> None:
    """Write a value and its row of history. The caller has asked the rules, and writes the event."""
    row = stored_setting(programme, code)
    if row is None:
        row = ProgrammeSetting(
            school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, code=code
        )
        db.session.add(row)
    row.value = written(new)
    db.session.add(
        ProgrammeSettingChange(
            school_id=programme.school_id,
            id=ids.new_id(),
            programme_id=programme.id,
            code=code,
            old=written(old),
            new=written(new),
            reason=reason.strip(),
            made_at=now,
            made_by=by.person_id,
        )
    )
    db.session.flush()


def carry_over(by: By, old: ProgrammeSettings, made: Programme, *, now: datetime) -> list[Code]:
    """Give a copy the settings of `old`; return those that must be decided anew, and so are at their default."""
    kept, left = carried_over(old)
    for code, value in kept.items():
        write_setting(by, made, code, CATALOGUE[code].default(old.kind), value, reason="", now=now)
    return left
