"""Find staff surnames in what was written, the way that children write them.

A name is found as a whole word, in any case and with or without accents, hyphen or apostrophe; also as "Mr X",
"mrx", "X's" and "Xs", and as either half of a double name. A surname that is an everyday word too (Young, Day,
Hope) or very short (Li) counts only where it has a capital letter, or follows a title or the person's own first
name; "Days" without an apostrophe only after a title or first name. So "Hope this helps" finds Mrs Hope: keeping
her out until another reader lets her in costs little, and the other mistake could cost a child much.

A name that is spelt differently is not found, nor one in a script that puts no spaces between words. The
answers and "I don't want one of them to see it" are surer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentoring.raising.rules.everyday_words import EVERYDAY_WORDS

TITLES = frozenset(
    "mr mrs ms miss mx mister missus missis dr doctor sir madam coach prof professor rev reverend".split()  # noqa: SIM905
)
GLUED_TITLES = ("mr", "mrs")  # "mrhill"
GLUED_TITLES_WITH_LONG_NAMES = ("ms", "miss", "mx", "dr", "sir")  # but "missing" is not Miss Ing
# Parts of a name that say nothing by themselves: "van" in "van der Berg".
PARTICLES = frozenset(
    """
    a al ap as bin bint d da das de del della den der di do dos du el e ibn la las le les lo los mac mc
    o of san st te ten ter the und van von y
    """.split()  # noqa: SIM905
)
SHORT = 3  # letters: Li, Ng, Fox count only with a capital or a title
# Letters that Unicode does not take apart into a plain one and a mark.
WITHOUT_MARK = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
APOSTROPHES = "'’‘ʼʹ`´ʻ"
WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")


@dataclass(frozen=True)
class StaffName:
    """Whose name to look for."""

    staff_id: str
    first_name: str
    surname: str


@dataclass(frozen=True)
class _Form:
    """One way of writing a surname. A sure one counts in small letters too; `titled` only after a title."""

    staff_id: str
    first_name: str
    sure: bool
    titled: bool


@dataclass(frozen=True)
class _Word:
    """A word of the text: folded, whether it began with a capital, and the folded word before it."""

    folded: str
    capital: bool
    before: str


def found_in(text: str, names: Iterable[StaffName]) -> frozenset[str]:
    """Return the ids of the staff whose surname is in `text`. All who share a surname are found."""
    forms: dict[str, list[_Form]] = {}
    for name in names:
        for written, form in _forms(name):
            forms.setdefault(written, []).append(form)
    return frozenset(
        form.staff_id for word in _words(text) for form in forms.get(word.folded, ()) if _counts(form, word)
    )


def _counts(form: _Form, word: _Word) -> bool:
    follows_title = word.before in TITLES or (bool(form.first_name) and word.before == form.first_name)
    return follows_title or (not form.titled and (form.sure or word.capital))


def _forms(name: StaffName) -> Iterator[tuple[str, _Form]]:
    first = "".join(_fold(word) for word in WORD.findall(name.first_name))
    for part in _parts(name.surname):
        everyday = (len(part) <= SHORT and part.isascii()) or part in EVERYDAY_WORDS
        yield part, _Form(name.staff_id, first, sure=not everyday, titled=False)
        yield part + "s", _Form(name.staff_id, first, sure=not everyday, titled=everyday)
        for title in GLUED_TITLES if everyday else (*GLUED_TITLES, *GLUED_TITLES_WITH_LONG_NAMES):
            for ending in ("", "s"):
                yield title + part + ending, _Form(name.staff_id, first, sure=True, titled=False)


def _parts(surname: str) -> frozenset[str]:
    """Return what of a surname is looked for: all of it as one word, and each part that says something."""
    words = WORD.findall(_plain(surname))
    whole = [_fold(word) for word in words]
    pieces = [_fold(piece) for word in words for piece in re.split(f"[{APOSTROPHES}]", word)]
    telling = [part for part in [*whole, *pieces] if part not in PARTICLES and len(part) > 1]
    return frozenset([*telling, "".join(whole)]) - {""}


def _words(text: str) -> Iterator[_Word]:
    # Each word is worked out once, so that a megabyte of the same few letters does not hold up other writers.
    before, folded, seen = "", dict[str, str](), set[tuple[str, str]]()
    for written in WORD.findall(_plain(text)):
        if written not in folded:
            folded[written] = _fold(written)
        if (written, before) not in seen:
            seen.add((written, before))
            for each in {folded[written], _fold(_without_possessive(written))}:
                yield _Word(each, written[0].isupper(), before)
        before = folded[written]


def _plain(text: str) -> str:
    """Return `text` without accents, invisible letters and look-alike widths, its capitals kept."""
    # Loose marks go first: putting a hundred thousand of them in order takes minutes. Then those that letters carry.
    return _without_marks(unicodedata.normalize("NFKD", _without_marks(text)))


def _without_marks(text: str) -> str:
    dropped = {ord(letter): None for letter in set(text) if unicodedata.category(letter) in ("Mn", "Cf")}
    return text.translate(dropped)


def _fold(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter not in APOSTROPHES).translate(WITHOUT_MARK)


def _without_possessive(word: str) -> str:
    return word[:-2] if len(word) > 2 and word[-1] in "sS" and word[-2] in APOSTROPHES else word
