"""Half a term of the demo's pairings: who is with whom, what they did each week, and what waits for somebody today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring.audit.trail import By
from mentoring.demo.calendar import ONE_DAY, ONE_WEEK, Calendar
from mentoring.demo.joining import OneReady, Ready
from mentoring.demo.pairs import MENTEE, MENTOR, Pair, Pairs, Spot
from mentoring.demo.programmes import BUDDIES, MATHS, NEAR, READING
from mentoring.demo.tales import OF_MATHS, OTHER_BUDDIES, OVER, THE_LISTED, THURSDAY, Tale, Twist
from mentoring.demo.words import CHECKED, FACES, LOOK_AGAIN, OF_THREE, WRITTEN
from mentoring.matching.rules.life import State
from mentoring.meetings.rules.meetings import Came, MeetingState, Off
from mentoring.meetings.rules.planning import meeting_days
from mentoring.people.models import School, StaffMember
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.slots import on_duty, slots, time_of, usable_places

TUESDAY, THURSDAY_IS, FRIDAY = 1, 3, 4
YEARS_AHEAD = {BUDDIES: 2, MATHS: 1}
A_MOMENT = timedelta(minutes=1)
AFTER_SCHOOL = time(15, 20)
# After so many of the usual steps a tale stops, in the order in which they come.
USUAL_WAY = (State.PROPOSED, State.ASKED_MENTOR, State.ASKED_MENTEE, State.AGREED, State.READY, State.ACTIVE)


@dataclass
class Told:
    """A pairing that was told, with its tale and who is in it."""

    tale: Tale
    pair: Pair
    number: int
    who: Sequence[OneReady]

    @property
    def mentor(self) -> OneReady:
        """Return the mentor, or the first of a group's."""
        return self.who[0]

    @property
    def mentee(self) -> OneReady:
        """Return the mentee, or the first of a group's."""
        return next(each for each in self.who if each.who.role is MENTEE)


@dataclass
class History:
    """What is told, as far as it goes. `told` is in the order of the tales."""

    school: School
    programmes: Mapping[str, Programme]
    calendar: Calendar
    staff: Sequence[StaffMember]
    pairs: Pairs
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        weeks = self.calendar.weeks
        away, instead = self.adult("Sandqvist"), self.adult("Okafor")
        # Ms Sandqvist was away on the days of one week; the canteen was closed on one Monday.
        self._away = {(away, weeks[2] + ONE_DAY * number): instead for number in range(5)}
        self._closed = weeks[3]
        self._spots = {name: list(_spots(programme)) for name, programme in self.programmes.items()}
        self._taken: dict[tuple[str, str], int] = {}  # slot and place: how many pairs
        self._days_of: dict[str, list[date]] = {}  # slot: every day on which a pairing can meet
        self._covered: dict[tuple[str, date], list[dict[str, Any]]] = {key: [] for key in self._away}

    # Who is with whom

    def tell_all(self, ready: Ready) -> None:
        """Tell every tale, as far as rows can."""
        (amara, *mentors), (leo, *mentees) = ready[BUDDIES, MENTOR], ready[BUDDIES, MENTEE]
        others = _couples(BUDDIES, mentors, mentees)
        quiet = [couple for couple in others if any(each.quiet for each in couple)]
        others = [couple for couple in others if couple not in quiet]
        self.tell(THE_LISTED, (amara, leo), TUESDAY)
        for tale in THURSDAY:
            self.tell(tale, others.pop(0), THURSDAY_IS)
        waiting = quiet + others
        for tale in OTHER_BUDDIES:
            self.tell(tale, waiting.pop(0))
        of_maths = _couples(MATHS, ready[MATHS, MENTOR], ready[MATHS, MENTEE], also_quiet=False)
        for number, tale in enumerate(OF_MATHS):
            self.tell(tale, of_maths[number])
        self.tell(Tale(READING), (*ready[READING, MENTOR], *ready[READING, MENTEE]), FRIDAY)
        self._tell_over(ready)
        for (away, day), meetings in self._covered.items():
            if meetings:
                self.pairs.stand_in(meetings, day, away, self._away[away, day], self._at(day, 7, 50))

    def _tell_over(self, ready: Ready) -> None:
        busy = {each.who.enrolment_id for told in self.told for each in told.who}
        left = {
            key: [each for each in some if each.who.enrolment_id not in busy and not each.quiet]
            for key, some in ready.items()
        }
        for mentor, mentee, tale in OVER:
            pair = (left[tale.programme, MENTOR][mentor], left[tale.programme, MENTEE][mentee])
            self.tell(tale, pair, is_over=True)

    # One pairing

    def tell(
        self, tale: Tale, who: Sequence[OneReady], weekday: int | None = None, *, is_over: bool = False
    ) -> Told:
        """Tell one pairing from the first proposal on."""
        spot = self._spot_for(tale, who, weekday, counts=not is_over)
        number = len(self.told)
        fit = None if number % 9 == 8 else 61 + number * 17 % 35
        first, before = self._begins(tale)
        made = self.pairs.make(
            self.programmes[tale.programme],
            [each.who for each in who],
            spot,
            self._at(before(5), 14, 10),
            fit=fit,
        )
        told = Told(tale, made, number, who)
        self.told.append(told)
        steps = USUAL_WAY.index(tale.state)
        if steps >= 1:
            self.pairs.ask(made, self._at(before(5), 14, 16))
        if steps >= 2:
            self.pairs.say_yes(made, MENTOR, self._at(before(4), 12, 35 + number % 20))
        if steps >= 3:
            self.pairs.say_yes(made, MENTEE, self._at(before(3), 8, 50 + number % 9))
        if steps >= 4:
            days = self._days(spot.slot, first, tale)
            self.pairs.confirm(made, days, self.calendar.times, self._at(before(2), 15, 40 + number % 15))
            self._cover(made)
        if steps >= 5:
            self._weeks(told)
            self._check_ins(told)
        return told

    def _begins(self, tale: Tale) -> tuple[date, Any]:
        """Return the first day on which a pairing could meet, and a way to count school days back before that."""
        if tale.state is State.ACTIVE or tale.begins:
            weeks = self.calendar.weeks
            first = weeks[min(tale.begins, len(weeks) - 1)]
        else:
            first = self.calendar.today
        return first, lambda count: self.calendar.before(first, count)

    def _days(self, slot: Slot, first: date, tale: Tale) -> list[date]:
        """Return the days on which a pairing meets, worked out once for all that meet at that time."""
        # Whoever is only ready meets for the first time in a day or more.
        first += ONE_DAY * (tale.state is State.READY)
        if slot.id not in self._days_of:
            last = self.programmes[tale.programme].ends
            self._days_of[slot.id] = meeting_days(
                self.calendar.times, time_of(slot), every=1, first=self.calendar.first, last=last
            )
        return [day for day in self._days_of[slot.id] if day >= first]

    def _spot_for(self, tale: Tale, who: Sequence[OneReady], weekday: int | None, *, counts: bool) -> Spot:
        """Return a time and a place where there is room for them, and what they need. Over ones take no room."""
        years = {each.student.year for each in who}
        for spot in self._spots[tale.programme]:
            place = next(each.place for each in spot.slot.places if each.place_id == spot.place_id)
            fits = (not spot.slot.year_codes or years <= set(spot.slot.year_codes)) and (
                weekday is None or spot.slot.weekday == weekday
            )
            if any(each.quiet for each in who) and not place.quiet:
                fits = False
            if any(each.step_free for each in who) and not place.step_free:
                fits = False
            # The quiet room is for those who need it.
            if place.quiet and tale.programme == BUDDIES and not any(each.quiet for each in who):
                fits = False
            taken = self._taken.get((spot.slot.id, spot.place_id), 0)
            if fits and taken < place.capacity:
                self._taken[spot.slot.id, spot.place_id] = taken + counts
                return spot
        raise AssertionError(f"no room for {tale}")

    def _cover(self, pair: Pair) -> None:
        """Let somebody be near in place of an adult who was away."""
        for each in pair.meetings:
            key = (each["adult_id"], each["day"])
            if key in self._away and each["day"] < self.calendar.today:
                each["stand_in_id"] = self._away[key]
                self._covered[key].append(each)

    # Week after week

    def past(self, told: Told) -> list[dict[str, Any]]:
        """Return the meetings of a pairing that are over, as far as it met."""
        over = [each for each in told.pair.meetings if each["day"] < self.calendar.today]
        return over if told.tale.weeks is None else over[: told.tale.weeks]

    def _weeks(self, told: Told) -> None:
        over = self.past(told)
        stops = {
            Twist.HOLD: self.calendar.ago(2),
            Twist.BREAK: self.calendar.ago(6),
            Twist.PAUSED: self.calendar.ago(1),
        }
        until = stops.get(told.tale.twist, self.calendar.today)
        over = [each for each in over if each["day"] < until]
        if told.tale.twist is Twist.SILENT:
            over = over[:-3] or over[:1]
        for week, meeting in enumerate(over):
            self._one_week(told, meeting, week, left=len(over) - 1 - week)

    def _one_week(self, told: Told, meeting: dict[str, Any], week: int, *, left: int) -> None:
        if meeting["day"] == self._closed and meeting["adult_id"] == self.adult("Lowell"):
            self.pairs.call_off(meeting, Off.ROOM_CLOSED, self._at(meeting["day"], 8, 40))
            return
        came = self._who_came(told, week, left)
        ends_at = meeting["starts_at"] + (
            datetime.combine(meeting["day"], meeting["ends"])
            - datetime.combine(meeting["day"], meeting["starts"])
        )
        self.pairs.register(told.pair, meeting, came, meeting["starts_at"] + A_MOMENT * (5 + told.number % 4))
        if meeting["state"] == MeetingState.HELD:
            self._faces(told, meeting, week, left, ends_at - A_MOMENT * 3, came)
        self._write_ups(told, meeting, week, came, left)

    def _who_came(self, told: Told, week: int, left: int) -> dict[str, Came]:
        here = dict.fromkeys([each.who.student_id for each in told.who], Came.CAME)
        turn = (told.number * 7 + week * 5) % 23
        if told.tale.twist is Twist.MISSED_TWICE and left < 2:
            here[told.mentor.who.student_id] = Came.AWAY
        elif (
            week and left and not _is_bad(told.tale, week, left) and told.tale.twist is not Twist.MISSED_TWICE
        ):
            odd = {3: (told.mentee, Came.AWAY), 9: (told.mentor, Came.AWAY), 15: (told.mentee, Came.EXCUSED)}
            if turn in odd:
                who, code = odd[turn]
                here[who.who.student_id] = code
        return here

    def _faces(
        self,
        told: Told,
        meeting: dict[str, Any],
        week: int,
        left: int,
        at: datetime,
        came: Mapping[str, Came],
    ) -> None:
        for number, each in enumerate(each for each in told.who if each.who.role is MENTEE):
            turn = told.number * 5 + week * 3 + number
            is_bad = _is_bad(told.tale, week, left)
            if came[each.who.student_id] is not Came.CAME or (
                turn % 8 == 7 and not is_bad
            ):  # somebody forgets
                continue
            said = ("bad", "ok", "") if is_bad else FACES[turn % len(FACES)]
            if each.student.year in ("3", "4"):
                said = (OF_THREE.get(said[0], said[0]), *said[1:])
            self.pairs.faces(
                told.pair, meeting, each.who.student_id, said, at + timedelta(seconds=20 * number)
            )

    def _write_ups(
        self, told: Told, meeting: dict[str, Any], week: int, came: Mapping[str, Came], left: int
    ) -> None:
        for number, each in enumerate(each for each in told.who if each.who.role is MENTOR):
            turn = told.number * 5 + week * 7 + number * 3
            by_the_actions = told.tale.twist in (Twist.GIFT, Twist.OLD_NOTE) and left == 0
            if came[each.who.student_id] is not Came.CAME or turn % 6 == 5 or by_the_actions:
                continue
            is_held = meeting["state"] == MeetingState.HELD
            wrote = WRITTEN[turn % len(WRITTEN)] if is_held else None
            at = self._at(meeting["day"], 15, 20 + turn % 35)
            self.pairs.write_up(meeting, each.who.student_id, wrote, at)

    # Staff with each side

    def _check_ins(self, told: Told) -> None:
        """Let staff have checked in with each side, in the second week and a month after that."""
        met = [each["day"] for each in self.past(told) if each["state"] == MeetingState.HELD]
        if not met or told.tale.twist is Twist.NOT_CHECKED:
            return
        by = By("person", told.pair.spot.adult_id)
        days = [self._school_day_by(met[0] + ONE_DAY * (8 + told.number % 5))]
        if told.tale.weeks is None and told.tale.twist is not Twist.LATE:
            days.append(self.calendar.ago(2 + told.number % 9))
        looked = self.calendar.today
        for number, each in enumerate(told.who):
            for turn, day in enumerate(days):
                # Not in the first days, and not twice within a fortnight.
                if not met[0] < day < looked or (turn and day < days[0] + ONE_WEEK * 2):
                    continue
                how, words = "fine", CHECKED[(told.number * 3 + turn * 5 + number) % len(CHECKED)]
                if told.tale.twist is Twist.LOOK_AGAIN and turn and each.who.role is MENTEE:
                    how, words = "look-again", LOOK_AGAIN
                at = self._at(day, 12, 10 + (told.number + number) % 15)
                self.pairs.check_in(told.pair, each.who.student_id, how, words, at, day, by)

    def _school_day_by(self, day: date) -> date:
        return self.calendar.before(day + ONE_DAY, 1)

    def adult(self, last_name: str) -> str:
        """Return the id of somebody who can be on duty."""
        return next(member.id for member in self.staff if member.last_name == last_name)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return self.calendar.at(day, (datetime.combine(day, time(hour)) + A_MOMENT * minute).time())


def _is_bad(tale: Tale, week: int, left: int) -> bool:
    return (tale.twist is Twist.BAD and left == 0) or (tale.twist is Twist.OLD_BAD and week == 1)


def _spots(programme: Programme) -> Iterator[Spot]:
    """Return where a programme's pairs can meet, in the order of the week."""
    for slot in slots(programme.school_id, programme.id):
        adults = {member.last_name: member.id for member in on_duty(slot)}
        for place in usable_places(slot):
            if NEAR[place.name] in adults:
                yield Spot(slot, place.id, adults[NEAR[place.name]])


def _couples(
    programme: str, mentors: Sequence[OneReady], mentees: Sequence[OneReady], *, also_quiet: bool = True
) -> list[tuple[OneReady, OneReady]]:
    """Return each mentor with the oldest mentee who is young enough and has other names."""
    left, couples = list(mentees), []
    for mentor in mentors:
        if mentor.quiet and not also_quiet:
            continue
        fits = [
            mentee
            for mentee in left
            if int(mentor.student.year) - int(mentee.student.year) >= YEARS_AHEAD[programme]
            and mentor.student.last_name != mentee.student.last_name
            and mentor.student.first_name != mentee.student.first_name
            and (also_quiet or not mentee.quiet)
        ]
        if fits:
            found = max(fits, key=lambda mentee: int(mentee.student.year))
            left.remove(found)
            couples.append((mentor, found))
    return couples
