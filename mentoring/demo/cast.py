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
LAST_NAMES = ("Fernhollow", "Brightwater", "Oakshore", "Larkmead", "Stonefield", "Hazelby")
YEARS = (("10", "10A"), ("9", "9D"), ("7", "7A"), ("7", "7B"), ("8", "8C"), ("9", "9B"))
FEEDER_YEARS = (("6", "6 Maple"), ("5", "5 Rowan"), ("4", "4 Birch"))


def children() -> list[Child]:
    """Return the demo's students: the listed ones, 60 of the secondary and 12 of the feeder primary."""
    made = list(LISTED)
    for number in range(60):
        year, form = YEARS[number % len(YEARS)]
        turn, first = divmod(number, len(FIRST_NAMES))
        # Two surnames further each time round, so that no two people have one name.
        last = LAST_NAMES[(first + 2 * turn) % len(LAST_NAMES)]
        made.append(Child(FIRST_NAMES[first], last, year, form))
    for number in range(12):
        year, form = FEEDER_YEARS[number % len(FEEDER_YEARS)]
        last = LAST_NAMES[(number + 1) % len(LAST_NAMES)]
        made.append(Child(FIRST_NAMES[number], last, year, form, at_feeder=True))
    return made
