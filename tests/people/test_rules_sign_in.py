"""Usernames, passwords, and how often somebody may guess."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people.deny_list import refusal_of_staff_password
from mentoring.people.rules.passwords import PasswordRefusal, normal_form, refusal_of_password
from mentoring.people.rules.throttling import (
    ACCOUNT_LIMIT,
    ACCOUNT_WINDOW,
    ADDRESS_LIMIT,
    ADDRESS_WINDOW,
    WrongGuesses,
    is_marked,
    slowing,
    wait_before_guess,
)
from mentoring.people.rules.usernames import normalise_username, username_for

ANNA = ["Anna Okonkwo", "a.okonkwo@hillside.example", "Hillside School"]
NONE = WrongGuesses(count=0, oldest_seconds_ago=0)

# ---- Usernames --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first, last, username",
    [
        ("Mia", "Khan", "mia.k"),
        ("Zoë", "Ångström", "zoe.a"),
        ("Łukasz", "Żak", "lukasz.z"),
        ("Søren", "Ørsted", "soren.o"),
        ("Mary-Jane", "O'Neill", "maryjane.o"),
        ("D'Andre", "van der Berg", "dandre.v"),
        ("Ana María", "López", "ana.l"),
        ("Wilhelminaalexandrinabeatrix", "Ng", "wilhelminaalexandrin.n"),
        ("Teller", "", "teller"),
        ("", "Khan", "k"),
        ("李", "王", "student"),
        ("", "", "student"),
        ("  mia ", " khan ", "mia.k"),
    ],
)
def test_a_username_is_the_first_name_and_one_letter_that_any_keyboard_has(
    first: str, last: str, username: str
) -> None:
    assert username_for(first, last, ()) == username


def test_a_second_and_third_mia_k_get_a_number() -> None:
    assert username_for("Mia", "Khan", {"mia.k"}) == "mia.k2"
    assert username_for("Mia", "Kaur", {"Mia.K", "mia.k2"}) == "mia.k3"


@pytest.mark.parametrize(
    "typed", ["mia.k", "Mia.K", " mia.k ", "mia k", "mia-k", "Mia, K", "mia_k.", "mía.k"]
)
def test_a_child_finds_their_account_however_they_type_their_username(typed: str) -> None:
    assert normalise_username(typed) == "mia.k"


def test_an_email_address_keeps_its_dots_and_hyphens() -> None:
    assert normalise_username(" Anna-Lee.O@Hillside.example ") == "anna-lee.o@hillside.example"


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 3))
def test_any_name_gives_a_free_username_that_is_found_again(first: str, last: str, twins: int) -> None:
    taken: set[str] = set()
    for _ in range(twins):
        taken.add(username_for(first, last, taken))
    username = username_for(first, last, taken)
    assert username not in taken
    assert normalise_username(username) == username
    assert set(username) <= set(string.ascii_lowercase + string.digits + ".")


# ---- Passwords --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password, refusal",
    [
        ("nine char", PasswordRefusal.TOO_SHORT),
        ("x" * 201, PasswordRefusal.TOO_LONG),
        ("annaokonkwo1", PasswordRefusal.ABOUT_YOU),
        ("HillsideSchool24", PasswordRefusal.ABOUT_YOU),
        ("Okonkwo-Anna!", PasswordRefusal.ABOUT_YOU),
        ("anna likes purple trams", None),
        ("quiet lamps over harbour", None),
        ("alllowercaseandlong", None),  # no rule asks for capitals, digits or signs
    ],
)
def test_a_password_needs_ten_characters_and_more_than_your_own_name(
    password: str, refusal: PasswordRefusal | None
) -> None:
    assert refusal_of_password(password, personal=ANNA) == refusal


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert normal_form("cafe\u0301 au lait") == normal_form("café au lait")
    assert normal_form("Spaces and Capitals stay ") == "Spaces and Capitals stay "


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "1234567890",
        "qwertyuiop",
        "aaaaaaaaaa",
        "P@ssw0rd123",
        "iloveyou123",
        "a" * 200,
        "abcabcabcabc",
    ],
)
def test_a_password_from_the_lists_of_known_ones_is_refused(password: str) -> None:
    assert refusal_of_staff_password(password, personal=ANNA) is PasswordRefusal.TOO_EASY_TO_GUESS


@pytest.mark.parametrize(
    "password", ["quiet lamps over harbour", "vTq7-mm2x-Lw9", "horses paint tuesday green " * 7]
)
def test_a_few_unrelated_words_or_a_made_up_string_will_do(password: str) -> None:
    assert refusal_of_staff_password(password, personal=ANNA) is None


def test_length_is_said_before_guessing() -> None:
    assert refusal_of_staff_password("password", personal=ANNA) is PasswordRefusal.TOO_SHORT


# ---- Guessing ---------------------------------------------------------------------------------


def test_ten_wrong_guesses_an_hour_reach_one_account_and_then_it_waits() -> None:
    assert wait_before_guess(WrongGuesses(ACCOUNT_LIMIT - 1, 3000), NONE) == 0
    assert wait_before_guess(WrongGuesses(ACCOUNT_LIMIT, 3000), NONE) == 600
    assert wait_before_guess(WrongGuesses(ACCOUNT_LIMIT, 0), NONE) == ACCOUNT_WINDOW


def test_a_class_of_thirty_with_three_mistakes_each_is_not_stopped() -> None:
    assert wait_before_guess(WrongGuesses(3, 30), WrongGuesses(90, 60)) == 0


def test_one_address_that_keeps_guessing_waits_until_the_oldest_guess_is_forgotten() -> None:
    assert wait_before_guess(NONE, WrongGuesses(ADDRESS_LIMIT, 540)) == 60
    assert wait_before_guess(WrongGuesses(ACCOUNT_LIMIT, 3590), WrongGuesses(ADDRESS_LIMIT, 540)) == 60


def test_whoever_must_wait_waits_at_least_a_second() -> None:
    assert wait_before_guess(WrongGuesses(ACCOUNT_LIMIT, ACCOUNT_WINDOW + 5), NONE) == 1
    assert wait_before_guess(NONE, WrongGuesses(ADDRESS_LIMIT + 1, ADDRESS_WINDOW)) == 1


@pytest.mark.parametrize(
    "recent, seconds, marked",
    [
        (0, 0, False),
        (5, 0, False),
        (6, 1, False),
        (9, 4, False),
        (29, 5, False),
        (30, 5, True),
        (9999, 5, True),
    ],
)
def test_telling_an_adult_is_slowed_and_marked_but_never_refused(
    recent: int, seconds: int, marked: bool
) -> None:
    assert slowing(recent) == seconds
    assert is_marked(recent) is marked
