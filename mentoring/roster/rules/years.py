"""What a file calls a year group, in the scale of the school's country."""

import re
from collections.abc import Sequence

from mentoring.people.rules.countries import country
from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.problems import Problem

NUMBER = re.compile(r"(?:nc)?(?:year|yr|y|grade|gr|g)?(?:group)?0*(\d{1,2})(?:st|nd|rd|th)?(?:grade)?")
WHOLE = re.compile(r"\s*(\d+)\.0+\s*")  # how spreadsheets and scripts write a number that is none: "7.0"
RECEPTION = frozenset({"r", "rec", "reception", "yr", "foundation", "0", "00", "f2", "eyfs2", "yearr"})
KINDERGARTEN = frozenset({"k", "kg", "kindergarten", "0", "00", "k5"})
NORTHERN_IRISH = re.compile(r"(?:primary|p)0*([1-7])")
SCOTTISH = re.compile(r"(?:primary|p)0*([1-7])|(?:secondary|s)0*([1-6])")


def year_code(given: str, country_code: str) -> str | None:
    """Return the code of a year group in the country's scale, or None if the text names none of it.

    given: "7", "07", "7.0", "Year 7", "Y7", "R", "KG", "P3", "10th grade". Where one number means different years
    in two scales (P3 is the third year of a Scottish primary and of a Northern Irish one) the country decides.
    """
    codes = {year.code for year in country(country_code).years}
    text = same_letters(WHOLE.sub(r"\1", given))
    if country_code == "scotland":
        found = SCOTTISH.fullmatch(text)
        code = f"P{found[1]}" if found and found[1] else f"S{found[2]}" if found else None
    elif country_code == "northern_ireland" and (found := NORTHERN_IRISH.fullmatch(text)):
        code = found[1]
    elif text in RECEPTION and "R" in codes:
        code = "R"
    elif text in KINDERGARTEN and "K" in codes:
        code = "K"
    else:
        number = NUMBER.fullmatch(text)
        code = str(int(number[1])) if number else None
    return code if code in codes else None


def year_of(given: Sequence[str], country_code: str) -> str | Problem:
    """Return the one year group that all these texts name, or why there is none."""
    texts = [text for text in given if text]
    if not texts:
        return Problem.NO_YEAR
    codes = {year_code(text, country_code) for text in texts}
    if len(codes) > 1:
        return Problem.SEVERAL_YEARS
    return codes.pop() or Problem.YEAR_UNKNOWN
