"""Who is ready to be paired: the gates, what is still missing, and whose move it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.joining.rules.consent import Standing as ConsentStanding
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.suitability import Verdict, View
from mentoring.joining.rules.training import TrainingStanding


class Gate(StrEnum):
    """What must be green before pairing, in the order of the list."""

    OWN_YES = "own-yes"
    PROFILE = "profile"
    TUTOR = "tutor"
    SUITABILITY = "suitability"
    CONSENT = "consent"
    AGREEMENT = "agreement"
    TRAINING = "training"
    PAIRING = "pairing"


class Missing(StrEnum):
    """What is still missing at a gate."""

    OWN_YES = "missing-own-yes"
    SAID_NO = "missing-said-no"
    PAUSED = "missing-paused"
    STOPPED = "missing-stopped"
    PROFILE = "missing-profile"
    TUTOR_NOT_ASKED = "missing-tutor-not-asked"
    TUTOR = "missing-tutor"
    TUTOR_TALK = "missing-tutor-talk"
    SUITABILITY = "missing-suitability"
    NOT_YET = "missing-not-yet"
    UNSUITABLE = "missing-unsuitable"
    CONSENT = "missing-consent"
    CONSENT_TIME = "missing-consent-time"
    CONSENT_REFUSED = "missing-consent-refused"
    CONSENT_WITHDRAWN = "missing-consent-withdrawn"
    AGREEMENT = "missing-agreement"
    AGREEMENT_OVERDUE = "missing-agreement-overdue"
    TRAINING = "missing-training"
    TRAINING_SHORT = "missing-training-short"
    MODULE = "missing-module"
    PREPARATION_UNDER = "missing-preparation-under"
    TRAINING_EXPIRED = "missing-training-expired"
    CANNOT_BE_PAIRED = "missing-cannot-be-paired"
    ON_HOLD = "missing-on-hold"
    ON_BREAK = "missing-on-break"  # a hold, to somebody who may not know that it is one


class Soon(StrEnum):
    """What does not block yet, and should be done."""

    AGREEMENT_AGAIN = "soon-agreement-again"
    PREPARATION_PART = "soon-preparation-part"


class Move(StrEnum):
    """Whose move it is."""

    STUDENT = "student"
    COORDINATOR = "coordinator"
    TUTOR = "tutor"
    CARER = "carer"
    LEAD = "lead"
    NOBODY = "nobody"


class Signed(StrEnum):
    """How a role description is signed."""

    YES = "yes"
    NOT_YET = "not-yet"
    AGAIN = "again"  # what was agreed to changed, and there is still time
    OVERDUE = "overdue"


class Hold(StrEnum):
    """How somebody reads that a student must not meet for now."""

    HOLD = "hold"
    BREAK = "break"  # by whom the concern behind it keeps out


def hold_as_read(kept_out: Sequence[Collection[str]], reader_id: str | None) -> Hold | None:
    """Return how a reader may know of somebody's holds; None where there is none.

    kept_out: for each hold, whom the concern behind it keeps out. reader_id: a member of staff, or None. Whoever is
    kept out of every one of them reads a break, as students do.
    """
    if not kept_out:
        return None
    return Hold.BREAK if all(reader_id in each for each in kept_out) else Hold.HOLD


ENTRIES: tuple[tuple[Missing, Gate, Move], ...] = (
    (Missing.OWN_YES, Gate.OWN_YES, Move.STUDENT),
    (Missing.SAID_NO, Gate.OWN_YES, Move.NOBODY),
    (Missing.STOPPED, Gate.OWN_YES, Move.NOBODY),
    (Missing.PROFILE, Gate.PROFILE, Move.STUDENT),
    (Missing.TUTOR_NOT_ASKED, Gate.TUTOR, Move.COORDINATOR),
    (Missing.TUTOR, Gate.TUTOR, Move.TUTOR),
    (Missing.TUTOR_TALK, Gate.TUTOR, Move.COORDINATOR),
    (Missing.SUITABILITY, Gate.SUITABILITY, Move.COORDINATOR),
    (Missing.NOT_YET, Gate.SUITABILITY, Move.COORDINATOR),
    (Missing.UNSUITABLE, Gate.SUITABILITY, Move.NOBODY),
    (Missing.CONSENT, Gate.CONSENT, Move.CARER),
    (Missing.CONSENT_TIME, Gate.CONSENT, Move.CARER),
    (Missing.CONSENT_REFUSED, Gate.CONSENT, Move.NOBODY),
    (Missing.CONSENT_WITHDRAWN, Gate.CONSENT, Move.NOBODY),
    (Missing.AGREEMENT, Gate.AGREEMENT, Move.STUDENT),
    (Missing.AGREEMENT_OVERDUE, Gate.AGREEMENT, Move.STUDENT),
    (Missing.TRAINING, Gate.TRAINING, Move.STUDENT),
    (Missing.TRAINING_SHORT, Gate.TRAINING, Move.COORDINATOR),
    (Missing.MODULE, Gate.TRAINING, Move.STUDENT),
    (Missing.PREPARATION_UNDER, Gate.TRAINING, Move.COORDINATOR),
    (Missing.TRAINING_EXPIRED, Gate.TRAINING, Move.COORDINATOR),
    (Missing.CANNOT_BE_PAIRED, Gate.PAIRING, Move.LEAD),
    (Missing.ON_HOLD, Gate.PAIRING, Move.LEAD),
    # Whoever may not know of a hold reads of it what is read of somebody's own pause.
    (Missing.PAUSED, Gate.PAIRING, Move.COORDINATOR),
    (Missing.ON_BREAK, Gate.PAIRING, Move.COORDINATOR),
)
GATE_OF: Mapping[Missing, Gate] = {code: gate for code, gate, _move in ENTRIES}
MOVE_OF: Mapping[Missing, Move] = {code: move for code, _gate, move in ENTRIES}

OWN_YES_MISSING: Mapping[State, Missing] = {
    State.WAITING: Missing.OWN_YES,
    State.DECLINED: Missing.SAID_NO,
    State.STOPPED: Missing.STOPPED,
}
CONSENT_MISSING: Mapping[ConsentStanding, Missing] = {
    ConsentStanding.WAITING: Missing.CONSENT,
    ConsentStanding.TIME_RUNNING: Missing.CONSENT_TIME,
    ConsentStanding.REFUSED: Missing.CONSENT_REFUSED,
    ConsentStanding.WITHDRAWN: Missing.CONSENT_WITHDRAWN,
}
SIGNED_MISSING: Mapping[Signed, Missing] = {
    Signed.NOT_YET: Missing.AGREEMENT,
    Signed.OVERDUE: Missing.AGREEMENT_OVERDUE,
}
TRAINING_MISSING: Mapping[TrainingStanding, Missing] = {
    TrainingStanding.NOT_BEGUN: Missing.TRAINING,
    TrainingStanding.SHORT: Missing.TRAINING_SHORT,
    TrainingStanding.NO_MODULE: Missing.MODULE,
    TrainingStanding.UNDER_HALF_AN_HOUR: Missing.PREPARATION_UNDER,
    TrainingStanding.EXPIRED: Missing.TRAINING_EXPIRED,
}
HOLD_MISSING: Mapping[Hold, Missing] = {Hold.HOLD: Missing.ON_HOLD, Hold.BREAK: Missing.ON_BREAK}
VERDICT_MISSING: Mapping[Verdict, Missing] = {
    Verdict.NOT_YET: Missing.NOT_YET,
    Verdict.NO: Missing.UNSUITABLE,
}


@dataclass(frozen=True)
class Facts:
    """What is known of one student in one programme.

    view: the newest answer of a tutor. decided_after_view: the decision about suitability was made knowing it.
    barred: a cause that is for the lead alone. hold: how the reader may know of one.
    """

    state: State
    profile_finished: bool
    view_asked: bool
    view: View | None
    verdict: Verdict | None
    decided_after_view: bool
    consent: ConsentStanding
    signed: Signed
    training: TrainingStanding
    barred: bool
    hold: Hold | None


def missing_before_pairing(facts: Facts) -> Sequence[Missing]:
    """Return what a student still lacks before being paired, in the order of the gates; nothing when all is green.

    The hard gates of the Elements of Effective Practice for Mentoring, 4th edition: nobody meets before them. No
    gate can be ticked: each is green only by the thing itself.
    """
    if facts.state in (State.DECLINED, State.STOPPED):
        return [OWN_YES_MISSING[facts.state]]  # nobody's move, whatever else is not there
    lacks = [
        OWN_YES_MISSING.get(facts.state),
        None if facts.profile_finished else Missing.PROFILE,
        _view_missing(facts),
        VERDICT_MISSING.get(facts.verdict) if facts.verdict else Missing.SUITABILITY,
        CONSENT_MISSING.get(facts.consent),
        SIGNED_MISSING.get(facts.signed),
        TRAINING_MISSING.get(facts.training),
        Missing.CANNOT_BE_PAIRED if facts.barred else None,
        HOLD_MISSING.get(facts.hold) if facts.hold else None,
        Missing.PAUSED if facts.state is State.PAUSED else None,
    ]
    return [code for code in lacks if code is not None]


def _view_missing(facts: Facts) -> Missing | None:
    if facts.view is None:
        return Missing.TUTOR if facts.view_asked else Missing.TUTOR_NOT_ASKED
    if facts.view is View.YES or facts.decided_after_view:
        return None
    return Missing.TUTOR_TALK


def to_do_soon(facts: Facts) -> Sequence[Soon]:
    """Return what does not block yet: a changed agreement within its days, the second part of a preparation."""
    found = {
        Soon.AGREEMENT_AGAIN: facts.signed is Signed.AGAIN,
        Soon.PREPARATION_PART: facts.training is TrainingStanding.PART,
    }
    return [code for code, is_due in found.items() if is_due]
