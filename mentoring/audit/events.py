"""Every event that the trail knows, and the names of the facts it may carry."""

from dataclasses import dataclass

INSTALLATION = "installation"  # the chain of what belongs to no school


@dataclass(frozen=True)
class Event:
    """An event's name, its fact names (ids, codes and numbers only), and whether only the desk may see it."""

    name: str
    facts: frozenset[str] = frozenset()
    desk_only: bool = False


_all: dict[str, Event] = {}


def _event(name: str, *facts: str, desk_only: bool = False) -> Event:
    made = Event(name, frozenset(facts), desk_only)
    assert name not in _all, name
    _all[name] = made
    return made


def event_named(name: str) -> Event:
    """Return the event of that name; KeyError if there is none."""
    return _all[name]


def all_events() -> list[Event]:
    """Return every declared event, in the order they are written here."""
    return list(_all.values())


# The installation and its schools
INSTALLATION_CLAIMED = _event("installation.claimed", "choice")
PURGE_DECLARED = _event("purge.declared", "school", "basis", "entries")
SCHOOL_CREATED = _event("school.created", "country", "demo")
SCHOOL_CHANGED = _event("school.changed", "fields")
SETUP_FINISHED = _event("school.setup-finished")
SITE_ADDED = _event("site.added")
SITE_CHANGED = _event("site.changed", "fields")
CALENDAR_CHANGED = _event("calendar.changed", "kind", "change", "entry")
HOURS_CHANGED = _event("hours.changed", "change", "entry")

# Staff and their roles
STAFF_ADDED = _event("staff.added")
STAFF_CHANGED = _event("staff.changed", "fields")
ROLE_GRANTED = _event("role.granted", "role", "how")
ROLE_ENDED = _event("role.ended", "role", "how")
AWAY_SET = _event("staff.away", "away")
OUT_OF_HOURS_SET = _event("staff.out-of-hours", "reads")
RECOVERED = _event("people.recovered", "role", "what")

# Students
STUDENT_ADDED = _event("student.added")
STUDENT_CHANGED = _event("student.changed", "fields")
STUDENT_DELETED = _event("student.deleted", "what")
FAMILY_TIE_ADDED = _event("family-tie.added", "staff")
FAMILY_TIE_ENDED = _event("family-tie.ended", "staff")

# The roster
ROSTER_BROUGHT = _event("roster.brought")
ROSTER_GIVEN_UP = _event("roster.given-up")
ROSTER_TAKEN = _event("roster.taken", "added", "changed", "unchanged", "left_out", "missing", "families")
STILL_HERE = _event("roster.still-here")
FAMILY_DECIDED = _event("family.decided", "state", "other")
# Programmes
PROGRAMME_ADDED = _event("programme.added", "kind", "copied_from")
PROGRAMME_CHANGED = _event("programme.changed", "fields")
PROGRAMME_MOVED = _event("programme.moved", "status")
PROGRAMME_SETTING_CHANGED = _event("programme.setting-changed", "setting", "old", "new", "warned")
GAP_REQUEST_MOVED = _event("programme.gap-request", "request", "years", "state")
PLACE_CHANGED = _event("place.changed", "change", "fields")
SLOT_CHANGED = _event("slot.changed", "change", "slots")
ROLE_DESCRIPTION_CHANGED = _event("role-description.changed", "role", "number", "kind")

# Joining a programme. No fact ever says what a student answered about themselves.
ENROLLED = _event("enrolment.made", "enrolment", "programme", "role", "came")
OWN_ANSWER_GIVEN = _event("enrolment.answered", "enrolment", "answer", "how")
STUDENT_TALKED_WITH = _event("enrolment.talked", "enrolment")
STUDENT_REMINDED = _event("enrolment.reminded", "enrolment")
PROFILE_CHANGED = _event("profile.changed", "enrolment", "part")
PROFILE_SKIPPED = _event("profile.skipped", "enrolment", "part")
AGREEMENT_SIGNED = _event("agreement.signed", "enrolment", "number", "how")
TUTOR_ASKED = _event("tutor-view.asked", "enrolment")
TUTOR_VIEW_GIVEN = _event("tutor-view.given", "enrolment", "how")
SUITABILITY_DECIDED = _event("suitability.decided", "enrolment", "verdict")
PAIRING_BAR_CHANGED = _event("pairing-bar.changed", "change")
CONSENT_RECORDED = _event("consent.recorded", "enrolment", "said")
CONSENT_LETTER_CHANGED = _event("consent.letter-changed", "number")
TRAINING_RECORDED = _event("training.recorded", "role", "minutes", "module")
TRAINING_STRUCK = _event("training.struck-out", "role", "minutes", "module")
COURSE_PART_BEGUN = _event("training.part", "part")
COURSE_PART_WRONG = _event("training.part-wrong", "part")

# Matching, and the life of pairings (subject: the pairing, unless a student is)
BOARD_SUGGESTED = _event("board.suggested", "programme", "pairs", "unmatched")
BOARD_CHANGED = _event("board.changed", "programme", "change")
PAIRING_MADE = _event("pairing.made", "programme", "origin", "mentors", "mentees")
PAIRING_MOVED = _event("pairing.moved", "happening", "state")
PAIRING_CHANGED = _event("pairing.changed", "fields")
PAIRING_OPENED = _event("pairing.opened", "pairing")  # subject: the student, who has seen the question
PAIRING_ANSWERED = _event("pairing.answered", "pairing", "answer", "how")  # subject: the student
PAIRING_TOLD = _event("pairing.told")
KEPT_APART = _event("students.kept-apart", "change")
# No fact of a meet-and-greet ever says whom somebody chose, or how many.
MEET_PLANNED = _event("meet-and-greet.planned", "programme", "guests")
MEET_CHANGED = _event("meet-and-greet.changed", "programme", "change", "guests")
MEET_CHOSEN = _event("meet-and-greet.chosen", "meet", "how")  # subject: the student
PARTNER_DESCRIBED = _event("enrolment.partner-described", "enrolment", "fields")  # subject: the student

# Meetings
MEETINGS_PLANNED = _event("meetings.planned", "count")  # subject: the pairing
MEETING_MOVED = _event("meeting.moved")
MEETING_OFF = _event("meeting.off", "why")
MEETING_ON_AGAIN = _event("meeting.on-again")
STAND_IN_SET = _event("meeting.stand-in", "meetings", "stand_in")  # subject: the absent adult
REGISTER_TAKEN = _event("meeting.register", "came", "away")
WRITTEN_UP = _event("meeting.written-up", "happened")
FACES_GIVEN = _event("meeting.faces")
FACES_SEEN_TO = _event("meeting.faces-seen-to")  # somebody asked the child after a "bad"
ASKED = _event("ask.made", "kind")
ASK_ANSWERED = _event("ask.answered", "answer")
BOUNDARY_NOTE_MADE = _event("boundary-note.made", "kinds")
BOUNDARY_NOTE_ANSWERED = _event("boundary-note.answered", "answer")
CHECKED_IN = _event("check-in.recorded", "pairing", "how")  # subject: the student
SEEN_TO = _event("pairing.seen-to", "what")  # a child was told of missed meetings, or the pairing reviewed
ROOM_OPENED = _event("room.opened", "room")
ROOM_CLOSED = _event("room.closed", "room")

# Signing in
SIGNED_IN = _event("session.started", "session", "how")
SIGNED_OUT = _event("session.ended", "session", "why", "count")
SIGN_IN_REFUSED = _event("sign-in.refused", "why")
SIGN_IN_REPORTED = _event("sign-in.reported", "sessions")
SIGN_IN_REPORT_SEEN = _event("sign-in.report-seen")
PASSWORD_CHANGED = _event("password.changed", "how")
RESET_MADE = _event("password.reset-made", "how")
CARD_MADE = _event("card.made", "kind")
CARD_SWITCHED_OFF = _event("card.switched-off")
SECOND_FACTOR_ADDED = _event("second-factor.added", "kind")
SECOND_FACTOR_REMOVED = _event("second-factor.removed", "kind", "how")
SECOND_FACTOR_PASSED = _event("second-factor.passed", "kind")
RECOVERY_CODES_MADE = _event("second-factor.recovery-codes", "count")
PREFERENCE_CHANGED = _event("preference.changed", "name")

# Concerns: seen by nobody but the desk, and there only by a concern's own readers (each is about a concern)
CONCERN_RAISED = _event("concern.raised", "route", "marked", desk_only=True)
CONCERN_SEEN = _event("concern.seen", desk_only=True)
CONCERN_REFUSED = _event("concern.refused", "action", desk_only=True)
CONCERN_ACKNOWLEDGED = _event("concern.acknowledged", desk_only=True)
CONCERN_SHARED = _event("concern.shared", "route", desk_only=True)
CONCERN_RELEASED = _event("concern.released", "person", desk_only=True)
CONCERN_ALERTED = _event("concern.alerted", "step", "route", desk_only=True)
CONCERN_ANSWERED = _event("concern.answered", desk_only=True)
CONCERN_FINISHED = _event("concern.finished", "outcome", desk_only=True)
CONCERN_REOPENED = _event("concern.reopened", desk_only=True)
CONCERN_STATUS_SEEN = _event("concern.status-seen", desk_only=True)
HOLD_STARTED = _event("hold.started", "person", desk_only=True)
HOLD_ENDED = _event("hold.ended", "person", desk_only=True)

# The machine
BACKUP_MADE = _event("backup.made", "schools")
BACKUP_RESTORED = _event("backup.restored", "anchors")
KEYS_ROTATED = _event("keys.rotated", "seal", "records")
KEYS_COPIED = _event("keys.copied", "keys")
DEMO_LOADED = _event("demo.loaded", "school")
MAIL_TESTED = _event("mail.tested")
