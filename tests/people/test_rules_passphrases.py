"""The words and pictures that young people sign in with."""

import re
import string
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring import ids
from mentoring.people.rules.passphrases import (
    PICTURES,
    new_passphrase,
    new_pictures,
    normalise,
    uses_pictures,
    words,
)

# One word of each pair that sounds alike, in British or American speech; the list has none of these.
SOUNDS_LIKE_ANOTHER = """
    air aisle allowed alter aunt ant ate eight bail ball band bare base bass bear beach beat been bell berry bite
    blew blue board boar bored bow brake break bread buy bye byte canvas carrot cash cell cellar census cent cereal
    check cheetah chews chilly choir chord claws cork coarse course council creak creek crew cue current cymbal dear
    deer dew dough dual duel duct ewe fair fairy ferry fare feat feet find fir flea flew flour flower for four foul
    fur gate gilt great grate grill guest hail hair hall hare hay heal heel hear heard here high hole holy horse
    hour idle jam kernel key knight knot know ladder lane leak lessen lesson lion links llama loan loot lute made
    mail main mall male mane maze meat medal metal petal pedal meet might mind mined missed mist moose morning
    muscle mussel mustard nose nun oar one otter pail pain pair palette panda pane pause paw pea peace peak peal
    pear peel peer piece pie plain plane plum pole pond pore pour praise pray principal prize profit quarts rain
    raise rap raw real reed reel rest right ring road roll root rose rote rough route row rye sail sale sauce saw
    scene scent sea seam see seed seem sell sew shake shoe shore side sight size skull slay sleigh slow soar sole
    some son sort sauce stair stake stalk steak steal steel step stile stock stork story straight style suite sun
    sundae sweet sword symbol tacks tail tale talk tea team tear tense thaw their there threw throne through thyme
    tide tie time tire toad toe ton track tray trait troop trust tuba tuna two vain vein vale very wade waist wait
    walk war warn waste wave way weak wear weather week weigh wet whale wheel which while whole wine wood wool would
    wrap write yolk yoke you
"""

# A few of the kinds of words that were left out, so that a later edit does not bring them back unnoticed.
NOT_FOR_CHILDREN = """
    alcohol ale ammo ape arm arrow ass axe bar beer bikini blade blood bomb bone bong boob bra brandy breast bullet
    bum butt cancer cannon casino church cigar coffin cop corpse crack crash crotch cult dagger dart dead death
    devil drown drug dumb fang fat fever fight fire flu ghost gin god grave groin gun hell hit hooker hunt hurt
    idiot jab kill kiss knife lame lonely lust monkey naked nude oral panty pimple pistol pope pot prison punch
    rash rifle sad saint sex shark shoot shot sick sin skinny slap slave slim slut smoke snake sniper spank spider
    spit stab strip suck sword tank thong thug trigger ugly vampire virus vodka war weed whip whisky wine witch
    womb wound zombie
"""

# Other products, other people: the list has no brand that is not also an everyday word, and no pupil's name.
BRANDS_AND_NAMES = (
    "amber daisy dropbox ebay google grace hazel ipad ivy jack jasmine lego lily max ruby skype xbox"
)


def misspelt(word: str) -> str:
    """Return a word as a child may hear it: doubled letters, silent letters and twin sounds made one."""
    for heard, written in (("f", "ph"), ("k", "ck"), ("w", "wh"), ("n", "kn"), ("r", "wr"), ("kw", "qu")):
        word = word.replace(written, heard)
    word = word.replace("gh", "g").replace("dg", "j").replace("z", "s")
    word = re.sub(r"c(?=[eiy])", "s", word).replace("c", "k")
    word = re.sub(r"g(?=[eiy])", "j", word)
    word = re.sub(r"[aeiou]+y?", lambda vowels: vowels.group()[0].replace("e", "i"), word)
    word = re.sub(r"(ie|ey|y)$", "i", word)
    return re.sub(r"(.)\1", r"\1", word).removesuffix("e")


def test_there_are_at_least_900_words_in_alphabetical_order() -> None:
    assert len(words()) >= 900
    assert list(words()) == sorted(set(words()))


def test_every_word_has_three_to_seven_small_letters() -> None:
    assert all(3 <= len(word) <= 7 and set(word) <= set(string.ascii_lowercase) for word in words())


@pytest.mark.parametrize("unwanted", [SOUNDS_LIKE_ANOTHER, NOT_FOR_CHILDREN, BRANDS_AND_NAMES])
def test_no_word_sounds_like_another_frightens_or_belongs_to_someone(unwanted: str) -> None:
    assert set(words()).isdisjoint(unwanted.split())


def test_no_two_words_are_the_same_when_a_child_spells_them_by_ear() -> None:
    assert len({misspelt(word) for word in words()}) == len(words())


def test_no_word_begins_another_so_words_typed_without_spaces_stay_distinct() -> None:
    assert not any(later.startswith(word) for word, later in pairwise(words()))


def test_a_new_passphrase_has_three_different_words_from_the_list() -> None:
    for _ in range(50):
        chosen = new_passphrase(ids.choose)
        assert len(set(chosen)) == 3
        assert set(chosen) <= set(words())


def test_a_passphrase_never_repeats_a_word_even_when_chance_would() -> None:
    def always_the_first(options: Sequence[str]) -> str:
        return options[0]

    assert new_passphrase(always_the_first, count=4) == words()[:4]


def test_new_pictures_are_four_of_the_sixteen() -> None:
    assert len(set(PICTURES)) == 16
    chosen = new_pictures(ids.choose)
    assert len(chosen) == 4
    assert set(chosen) <= set(PICTURES)


@pytest.mark.parametrize(
    "typed",
    [
        "tiger moon river",
        "Tiger  Moon   River",
        " tiger-moon-river ",
        "tiger.moon.river",
        "tiger, moon, river.",
        "tiger_moon_river",
        "TIGERMOONRIVER",
        "tigér moon rivër",
        "tiger\u00a0moon\u2014river",
    ],
)
def test_a_child_gets_in_with_capitals_hyphens_dots_or_no_spaces(typed: str) -> None:
    assert normalise(typed) == normalise("tiger moon river")


@given(st.text())
def test_what_is_typed_becomes_the_same_however_often_it_is_tidied(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once
    assert not any(unicodedata.combining(letter) or letter.isspace() for letter in once)


@given(
    st.lists(st.sampled_from(words()), min_size=3, max_size=3),
    st.lists(st.sampled_from(words()), min_size=3, max_size=3),
)
def test_two_different_passphrases_are_never_taken_for_each_other(one: list[str], other: list[str]) -> None:
    assert (normalise(" ".join(one)) == normalise(" ".join(other))) is (one == other)


@pytest.mark.parametrize(
    "country, year, pictures",
    [
        ("england", "R", True),
        ("england", "4", True),
        ("england", "5", False),
        ("scotland", "P4", True),
        ("scotland", "S1", False),
        ("us", "K", True),
        ("us", "4", False),
        ("england", "Year 4", False),  # not a code of this country
        ("england", None, False),
    ],
)
def test_the_youngest_sign_in_with_pictures(country: str, year: str | None, pictures: bool) -> None:
    assert uses_pictures(country, year) is pictures
