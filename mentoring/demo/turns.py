"""What is seldom in the demo's pairings, told by the actions themselves: asks, notes, breaks, endings, a hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring import ids
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.demo.calendar import ONE_DAY, ONE_WEEK, Calendar
from mentoring.demo.history import History, Told
from mentoring.demo.joining import Ready
from mentoring.demo.pairs import Pairs
from mentoring.demo.tales import Twist
from mentoring.demo.worries import as_actor, take_as_lead
from mentoring.extensions import db
from mentoring.joining.actions import enrolments
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.enrolment import Answer, How
from mentoring.matching.actions import asking, breaking, ending
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.pairings import pairing as pairing_of
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import Closing, Rematch
from mentoring.meetings.actions import asks, write_ups
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.actions.changing import move_meeting
from mentoring.meetings.actions.faces import note_asked
from mentoring.meetings.actions.write_ups import Typed
from mentoring.meetings.models import Ask, BoundaryNote, Faces, Meeting
from mentoring.meetings.queries.meetings import meetings_of
from mentoring.meetings.rules.asks import AskAnswer, AskKind
from mentoring.meetings.rules.boundary_notes import NoteAnswer
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.meetings.rules.planning import Time, Wanted
from mentoring.meetings.rules.write_ups import Did, Helped, Outside, WhoCame
from mentoring.people.models import School, StaffMember
from mentoring.people.rules.school_time import is_school_day
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import who_can_be_on_duty
from mentoring.raising.actions.concerns import Told as Worry
from mentoring.raising.actions.concerns import raise_concern
from mentoring.raising.rules.answers import DoneBy, SafeNow, WhoNeedsHelp


def tell_history(
    school: School, programmes: Mapping[str, Programme], coordinator: By, ready: Ready, calendar: Calendar
) -> None:
    """Tell every pairing of the demo: its weeks in rows, and then what is special about it by the actions."""
    pairs = Pairs(school, coordinator)
    history = History(school, programmes, calendar, who_can_be_on_duty(school.id), pairs)
    history.tell_all(ready)
    pairs.write()
    Turns(school, coordinator, calendar, history).tell_all()


@dataclass(frozen=True)
class Turns:
    """Who does it, and when: what each turn needs."""

    school: School
    coordinator: By
    calendar: Calendar
    history: History

    def tell_all(self) -> None:
        """Tell what is special about each pairing."""
        for told in self.history.told:
            if (turn := TURNS.get(told.tale.twist)) is not None:
                turn(self, told)
        self._somebody_is_away()

    # Records, and moments

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return that moment, or when the demo is loaded if that is earlier."""
        return min(self.calendar.at(day, time(hour, minute)), self.calendar.now)

    def pairing(self, told: Told) -> Pairing:
        """Return the record of a pairing that was told."""
        found = pairing_of(self.school.id, told.pair.id)
        assert found is not None
        return found

    def member(self, told: Told, student_id: str) -> PairingMember:
        """Return the record of one student's place in it."""
        return next(each for each in self.pairing(told).members if each.student_id == student_id)

    def enrolment(self, enrolment_id: str) -> Enrolment:
        """Return an enrolment."""
        return db.session.get_one(Enrolment, (self.school.id, enrolment_id))

    def newest(self, told: Told) -> Meeting:
        """Return the newest meeting that was held."""
        held = [each for each in self.history.past(told) if each["state"] == MeetingState.HELD]
        return db.session.get_one(Meeting, (self.school.id, held[-1]["id"]))

    def near(self, told: Told) -> By:
        """Return the adult who is near."""
        return By("person", told.pair.spot.adult_id)

    # What young people ask for, and what they wrote

    def ask(self, told: Told, kind: AskKind, words: str, *, by_mentor: bool, at: datetime) -> Ask:
        """Let one of the two ask staff for something."""
        who = (told.mentor if by_mentor else told.mentee).who
        own, enrolment = By("person", who.student_id), self.enrolment(who.enrolment_id)
        return asks.ask_staff(own, enrolment, kind, words, token=ids.new_token(), now=at)

    def asks_for_another_day(self, told: Told) -> None:
        """A mentee asks for another day, and waits."""
        words = "I have band on Thursdays now. Can it be Tuesday?"
        self.ask(told, AskKind.DAY, words, by_mentor=False, at=self.at(self.calendar.ago(1), 13, 22))

    def asked_for_help(self, told: Told) -> None:
        """A mentor asked for help, and somebody talked with them."""
        words = "We run out of things to talk about after ten minutes. What do others do?"
        made = self.ask(told, AskKind.HELP, words, by_mentor=True, at=self.at(self.calendar.ago(9), 15, 30))
        answer = "We talked about games that help. The box is on the shelf by the window."
        at = self.at(self.calendar.ago(8), 12, 25)
        assert asks.answer_ask(self.near(told), made, AskAnswer.TALKED, answer, now=at) is None

    def wrote_of_a_gift(self, told: Told) -> None:
        """A mentor wrote of a gift, and nobody has answered the note yet."""
        self._write_outside(
            told, Outside.GIFT, "Gave back the scarf. I said thank you but that I can't keep it."
        )

    def wrote_of_being_alone(self, told: Told) -> None:
        """A mentor wrote that they were alone for a while, and the supervisor has talked with them."""
        note = self._write_outside(
            told, Outside.ALONE, "The library was locked, so we waited in the corridor first."
        )
        at = note.made_at + timedelta(minutes=25)
        assert write_ups.answer_note(
            self.near(told), note, NoteAnswer.TALKED, is_lead=False, now=min(at, self.calendar.now)
        )

    def _write_outside(self, told: Told, outside: Outside, for_staff: str) -> BoundaryNote:
        meeting = self.newest(told)
        typed = Typed(
            token=ids.new_token(), came=WhoCame.BOTH, minutes=30, did=(Did.TALKED, Did.PLAYED),
            helped=(Helped.EMOTIONAL,), outside=(outside,), for_mentee="See you on Thursday.", for_staff=for_staff,
        )  # fmt: skip
        own = By("person", told.mentor.who.student_id)
        written = write_ups.write_up_meeting(own, meeting, typed, now=self.at(meeting.day, 15, 35))
        assert written.note is not None
        return written.note

    def somebody_asked_after_a_bad(self, told: Told) -> None:
        """Somebody talked with the child after a meeting that was "bad"."""
        wanted = db.select(Faces).where(
            Faces.school_id == self.school.id,
            Faces.student_id == told.mentee.who.student_id,
            Faces.bad_at.is_not(None),
        )
        faces = db.session.scalars(wanted).first()
        assert faces is not None
        assert faces.bad_at is not None
        assert note_asked(self.near(told), faces, now=faces.bad_at + timedelta(hours=20))

    # Meetings that change

    def moved(self, told: Told) -> None:
        """The next meeting was moved to after school, the day before or after."""
        today = self.calendar.today
        meeting = next(each for each in meetings_of(self.pairing(told)) if each.day > today)
        day = next(
            day
            for day in (meeting.day - ONE_DAY, meeting.day + ONE_DAY, meeting.day - ONE_DAY * 2)
            if day > today and is_school_day(self.calendar.times, day)
        )
        assert meeting.place_id is not None
        assert meeting.adult_id is not None
        wanted = Wanted(Time(day, time(15, 20), time(16, 0)), meeting.place_id, meeting.adult_id)
        wrong = move_meeting(
            self.coordinator, meeting, wanted, seen=meeting.version, now=self.at(self.calendar.ago(1), 15, 45)
        )
        assert not wrong, wrong

    def _somebody_is_away(self) -> None:
        """Ms Sandqvist is away today, or on the next day with school, and Ms Okafor stands in."""
        day = self.calendar.on_or_after(self.calendar.today)
        away = db.session.get_one(StaffMember, (self.school.id, self.history.adult("Sandqvist")))
        refused = set_absence(
            self.coordinator,
            away,
            day,
            self.history.adult("Okafor"),
            today=self.calendar.today,
            now=self.at(day, 7, 50),
        )
        assert refused is None, refused

    # Breaks and endings

    def has_a_break(self, told: Told) -> None:
        """Staff let a pairing have a break, and have told both."""
        reason, pairing = (
            "Mock exams for her, and a school trip for him. Back after that.",
            self.pairing(told),
        )
        day = self.calendar.ago(6)
        assert breaking.take_break(self.coordinator, pairing, reason, now=self.at(day, 14, 20)) is None
        breaking.note_told(self.near(told), pairing, now=self.at(day, 15, 15))

    def paused(self, told: Told) -> None:
        """A mentee pauses with two taps, and nobody has told both in person yet."""
        who, day = told.mentee.who, self.calendar.ago(1)
        own, enrolment = By("person", who.student_id), self.enrolment(who.enrolment_id)
        said = enrolments.answer(
            own, enrolment, Answer.PAUSE, How.OWN_SIGN_IN, day=day, today=day, now=self.at(day, 18, 40)
        )
        assert said is None, said

    def has_notice(self, told: Told) -> None:
        """A pairing has its last day in two weeks; both were told."""
        given = self.calendar.ago(2)
        self._give_notice(told, given, self.calendar.on_or_after(given + ONE_WEEK * 2 + ONE_DAY))

    def last_day_is_over(self, told: Told) -> None:
        """A pairing had its last day, and waits to be closed."""
        last = self.calendar.ago(1)
        self._give_notice(told, self.calendar.before(last - ONE_WEEK * 2, 2), last)

    def _give_notice(self, told: Told, given: date, ends_on: date) -> None:
        pairing = self.pairing(told)
        now = self.at(given, 14, 30)
        assert ending.give_notice(self.coordinator, pairing, ends_on, today=given, now=now) is None
        breaking.note_told(self.near(told), pairing, now=now + timedelta(hours=1))

    def was_closed(self, told: Told) -> None:
        """A pairing ended as it was planned."""
        last = self.history.past(told)[-1]["day"]
        self._give_notice(told, self.calendar.before(last - ONE_WEEK * 2, 1), last)
        day = self.calendar.on_or_after(last + ONE_DAY)
        refused = ending.close(
            self.coordinator,
            self.pairing(told),
            Closing.PLANNED,
            Rematch.YES,
            today=day,
            now=self.at(day, 15, 30),
        )
        assert refused is None, refused

    def was_closed_early(self, told: Told) -> None:
        """A pairing ended that nobody had planned to end; both were told the same day."""
        day = self.calendar.on_or_after(self.history.past(told)[-1]["day"] + ONE_DAY)
        pairing, reason = self.pairing(told), "She has moved to the other half of the timetable."
        refused = ending.close(
            self.coordinator,
            pairing,
            Closing.UNPLANNED,
            Rematch.LATER,
            reason,
            today=day,
            now=self.at(day, 9, 40),
        )
        assert refused is None, refused
        breaking.note_told(self.near(told), pairing, now=self.at(day, 12, 35))

    # Nobody said yes

    def mentor_said_no(self, told: Told) -> None:
        """The mentor said no thanks."""
        self._say_no(told, told.mentor.who.student_id)

    def mentee_said_no(self, told: Told) -> None:
        """The mentee said no thanks."""
        self._say_no(told, told.mentee.who.student_id)

    def _say_no(self, told: Told, student_id: str) -> None:
        at = self._after(told)
        member, own = self.member(told, student_id), By("person", student_id)
        assert asking.open_question(own, member, now=at) is None
        later = at + timedelta(minutes=1)
        assert asking.answer(own, member, Said.NO, How.OWN_SIGN_IN, now=later) is None

    def _after(self, told: Told) -> datetime:
        """Return a lunch break after the last thing that happened to a pairing."""
        last: datetime = told.pair.row["state_at"]
        return self.at(self.calendar.on_or_after(last.date() + ONE_DAY), 12, 45)

    def was_withdrawn(self, told: Told) -> None:
        """Staff drew a pairing back that had agreed."""
        reason = "He is in the Tuesday choir after all, so there is no common time."
        assert asking.withdraw(self.coordinator, self.pairing(told), reason, now=self._after(told)) is None

    def expired(self, told: Told) -> None:
        """Nobody answered."""
        assert asking.expire(self.pairing(told), now=self.at(self.calendar.ago(1), 6)) is None

    # A worry about a mentor

    def on_hold(self, told: Told) -> None:
        """A mentee tells of their mentor; from then on they do not meet, and nothing else of the pairing says so."""
        mentee = told.mentee.student
        concern = raise_concern(
            school=self.school,
            raiser=as_actor(mentee.account_id, self.school, mentee.id, Role.STUDENT),
            typed=Worry(
                form_token=ids.new_token(),
                text="My maths partner keeps asking for my phone number and waits for me at the gate. I said no.",
                who_needs_help=WhoNeedsHelp.ME,
                done_by=DoneBy.STUDENT,
                safe_now=SafeNow.YES,
                named_id=told.mentor.who.student_id,
            ),
            done_by_people=[told.mentor.who.student_id],
            now=self.at(self.calendar.ago(2), 13, 25),
        )
        take_as_lead(self.school, concern, now=self.at(self.calendar.ago(2), 13, 34))


TURNS: dict[Twist, Callable[[Turns, Told], None]] = {
    Twist.OLD_BAD: Turns.somebody_asked_after_a_bad,
    Twist.ASKS_DAY: Turns.asks_for_another_day,
    Twist.ASKED_HELP: Turns.asked_for_help,
    Twist.GIFT: Turns.wrote_of_a_gift,
    Twist.OLD_NOTE: Turns.wrote_of_being_alone,
    Twist.MOVED: Turns.moved,
    Twist.HOLD: Turns.on_hold,
    Twist.BREAK: Turns.has_a_break,
    Twist.PAUSED: Turns.paused,
    Twist.NOTICE: Turns.has_notice,
    Twist.LAST_DAY: Turns.last_day_is_over,
    Twist.CLOSED: Turns.was_closed,
    Twist.CLOSED_EARLY: Turns.was_closed_early,
    Twist.MENTOR_SAYS_NO: Turns.mentor_said_no,
    Twist.MENTEE_SAYS_NO: Turns.mentee_said_no,
    Twist.WITHDRAWN: Turns.was_withdrawn,
    Twist.EXPIRED: Turns.expired,
}
