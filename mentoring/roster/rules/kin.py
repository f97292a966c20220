"""Who may be one family, as the files suggest it. A person confirms each."""

from collections.abc import Iterable
from itertools import combinations

from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.people import Kin, Why

MOST_IN_A_FAMILY = (
    6  # more children behind one contact or address: a home, a flat block, an office's own number
)

# Where children live together who are no family, as same_letters() sees it within an address.
NO_HOUSEHOLD = (
    "childrenshome",
    "childrenhome",
    "carehome",
    "residentialhome",
    "boardinghouse",
    "hostel",
    "refuge",
)
# Who looks after a child without being its family, within a contact's name, role or e-mail.
NO_FAMILY = (
    *NO_HOUSEHOLD, "socialwork", "socialservice", "socialcare", "childminder", "localauthority", "keyworker", "council",
    "govuk", "nhs", "teacher", "afterschool", "schooloffice",
)  # fmt: skip
FAMILY = frozenset({
    "parent", "guardian", "relative", "mother", "father", "stepmother", "stepfather", "grandparent", "grandmother",
    "grandfather", "aunt", "uncle", "sibling", "brother", "sister", "fosterparent", "fostercarer", "carer",
})  # fmt: skip


def is_family(role: str) -> bool:
    """Say whether a relationship that a file names makes a family."""
    return same_letters(role) in FAMILY


def is_no_family(contact: str) -> bool:
    """Say whether a contact's name or e-mail tells of somebody who looks after children that are not theirs."""
    letters = same_letters(contact)
    return any(word in letters for word in NO_FAMILY)


def kin_by_key(keys: Iterable[tuple[int, str]], why: Why) -> list[Kin]:
    """Return a pair for every two students with the same key (a guardian, an address), each pair once."""
    told = NO_HOUSEHOLD if why is Why.SHARED_ADDRESS else NO_FAMILY
    groups: dict[str, set[int]] = {}
    for student, key in keys:
        letters = same_letters(key)
        if letters and not any(word in letters for word in told):
            groups.setdefault(letters, set()).add(student)
    pairs = {
        pair
        for group in groups.values()
        if len(group) <= MOST_IN_A_FAMILY
        for pair in combinations(sorted(group), 2)
    }
    return [Kin(one, other, why) for one, other in sorted(pairs)]
