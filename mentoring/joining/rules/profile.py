"""The short profile: its questions in order, what can be picked, and how first names are told apart."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from mentoring.joining.rules.enrolment import State


class Step(StrEnum):
    """The questions, one a page, in this order. Each can be skipped."""

    INTERESTS = "interests"
    HELP = "help"
    STORY = "story"
    TIMES = "times"
    LANGUAGES = "languages"
    PLACE = "place"
    SAME_GENDER = "same-gender"
    GENDER = "gender"  # only after "yes" to the one before
    RATHER_NOT = "rather-not"


class Interest(StrEnum):
    """What can be picked as an interest."""

    SPORT = "sport"
    MUSIC = "music"
    DANCE = "dance"
    ART = "art"
    MAKING = "making"
    GAMES = "games"
    PUZZLES = "puzzles"
    BOOKS = "books"
    FILMS = "films"
    ANIMALS = "animals"
    NATURE = "nature"
    COOKING = "cooking"
    COMPUTERS = "computers"
    SPACE = "space"
    LANGUAGES = "languages"
    BIKES = "bikes"


class Help(StrEnum):
    """What a mentee may want help with, and a mentor can help with: the same list, so that the two can meet."""

    NEW_HERE = "new-here"
    FRIENDS = "friends"
    CONFIDENCE = "confidence"
    HOMEWORK = "homework"
    ORGANISED = "organised"
    FINDING_WAY = "finding-way"
    SPEAKING = "speaking"
    TESTS = "tests"
    CLUBS = "clubs"
    COMPANY = "company"


class Gender(StrEnum):
    """How somebody describes themselves, asked only of those who wish for the same gender."""

    GIRL = "girl"
    BOY = "boy"
    OWN_WORDS = "own-words"


class ProfileRefusal(StrEnum):
    """Why an answer of the profile was not kept."""

    STORY_WITHOUT_LEAVE = "story-without-leave"
    STRANGER = "profile-stranger"
    NOT_OPEN = "profile-not-open"
    NOT_SEEN = "profile-not-seen"


ANSWERED_IN = frozenset({State.IN, State.PAUSED})  # who is asked, and whom the others may name


def steps_for(*, wants_same_gender: bool) -> list[Step]:
    """Return the questions that this student is asked."""
    return [step for step in Step if step is not Step.GENDER or wants_same_gender]


def step_after(step: Step, *, wants_same_gender: bool) -> Step | None:
    """Return the question after `step`, or None after the last."""
    later = list(Step)[list(Step).index(step) + 1 :]
    asked = steps_for(wants_same_gender=wants_same_gender)
    return next((each for each in later if each in asked), None)


def first_unseen(passed: Collection[str], *, wants_same_gender: bool) -> Step | None:
    """Return the first question that a student neither answered nor skipped, or None.

    Nobody has a profile who was not asked: a need, or whom they would rather not be with, would be missed.
    """
    return next((step for step in steps_for(wants_same_gender=wants_same_gender) if step not in passed), None)


def refusal_of_story(words: str, lived: Collection[str] = (), *, may_use: bool) -> ProfileRefusal | None:
    """Return why a story is not kept: nothing that somebody lived through is stored without their leave."""
    return ProfileRefusal.STORY_WITHOUT_LEAVE if (words.strip() or lived) and not may_use else None


def told_apart(people: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return each person's first name, with the initial of the last name where two share the first one.

    people: (first name, last name) by id. Young people see no more of each other than this.
    """
    shared = Counter(first.casefold() for first, _last in people.values())
    return {
        key: f"{first} {last[:1]}" if shared[first.casefold()] > 1 and last else first
        for key, (first, last) in people.items()
    }


def known(codes: Iterable[str], kind: type[StrEnum]) -> list[str]:
    """Return those of `codes` that are of this kind, each once, in the kind's own order."""
    given = set(codes)
    return [code.value for code in kind if code.value in given]


def shared_interests(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the interests that two students both picked, in the order of the list."""
    return [code.value for code in Interest if code.value in one and code.value in other]
