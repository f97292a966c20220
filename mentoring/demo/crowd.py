"""The many of the demo, as far as most are: in rows like those that the actions write, which are slow for hundreds.

A test compares one of them with somebody who did the same by the actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentoring import clock
from mentoring.audit import events
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.demo.ledger import Ledger
from mentoring.joining.models import (
    ConsentEntry,
    Enrolment,
    OwnAnswer,
    Profile,
    Signature,
    Suitability,
    Training,
    TutorView,
)
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Answer, Came, How, State
from mentoring.joining.rules.profile import Step, steps_for
from mentoring.joining.rules.suitability import Verdict, View
from mentoring.matching.models import MeetChoice, MeetGuest
from mentoring.matching.rules.meet_and_greet import HowChosen
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from mentoring.programme.queries.roles import description
from mentoring.programme.rules.kinds import ProgrammeRole

# In this order, because each points at the one before.
MODELS = (Enrolment, OwnAnswer, Profile, TutorView, Suitability, ConsentEntry, Signature, Training)
# What of `likes` is the answer to each question; the others were skipped.
ANSWERS = {
    Step.INTERESTS: ("interests",),
    Step.HELP: ("help",),
    Step.TIMES: ("cannot_slot_ids",),
    Step.LANGUAGES: ("languages",),
    Step.PLACE: ("step_free", "quiet"),
    Step.SAME_GENDER: ("same_gender",),
    Step.GENDER: ("gender",),
}


@dataclass(frozen=True)
class Far:
    """How far somebody is who said yes. What is not there is missing."""

    profile: bool = True
    view: bool = True
    decided: bool = True
    consent: bool = True
    signed: bool = True
    trained: bool = True


@dataclass
class Crowd(Ledger):
    """Students who join and get ready. The words for a role do not change while they do."""

    _newest: dict[tuple[str, ProgrammeRole], int] = field(default_factory=dict)

    def add(
        self,
        programme: Programme,
        student: Student,
        role: ProgrammeRole,
        far: Far,
        *,
        likes: dict[str, Any],
        joined: datetime,
        then: datetime,
    ) -> dict[str, Any]:
        """Let a student join, and do the rest a few days later; return the enrolment. `likes`: of the profile."""
        enrolment = self._join(programme, student, role, joined)
        if far.profile:
            self._profile(enrolment, likes, joined)
        if far.view:
            self._view(enrolment, student, then)
        if far.decided:
            self._decide(enrolment, then)
        if far.consent:
            self._consent(enrolment, student, then)
        if far.signed:
            self._sign(enrolment, programme, role, then)
        if far.trained:
            self._train(enrolment, role, then)
        return enrolment

    def add_profile(self, enrolment: Enrolment, likes: dict[str, Any], at: datetime) -> None:
        """Let somebody who joined by the actions have answered or passed every question."""
        self._profile({"id": enrolment.id, "student_id": enrolment.student_id}, likes, at)

    def write(self) -> None:
        """Write everything that was added."""
        self.write_in_order(MODELS)

    def add_choices(self, guest: MeetGuest, chosen: Sequence[str], at: datetime) -> None:
        """Let staff have keyed in the card of a guest at a meet-and-greet. chosen: enrolments."""
        for enrolment_id in sorted(chosen):
            self.row(MeetChoice, guest_id=guest.id, enrolment_id=enrolment_id)
        how = HowChosen.CARD.value
        self.note(events.MEET_CHOSEN, at, self.coordinator, guest.student_id, meet=guest.meet_id, how=how)

    def write_choices(self) -> None:
        """Write what was keyed in."""
        self.write_in_order((MeetChoice,))

    def _join(
        self, programme: Programme, student: Student, role: ProgrammeRole, at: datetime
    ) -> dict[str, Any]:
        enrolment = self.row(
            Enrolment, programme_id=programme.id, student_id=student.id, role=role, state=State.IN, came=Came.OWN,
            made_at=at, made_by=student.id, state_at=at, version=1,
        )  # fmt: skip
        own = By("person", student.id)
        self._note(
            events.ENROLLED, at, own, enrolment, programme=programme.id, role=role.value, came=Came.OWN.value
        )
        self.row(
            OwnAnswer, enrolment_id=enrolment["id"], answer=Answer.YES, how=How.OWN_SIGN_IN,
            said_on=self._day(at), at=at,
        )  # fmt: skip
        said = {"answer": Answer.YES.value, "how": How.OWN_SIGN_IN.value}
        self._note(events.OWN_ANSWER_GIVEN, at, own, enrolment, **said)
        return enrolment

    def _profile(self, enrolment: dict[str, Any], likes: dict[str, Any], at: datetime) -> None:
        passed = steps_for(wants_same_gender=likes["same_gender"])
        columns = {"interests": [], "help": [], "cannot_slot_ids": [], **likes}
        self.row(
            Profile, enrolment_id=enrolment["id"], passed=[step.value for step in passed], finished_at=at,
            changed_at=at, version=len(passed) + 1, **columns,
        )  # fmt: skip
        own = By("person", enrolment["student_id"])
        for step in passed:
            answered = any(columns[name] for name in ANSWERS.get(step, ()))
            event = events.PROFILE_CHANGED if answered else events.PROFILE_SKIPPED
            self._note(event, at, own, enrolment, part=step.value)
        self._note(events.PROFILE_CHANGED, at, own, enrolment, part="finished")

    def _view(self, enrolment: dict[str, Any], student: Student, at: datetime) -> None:
        self.row(
            TutorView, enrolment_id=enrolment["id"], who=f"Tutor of {student.form}", asked_at=at,
            asked_by=self.coordinator.person_id, answer=View.YES, answered_on=self._day(at), answered_at=at,
            turn=1, version=2,
        )  # fmt: skip
        self._note(events.TUTOR_VIEW_GIVEN, at, self.coordinator, enrolment, how="paper")

    def _decide(self, enrolment: dict[str, Any], at: datetime) -> None:
        self.row(
            Suitability, enrolment_id=enrolment["id"], turn=1, verdict=Verdict.YES,
            reasons="Turns up, listens, and wants to.", knew=1, at=at, decided_by=self.coordinator.person_id,
        )  # fmt: skip
        self._note(events.SUITABILITY_DECIDED, at, self.coordinator, enrolment, verdict=Verdict.YES.value)

    def _consent(self, enrolment: dict[str, Any], student: Student, at: datetime) -> None:
        self.row(
            ConsentEntry, enrolment_id=enrolment["id"], turn=1, said=Said.GIVEN, who=f"Carer {student.last_name}",
            authority=Authority.PARENT, how=ConsentHow.PAPER, day=self._day(at), letter=0, at=at,
            recorded_by=self.coordinator.person_id,
        )  # fmt: skip
        self._note(events.CONSENT_RECORDED, at, self.coordinator, enrolment, said=Said.GIVEN.value)

    def _sign(
        self, enrolment: dict[str, Any], programme: Programme, role: ProgrammeRole, at: datetime
    ) -> None:
        if (programme.id, role) not in self._newest:
            self._newest[programme.id, role] = description(programme, role).newest
        number, how = self._newest[programme.id, role], How.OWN_SIGN_IN
        self.row(Signature, enrolment_id=enrolment["id"], number=number, how=how, at=at)
        own = By("person", enrolment["student_id"])
        self._note(events.AGREEMENT_SIGNED, at, own, enrolment, number=number, how=how.value)

    def _train(self, enrolment: dict[str, Any], role: ProgrammeRole, at: datetime) -> None:
        is_mentor = role is ProgrammeRole.MENTOR
        taught = {"role": role, "minutes": 120 if is_mentor else 60, "module": is_mentor}
        self.row(
            Training, student_id=enrolment["student_id"], day=self._day(at), taught_by="Ms Okafor", at=at,
            recorded_by=self.coordinator.person_id, **taught,
        )  # fmt: skip
        facts = {**taught, "role": role.value}
        self.note(events.TRAINING_RECORDED, at, self.coordinator, enrolment["student_id"], **facts)

    def _day(self, at: datetime) -> Any:
        return clock.local(at, self.school.zone).date()

    def _note(self, event: Event, at: datetime, by: By, enrolment: dict[str, Any], **facts: Any) -> None:
        self.note(event, at, by, enrolment["student_id"], enrolment=enrolment["id"], **facts)


def likes_of(
    number: int, interests: Sequence[Sequence[str]], helps: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return what the student of that number answers: most of it, some of it, and now and then a need."""
    return {
        "interests": list(interests[number % len(interests)]),
        "help": list(helps[number % len(helps)]),
        "help_may_be_told": number % 2 == 0,
        "step_free": number % 17 == 3,
        "quiet": number % 11 == 5,
        "same_gender": number % 13 == 7,
        "gender": ("girl" if number % 2 else "boy") if number % 13 == 7 else "",
        "languages": ("Polish", "Urdu", "Welsh")[number % 3] if number % 10 == 1 else "",
    }
