"""WHO MAY: one table. What is not in it is allowed to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mentoring.access.actor import Actor
from mentoring.access.roles import SAFEGUARDING_ROLES, STAFF_ROLES, Role


class Action(StrEnum):
    """Everything that a route, a link or a field may ask to do."""

    HOME_OPEN = "home:open"
    ACCOUNT_OPEN = "account:open"
    ACCOUNT_CHANGE = "account:change"
    SESSION_END_OWN = "session:end-own"
    KEPT_OPEN = "kept-words:open"
    HELP_READ = "help:read"
    SIGN_IN_REPORT = "sign-in:report"
    SIGN_IN_REPORT_ANSWER = "sign-in:report-answer"

    SCHOOL_SEE = "school:see"
    SCHOOL_CHANGE = "school:change"
    CALENDAR_CHANGE = "calendar:change"
    SETUP_SEE = "setup:see"

    STAFF_SEE = "staff:see"
    STAFF_ADD = "staff:add"
    STAFF_CHANGE = "staff:change"
    STAFF_RENAME = "staff:rename"
    ROLE_CHANGE = "role:change"
    STAFF_RESET = "staff:reset"
    SESSIONS_END_ALL = "session:end-all"
    AWAY_SET = "staff:set-away"

    STUDENT_SEE = "student:see"
    STUDENT_ADD = "student:add"
    STUDENT_CHANGE = "student:change"
    STUDENT_DELETE = "student:delete"
    ROSTER_IMPORT = "roster:import"
    FAMILY_DECIDE = "family:decide"
    CARD_MAKE = "card:make"
    FAMILY_TIE_CHANGE = "family-tie:change"

    PROGRAMME_LIST = "programme:list"
    PROGRAMME_SEE = "programme:see"
    PROGRAMME_ADD = "programme:add"
    PROGRAMME_CHANGE = "programme:change"
    PLACE_SEE = "place:see"
    PLACE_CHANGE = "place:change"
    GAP_DECIDE = "gap:decide"

    JOINING_OPEN = "joining:open"
    JOINING_OWN = "joining:own"
    JOINING_LEAVE = "joining:leave"
    READINESS_SEE = "readiness:see"
    ENROLMENT_SEE = "enrolment:see"
    ENROLMENT_ADD = "enrolment:add"
    ENROLMENT_CHANGE = "enrolment:change"
    APART_SEE = "apart:see"
    SPECIALIST_DECIDE = "specialist-help:decide"
    BAR_SEE = "pairing-bar:see"
    BAR_CHANGE = "pairing-bar:change"
    CONSENT_SETTLE = "consent:settle"
    LETTER_CHANGE = "consent-letter:change"
    TRAINING_RECORD = "training:record"

    BOARD_SEE = "board:see"
    BOARD_CHANGE = "board:change"
    MEET_SEE = "meet-and-greet:see"
    MEET_CHANGE = "meet-and-greet:change"
    MEET_CHOOSE = "meet-and-greet:choose"
    APART_ADD = "apart:add"
    PAIRING_LIST = "pairing:list"
    PAIRING_SEE = "pairing:see"
    PAIRING_CHANGE = "pairing:change"
    PAIRING_BREAK = "pairing:break"
    PAIRING_CLOSE_FOR_SAFETY = "pairing:close-for-safety"
    PAIRING_ANSWER = "pairing:answer"
    PAIRING_OWN = "pairing:own"

    MEETING_LIST = "meeting:list"
    MEETING_SEE = "meeting:see"
    MEETING_CHANGE = "meeting:change"
    MEETING_REGISTER = "meeting:register"
    ABSENCE_SET = "absence:set"
    ROOM_OPEN = "room:open"
    ROOM_USE = "room:use"
    ROOM_TURN = "room:turn"
    MEETING_WRITE_UP = "meeting:write-up"
    MEETING_FACES = "meeting:faces"
    FACES_SEE = "faces:see"
    FACES_SEE_TO = "faces:see-to"
    ASK_MAKE = "ask:make"
    ASK_SEE = "ask:see"
    ASK_ANSWER = "ask:answer"
    NOTE_SEE = "boundary-note:see"
    NOTE_ANSWER = "boundary-note:answer"
    CHECK_IN_LIST = "check-in:list"
    CHECK_IN_RECORD = "check-in:record"

    DESK_OPEN = "desk:open"
    CONCERN_READ = "concern:read"
    CONCERN_SEE_STATUS = "concern:see-status"
    CONCERN_ACKNOWLEDGE = "concern:acknowledge"
    CONCERN_ANSWER = "concern:answer"
    CONCERN_SHARE = "concern:share"
    CONCERN_RELEASE = "concern:release"
    CONCERN_FINISH = "concern:finish"
    HOLD_END = "hold:end"
    TRAIL_SEE = "trail:see"
    OWN_TRAIL_SEE = "trail:see-own"


Condition = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Rule:
    """Who may: any holder of one of `roles`, if `condition` (where there is one) holds for the record."""

    roles: frozenset[Role]
    condition: Condition | None = None


def _is_own(actor: Actor, subject: Any) -> bool:
    return bool(subject.person_id == actor.person_id)


def _is_running(actor: Actor, subject: Any) -> bool:
    # In a programme that is closed, or drawn back, nothing is added; nor about a student who has left the school.
    programme, student = getattr(subject, "programme", subject), getattr(subject, "student", None)
    return programme.status == "open" and (student is None or student.left_at is None)


def _is_own_and_running(actor: Actor, subject: Any) -> bool:
    return _is_own(actor, subject) and _is_running(actor, subject)


def _reads(actor: Actor, subject: Any) -> bool:
    # The concern's own list decides, by person: an exclusion is already out of it and so always wins.
    return actor.person_id in subject.reader_ids


def _decides_about_hold(actor: Actor, subject: Any) -> bool:
    # Lead and deputies who read its concern; whoever reads it, where none of them may.
    return actor.person_id in subject.hold_decider_ids


def _raised(actor: Actor, subject: Any) -> bool:
    return bool(subject.raiser_id == actor.person_id)


def _may_reset(actor: Actor, staff: Any) -> bool:
    # Whoever reads concerns is reset only by another such person, else the administrator could become one.
    return _may_rename(actor, staff) and not _is_own(actor, staff)


def _may_rename(actor: Actor, staff: Any) -> bool:
    # Spelt another way, a surname in a child's words would no longer keep its owner out.
    if staff.is_safeguarding and staff.school.setup_finished_at is not None:
        return actor.holds(*SAFEGUARDING_ROLES) and not _is_own(actor, staff)
    return actor.holds(Role.ADMINISTRATOR)


def _may_sign_out(actor: Actor, person: Any) -> bool:
    # Whoever reads concerns is not kept from them by the administrator, again and again.
    return actor.holds(Role.LEAD) or not person.is_safeguarding


def _sees_programme(actor: Actor, programme: Any) -> bool:
    # A supervisor sees the programmes where they are on duty or stand in, and no other.
    if actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY):
        return True
    return actor.person_id in programme.duty_ids


def _is_own_pairing(actor: Actor, subject: Any) -> bool:
    # A supervisor's own: where they are the adult named, or on duty or standing in at its time. Others see all.
    if actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY):
        return True
    whose = subject if hasattr(subject, "adult_ids") else subject.pairing
    return whose is not None and actor.person_id in whose.adult_ids


def _is_turn(actor: Actor, subject: Any) -> bool:
    return actor.room_id is not None and bool(subject.id == actor.room_id)


def _is_in_it(actor: Actor, subject: Any) -> bool:
    pairing = getattr(subject, "pairing", None) or subject
    return actor.person_id in pairing.student_ids


def _is_mentor_in_it(actor: Actor, subject: Any) -> bool:
    pairing = getattr(subject, "pairing", None) or subject
    return any(each.student_id == actor.person_id and each.role == "mentor" for each in pairing.here)


def _is_mentee_in_it(actor: Actor, subject: Any) -> bool:
    pairing = getattr(subject, "pairing", None) or subject
    return any(each.student_id == actor.person_id and each.role == "mentee" for each in pairing.here)


STAFF = frozenset(STAFF_ROLES)
EVERYONE = STAFF | {Role.STUDENT}  # a room's tablet is nobody
DESK = SAFEGUARDING_ROLES
OFFICE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
COORDINATION = frozenset({Role.COORDINATOR})
HEADS = frozenset({Role.HEAD, Role.STAND_IN})
STUDENTS = frozenset({Role.STUDENT})
TEAM = frozenset({Role.LEAD, Role.DEPUTY})
JOINING_STAFF = COORDINATION | TEAM
PROGRAMME_STAFF = frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.LEAD, Role.DEPUTY})
ON_DUTY = frozenset({Role.COORDINATOR, Role.SUPERVISOR})
ROOM = frozenset({Role.ROOM})

POLICY: dict[Action, Rule] = {
    Action.HOME_OPEN: Rule(EVERYONE),
    Action.ACCOUNT_OPEN: Rule(EVERYONE),
    Action.ACCOUNT_CHANGE: Rule(EVERYONE),
    Action.SESSION_END_OWN: Rule(EVERYONE, _is_own),
    Action.KEPT_OPEN: Rule(EVERYONE),
    Action.HELP_READ: Rule(STAFF),  # young people have their own, on their own pages
    Action.SIGN_IN_REPORT: Rule(EVERYONE),
    Action.SIGN_IN_REPORT_ANSWER: Rule(frozenset({Role.COORDINATOR})),
    Action.SCHOOL_SEE: Rule(STAFF),
    Action.SCHOOL_CHANGE: Rule(ADMINISTRATION),
    Action.CALENDAR_CHANGE: Rule(OFFICE),
    Action.SETUP_SEE: Rule(OFFICE | DESK),
    Action.STAFF_SEE: Rule(STAFF),
    Action.STAFF_ADD: Rule(ADMINISTRATION | DESK),
    Action.STAFF_CHANGE: Rule(ADMINISTRATION),
    Action.STAFF_RENAME: Rule(ADMINISTRATION | DESK, _may_rename),
    Action.ROLE_CHANGE: Rule(ADMINISTRATION | DESK),  # which role by whom: people.rules.granting
    Action.STAFF_RESET: Rule(ADMINISTRATION | DESK, _may_reset),
    Action.SESSIONS_END_ALL: Rule(frozenset({Role.LEAD, Role.ADMINISTRATOR}), _may_sign_out),
    Action.AWAY_SET: Rule(STAFF),
    Action.STUDENT_SEE: Rule(OFFICE | {Role.LEAD, Role.DEPUTY}),
    Action.STUDENT_ADD: Rule(OFFICE),
    Action.STUDENT_CHANGE: Rule(OFFICE),
    Action.STUDENT_DELETE: Rule(OFFICE),
    Action.ROSTER_IMPORT: Rule(OFFICE),
    Action.FAMILY_DECIDE: Rule(frozenset({Role.COORDINATOR, Role.LEAD})),
    Action.CARD_MAKE: Rule(OFFICE | {Role.LEAD, Role.DEPUTY}),
    Action.FAMILY_TIE_CHANGE: Rule(frozenset({Role.COORDINATOR, Role.LEAD, Role.DEPUTY})),
    Action.PROGRAMME_LIST: Rule(PROGRAMME_STAFF | HEADS),  # the head's list shows counts
    Action.PROGRAMME_SEE: Rule(PROGRAMME_STAFF, _sees_programme),
    Action.PROGRAMME_ADD: Rule(COORDINATION),
    Action.PROGRAMME_CHANGE: Rule(COORDINATION),
    Action.PLACE_SEE: Rule(PROGRAMME_STAFF),
    Action.PLACE_CHANGE: Rule(COORDINATION),
    Action.GAP_DECIDE: Rule(HEADS),
    Action.JOINING_OPEN: Rule(STUDENTS),
    Action.JOINING_OWN: Rule(STUDENTS, _is_own_and_running),
    Action.JOINING_LEAVE: Rule(STUDENTS, _is_own),  # whatever the programme is, and at any time
    # A supervisor sees their own mentors and mentees, and nobody has those before pairs are made.
    Action.READINESS_SEE: Rule(JOINING_STAFF),
    Action.ENROLMENT_SEE: Rule(JOINING_STAFF),
    Action.ENROLMENT_ADD: Rule(COORDINATION),
    Action.ENROLMENT_CHANGE: Rule(COORDINATION, _is_running),
    Action.APART_SEE: Rule(TEAM),
    Action.SPECIALIST_DECIDE: Rule(JOINING_STAFF),
    Action.BAR_SEE: Rule(TEAM),
    Action.BAR_CHANGE: Rule(TEAM),
    Action.CONSENT_SETTLE: Rule(TEAM),
    Action.LETTER_CHANGE: Rule(COORDINATION),
    Action.TRAINING_RECORD: Rule(COORDINATION),
    Action.BOARD_SEE: Rule(JOINING_STAFF),
    Action.BOARD_CHANGE: Rule(COORDINATION, _is_running),
    Action.MEET_SEE: Rule(JOINING_STAFF),  # who comes and who has chosen; whom, nobody reads
    Action.MEET_CHANGE: Rule(COORDINATION, _is_running),
    Action.MEET_CHOOSE: Rule(STUDENTS, _is_own_and_running),  # one's own place at a meet-and-greet
    Action.APART_ADD: Rule(ON_DUTY),
    Action.PAIRING_LIST: Rule(PROGRAMME_STAFF),  # a supervisor's list holds their own
    Action.PAIRING_SEE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.PAIRING_CHANGE: Rule(JOINING_STAFF),
    Action.PAIRING_BREAK: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.PAIRING_CLOSE_FOR_SAFETY: Rule(TEAM),
    Action.PAIRING_ANSWER: Rule(STUDENTS, _is_own),  # one's own place in a pairing
    Action.PAIRING_OWN: Rule(STUDENTS, _is_in_it),
    Action.MEETING_LIST: Rule(PROGRAMME_STAFF),  # a supervisor's list holds their own
    Action.MEETING_SEE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.MEETING_CHANGE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.MEETING_REGISTER: Rule(ON_DUTY, _is_own_pairing),
    Action.ABSENCE_SET: Rule(ON_DUTY),
    Action.ROOM_OPEN: Rule(ON_DUTY),
    Action.ROOM_USE: Rule(ROOM),
    Action.ROOM_TURN: Rule(STUDENTS, _is_turn),
    Action.MEETING_WRITE_UP: Rule(STUDENTS, _is_mentor_in_it),
    Action.MEETING_FACES: Rule(STUDENTS, _is_mentee_in_it),
    Action.FACES_SEE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.FACES_SEE_TO: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.ASK_MAKE: Rule(STUDENTS, _is_own),  # one's own enrolment
    Action.ASK_SEE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.ASK_ANSWER: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.NOTE_SEE: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.NOTE_ANSWER: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.CHECK_IN_LIST: Rule(PROGRAMME_STAFF),  # a supervisor's list holds their own
    Action.CHECK_IN_RECORD: Rule(PROGRAMME_STAFF, _is_own_pairing),
    Action.DESK_OPEN: Rule(DESK),
    Action.CONCERN_READ: Rule(DESK, _reads),
    Action.CONCERN_SEE_STATUS: Rule(EVERYONE, _raised),
    Action.CONCERN_ACKNOWLEDGE: Rule(DESK, _reads),
    Action.CONCERN_ANSWER: Rule(DESK, _reads),
    Action.CONCERN_SHARE: Rule(frozenset({Role.HEAD, Role.STAND_IN}), _reads),
    Action.CONCERN_RELEASE: Rule(DESK, _reads),
    Action.CONCERN_FINISH: Rule(DESK, _reads),
    Action.HOLD_END: Rule(DESK, _decides_about_hold),
    Action.TRAIL_SEE: Rule(frozenset({Role.HEAD, Role.STAND_IN})),
    Action.OWN_TRAIL_SEE: Rule(frozenset({Role.COORDINATOR, Role.SUPERVISOR})),
}


# A form that came too late is given back, but one of these is not sent with one press: at a screen that was left
# alone somebody else may have filled it in, and what it would do cannot be seen from the words typed into it.
ONLY_BY_HAND = frozenset(
    {
        Action.ROLE_CHANGE,
        Action.STAFF_ADD,
        Action.STAFF_CHANGE,
        Action.STAFF_RENAME,
        Action.STAFF_RESET,
        Action.SESSIONS_END_ALL,
        Action.FAMILY_TIE_CHANGE,
        Action.FAMILY_DECIDE,
        Action.ROSTER_IMPORT,
        Action.STUDENT_DELETE,
        Action.SCHOOL_CHANGE,
        Action.CARD_MAKE,
        Action.GAP_DECIDE,
        Action.SPECIALIST_DECIDE,
        Action.BAR_CHANGE,
        Action.CONSENT_SETTLE,
        Action.ENROLMENT_ADD,
        Action.ENROLMENT_CHANGE,
        Action.TRAINING_RECORD,
        Action.LETTER_CHANGE,
        Action.JOINING_OPEN,
        Action.JOINING_OWN,
        Action.JOINING_LEAVE,
        Action.BOARD_CHANGE,
        Action.MEET_CHANGE,
        Action.MEET_CHOOSE,
        Action.APART_ADD,
        Action.PAIRING_CHANGE,
        Action.PAIRING_BREAK,
        Action.PAIRING_CLOSE_FOR_SAFETY,
        Action.PAIRING_ANSWER,
        Action.MEETING_CHANGE,
        Action.ABSENCE_SET,
        Action.ROOM_OPEN,
        Action.CONCERN_SHARE,
        Action.CONCERN_RELEASE,
        Action.CONCERN_FINISH,
        Action.HOLD_END,
    }
)


# All that is open on a room's tablet, whoever is there: the room itself, and of a student's things the one job that
# they were let in for, at the meeting or meet-and-greet that they were let in for.
JOBS = frozenset({Action.MEETING_FACES, Action.MEETING_WRITE_UP, Action.MEET_CHOOSE})
IN_A_ROOM = JOBS | {Action.ROOM_USE, Action.ROOM_TURN, Action.KEPT_OPEN}


def _opens_in_a_room(actor: Actor, action: Action, subject: Any = None) -> bool:
    if action in JOBS and subject is not None:
        return bool(getattr(subject, "meeting_id", subject.id) == actor.job_id)
    return action in IN_A_ROOM


def may(actor: Actor | None, action: Action, subject: Any = None) -> bool:
    """Say whether `actor` may do `action` (to `subject`, a record with a `school_id`, where there is one).

    A record of another school is nobody's. A rule with a condition needs its record: without one the
    answer is no.
    """
    rule = POLICY.get(action)
    if actor is None or rule is None or not actor.holds(*rule.roles):
        return False
    if subject is not None and subject.school_id != actor.school_id:
        return False
    if actor.room_id is not None and not _opens_in_a_room(actor, action, subject):
        return False
    if rule.condition is None:
        return True
    return subject is not None and rule.condition(actor, subject)


def may_at_all(actor: Actor | None, action: Action) -> bool:
    """Say whether `actor` holds a role that could do `action`, for links that lead to a list."""
    rule = POLICY.get(action)
    if actor is None or rule is None or (actor.room_id is not None and action not in IN_A_ROOM):
        return False
    return actor.holds(*rule.roles)
