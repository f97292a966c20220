"""Who is in the demo school. Everybody here is invented."""

from dataclasses import dataclass

from mentoring.access.roles import Role

SCHOOL_NAME = "Alderbrook School (demo)"
SCHOOL_CODE = "demo"
MAIN_SITE = "Alderbrook, Mill Lane"
FEEDER_SITE = "Little Alder Primary"
MAIL_DOMAIN = "alderbrook.example"


@dataclass(frozen=True)
class Adult:
    """A member of the demo's staff and the roles that they hold."""

    title: str
    first_name: str
    last_name: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        """Return the e-mail that they sign in with; nothing is ever sent to an .example address."""
        return f"{self.first_name}.{self.last_name}@{MAIL_DOMAIN}".lower()


ADULTS = (
    Adult("Ms", "Rowan", "Okafor", (Role.COORDINATOR,)),
    Adult("Mr", "Idris", "Lowell", (Role.SUPERVISOR,)),
    Adult("Ms", "Tove", "Sandqvist", (Role.SUPERVISOR,)),
    Adult("Mr", "Bram", "Hale", (Role.LEAD,)),
    Adult("Mrs", "Nadia", "Iqbal", (Role.DEPUTY,)),
    Adult("Dr", "Juno", "Merriden", (Role.HEAD,)),
    Adult("Mr", "Otis", "Fennimore", (Role.STAND_IN,)),
    Adult("Mrs", "Pearl", "Ashgrove", (Role.CHAIR,)),
    Adult("Mx", "Kit", "Quillon", (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True)
class Child:
    """A student of the demo. `account` is the account that `demo accounts` lists, if any."""

    first_name: str
    last_name: str
    year: str
    form: str
    at_feeder: bool = False
    account: str = ""


# The three who have a card from the start: an older student, a younger one, and one who signs in with pictures.
LISTED = (
    Child("Amara", "Quist", "10", "10C", account="mentor"),
    Child("Leo", "Brandtly", "7", "7B", account="mentee"),
    Child("Pip", "Tansley", "3", "3 Willow", at_feeder=True, account="mentee"),
)

FIRST_NAMES = (
    "Isla", "Omar", "Beth", "Tomasz", "Jun", "Patrick", "Ravi", "Nia", "Callum", "Sofia", "Yusuf", "Freya",
    "Kwame", "Hana", "Dylan", "Zara", "Mateo", "Orla", "Samir", "Elin",
)  # fmt: skip
LAST_NAMES = (
    "Fernhollow", "Brightwater", "Oakshore", "Larkmead", "Stonefield", "Hazelby", "Willowmere", "Thornbeck",
    "Marshgate", "Quarrington", "Ashcombe", "Rushford", "Netherby",
)  # fmt: skip
CLASSES = (
    ("10", "10A"), ("9", "9D"), ("7", "7A"), ("7", "7B"), ("8", "8C"), ("9", "9B"), ("10", "10B"), ("8", "8A"),
    ("9", "9A"), ("7", "7C"), ("8", "8D"), ("11", "11A"),
)  # fmt: skip
FEEDER_CLASSES = (("6", "6 Maple"), ("5", "5 Rowan"), ("6", "6 Oak"), ("4", "4 Birch"), ("6", "6 Elm"))
AT_SECONDARY, AT_FEEDER = 180, 50


def children() -> list[Child]:
    """Return the demo's students: the listed ones, and those of the secondary and of the feeder primary."""
    made = list(LISTED)
    for number in range(AT_SECONDARY + AT_FEEDER):
        at_feeder = number >= AT_SECONDARY
        held = FEEDER_CLASSES if at_feeder else CLASSES
        year, form = held[number % len(held)]
        turn, first = divmod(number, len(FIRST_NAMES))
        # One surname further each time round: thirteen rounds go by before two people have one name.
        last = LAST_NAMES[(first + turn) % len(LAST_NAMES)]
        made.append(Child(FIRST_NAMES[first], last, year, form, at_feeder=at_feeder))
    return made
