"""Pairings and what they do each week, in rows like those that the actions write, which are slow for hundreds.

A test compares one pairing with another that came as far by the actions. Whatever is seldom is told by the actions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from mentoring import ids
from mentoring.audit import events
from mentoring.audit.trail import By
from mentoring.demo.ledger import Ledger
from mentoring.joining.rules.enrolment import How
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.rules.life import Happening, State
from mentoring.meetings.models import Absence, Attendance, CheckIn, Faces, Meeting, WriteUp
from mentoring.meetings.rules.meetings import Came, MeetingState, Off, Source, outcome_of
from mentoring.people.rules.school_time import SchoolTime, moment_of
from mentoring.programme.models import Programme, Slot
from mentoring.programme.rules.kinds import ProgrammeRole

# In this order, because each points at the one before.
MODELS = (Pairing, PairingMember, PairingStep, Absence, Meeting, Attendance, WriteUp, Faces, CheckIn)
MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Somebody:
    """A student in a programme."""

    enrolment_id: str
    student_id: str
    role: ProgrammeRole


@dataclass(frozen=True)
class Spot:
    """When and where a pairing meets each week, and the adult who is near."""

    slot: Slot
    place_id: str
    adult_id: str


@dataclass(frozen=True)
class Wrote:
    """What a mentor wrote of a meeting that was held."""

    minutes: int
    did: tuple[str, ...]
    helped: tuple[str, ...]
    did_words: str = ""
    for_mentee: str = ""
    for_staff: str = ""


@dataclass
class Pair:
    """A pairing that is being told: its row, its members' rows and its meetings' rows."""

    row: dict[str, Any]
    members: list[dict[str, Any]]
    spot: Spot
    meetings: list[dict[str, Any]] = field(default_factory=list)
    steps: int = 0

    @property
    def id(self) -> str:
        """Return the pairing's id."""
        return str(self.row["id"])

    def of(self, role: ProgrammeRole) -> list[str]:
        """Return the ids of its students of one role."""
        return [str(each["student_id"]) for each in self.members if each["role"] == role]


class Pairs(Ledger):
    """Pairings from the first proposal to the newest register."""

    def make(
        self, programme: Programme, members: Iterable[Somebody], spot: Spot, at: datetime, *, fit: int | None
    ) -> Pair:
        """Make a pairing that nobody was asked about yet. fit: None for one that was put together by hand."""
        origin = "hand" if fit is None else "board"
        row = self.row(
            Pairing, programme_id=programme.id, state=State.PROPOSED, state_at=at, slot_id=spot.slot.id,
            place_id=spot.place_id, adult_id=spot.adult_id, made_at=at, made_by=self.coordinator.person_id,
            origin=origin, fit=fit, met_at=None, break_cause="", tell_since=None, ends_on=None, closing="",
            rematch="", version=1,
        )  # fmt: skip
        made = Pair(row, [self._member(row, each) for each in members], spot)
        self._step(made, "proposed", at, self.coordinator)
        self.note(
            events.PAIRING_MADE, at, self.coordinator, made.id, programme=programme.id, origin=origin,
            mentors=len(made.of(MENTOR)), mentees=len(made.of(MENTEE)),
        )  # fmt: skip
        return made

    def _member(self, pairing: dict[str, Any], who: Somebody) -> dict[str, Any]:
        return self.row(
            PairingMember, pairing_id=pairing["id"], enrolment_id=who.enrolment_id,
            student_id=who.student_id, role=who.role, opened_at=None, answer="", answered_at=None, how="",
            recorded_by=None, left_at=None,
        )  # fmt: skip

    def ask(self, pair: Pair, at: datetime) -> None:
        """Put the question on the mentors' homes."""
        self._move(pair, Happening.ASK, at, self.coordinator)

    def say_yes(self, pair: Pair, role: ProgrammeRole, at: datetime) -> None:
        """Let everybody of one role open the question and say yes, one after the other."""
        happening = Happening.MENTORS_YES if role is MENTOR else Happening.MENTEES_YES
        theirs = [each for each in pair.members if each["role"] == role]
        for number, each in enumerate(theirs, 1):
            own = By("person", each["student_id"])
            each["opened_at"] = at
            self.note(events.PAIRING_OPENED, at, own, each["student_id"], pairing=pair.id)
            at += A_MOMENT
            each |= {"answer": "yes", "answered_at": at, "how": How.OWN_SIGN_IN}
            said = {"answer": "yes", "how": How.OWN_SIGN_IN.value}
            self.note(events.PAIRING_ANSWERED, at, own, each["student_id"], pairing=pair.id, **said)
            facts = {"student_id": each["student_id"], "code": "yes"}
            if number == len(theirs):
                self._move(pair, happening, at, own, **facts)
            else:
                self._step(pair, "answered", at, own, **facts)
            at += A_MOMENT

    def confirm(self, pair: Pair, days: Sequence[date], times: SchoolTime, at: datetime) -> None:
        """Confirm a pairing that agreed, with its meetings on these days."""
        slot = pair.spot.slot
        for day in days:
            pair.meetings.append(
                self.row(
                    Meeting,
                    pairing_id=pair.id,
                    programme_id=pair.row["programme_id"],
                    site_id=slot.site_id,
                    slot_id=slot.id,
                    place_id=pair.spot.place_id,
                    adult_id=pair.spot.adult_id,
                    stand_in_id=None,
                    planned_for=day,
                    day=day,
                    starts=slot.starts,
                    ends=slot.ends,
                    starts_at=moment_of(times, day, slot.starts),
                    state=MeetingState.PLANNED,
                    why="",
                    is_planned=True,
                    made_at=at,
                    made_by=self.coordinator.person_id,
                    moved_at=None,
                    registered_at=None,
                    registered_by=None,
                    version=1,
                )
            )
        self.note(events.MEETINGS_PLANNED, at, self.coordinator, pair.id, count=len(days))
        self._move(pair, Happening.CONFIRM, at, self.coordinator)

    def register(self, pair: Pair, meeting: dict[str, Any], came: dict[str, Came], at: datetime) -> None:
        """Let the adult who is near have taken the register of one meeting. came: by student, all of them."""
        near = By("person", meeting["stand_in_id"] or meeting["adult_id"])
        for student_id, code in came.items():
            self._attend(meeting, student_id, code, Source.REGISTER, at, near)
        roles = {each["student_id"]: each["role"] for each in pair.members}
        state, missed_by = outcome_of((roles[student_id], code) for student_id, code in came.items())
        meeting |= {
            "state": state,
            "why": missed_by or "",
            "registered_at": at,
            "registered_by": near.person_id,
        }
        here = sum(code is Came.CAME for code in came.values())
        self.note(events.REGISTER_TAKEN, at, near, meeting["id"], came=here, away=len(came) - here)
        if state is MeetingState.HELD:
            self._meet(pair, meeting, at, near)

    def _meet(self, pair: Pair, meeting: dict[str, Any], at: datetime, by: By) -> None:
        if pair.row["met_at"] is None:
            pair.row["met_at"] = meeting["starts_at"]
            self._move(pair, Happening.MEET, at, by)

    def write_up(
        self, meeting: dict[str, Any], mentor_id: str, wrote: Wrote | None, at: datetime
    ) -> dict[str, Any]:
        """Let a mentor have written up a meeting that has a register. wrote: None where the mentee was not there."""
        own, held = By("person", mentor_id), wrote is not None
        wrote = wrote or Wrote(0, (), ())
        made = self.row(
            WriteUp, meeting_id=meeting["id"], student_id=mentor_id, token=ids.token_hash(ids.new_token()), at=at,
            happened=held, missed_by="" if held else "mentee", minutes=wrote.minutes or None,
            did=list(wrote.did), did_words=wrote.did_words, helped=list(wrote.helped), outside=[],
            for_mentee=wrote.for_mentee, for_staff=wrote.for_staff, place_words="", passes_on=False,
        )  # fmt: skip
        self.note(events.WRITTEN_UP, at, own, meeting["id"], happened=int(held))
        return made

    def faces(
        self, pair: Pair, meeting: dict[str, Any], mentee_id: str, said: tuple[str, str, str], at: datetime
    ) -> dict[str, Any]:
        """Let a mentee have answered the three questions. said: codes, empty where one was skipped."""
        how, heard, again = said
        made = self.row(
            Faces, meeting_id=meeting["id"], student_id=mentee_id, how=how, heard=heard, again=again,
            is_finished=True, at=at, bad_at=at if how == "bad" else None, seen_at=None, seen_by=None, version=3,
        )  # fmt: skip
        for _answer in said:
            self.note(events.FACES_GIVEN, at, By("person", mentee_id), pair.id)
        return made

    def check_in(
        self, pair: Pair, student_id: str, how: str, words: str, at: datetime, day: date, by: By
    ) -> None:
        """Let a member of staff have checked in with one student."""
        self.row(
            CheckIn, pairing_id=pair.id, student_id=student_id, on_day=day, how=how, words=words,
            token=ids.token_hash(ids.new_token()), at=at, by_id=by.person_id,
        )  # fmt: skip
        self.note(events.CHECKED_IN, at, by, student_id, pairing=pair.id, how=how)

    def stand_in(
        self, meetings: Sequence[dict[str, Any]], day: date, absent_id: str, stand_in_id: str, at: datetime
    ) -> None:
        """Let somebody have stood in for an adult who was away, in these meetings of a day."""
        by = self.coordinator
        self.row(
            Absence, staff_id=absent_id, day=day, stand_in_id=stand_in_id, made_at=at, made_by=by.person_id,
            version=1,
        )  # fmt: skip
        for each in meetings:
            each["stand_in_id"] = stand_in_id
        self.note(events.STAND_IN_SET, at, by, absent_id, meetings=len(meetings), stand_in=stand_in_id)

    def call_off(self, meeting: dict[str, Any], why: Off, at: datetime) -> None:
        """Let a meeting have been called off."""
        meeting |= {"state": MeetingState.OFF, "why": why}
        self.note(events.MEETING_OFF, at, self.coordinator, meeting["id"], why=why.value)

    def write(self) -> None:
        """Write everything that was told."""
        self.write_in_order(MODELS)

    def _attend(
        self, meeting: dict[str, Any], student_id: str, came: Came, source: Source, at: datetime, by: By
    ) -> None:
        self.row(
            Attendance, meeting_id=meeting["id"], student_id=student_id, came=came, source=source, at=at,
            by_id=by.person_id,
        )  # fmt: skip

    def _move(
        self, pair: Pair, happening: Happening, at: datetime, by: By, *, student_id: str | None = None,
        code: str = "",
    ) -> None:  # fmt: skip
        after = AFTER[happening]
        pair.row |= {"state": after, "state_at": at}
        self._step(pair, happening, at, by, student_id=student_id, code=code)
        self.note(events.PAIRING_MOVED, at, by, pair.id, happening=happening.value, state=after.value)

    def _step(
        self,
        pair: Pair,
        happening: str,
        at: datetime,
        by: By,
        *,
        student_id: str | None = None,
        code: str = "",
    ) -> None:
        pair.steps += 1
        self.row(
            PairingStep, pairing_id=pair.id, turn=pair.steps, happening=happening, state=pair.row["state"], at=at,
            by_id=by.person_id, student_id=student_id, code=code, words="",
        )  # fmt: skip


# Where each step of the usual way leads.
AFTER = {
    Happening.ASK: State.ASKED_MENTOR,
    Happening.MENTORS_YES: State.ASKED_MENTEE,
    Happening.MENTEES_YES: State.AGREED,
    Happening.CONFIRM: State.READY,
    Happening.MEET: State.ACTIVE,
}
