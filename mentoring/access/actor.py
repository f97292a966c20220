"""Who is asking: the facts of the signed-in person that the policy may use."""

from dataclasses import dataclass, field
from datetime import datetime

from mentoring.access.roles import Role
from mentoring.audit.trail import By


@dataclass(frozen=True)
class Actor:
    """One signed-in person in one school. `person_id` is a staff member's or a student's id.

    `room_id`: on a room's tablet, of the adult who opened it or of a student whose turn it is. `job_id`: the meeting
    that a student was let in for there.
    """

    account_id: str
    school_id: str
    person_id: str
    session_id: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    second_factor_at: datetime | None = None
    room_id: str | None = None
    job_id: str | None = None

    @property
    def is_student(self) -> bool:
        """Say whether this is a young person's account."""
        return Role.STUDENT in self.roles

    @property
    def is_room(self) -> bool:
        """Say whether nobody is here but a room's tablet."""
        return Role.ROOM in self.roles

    @property
    def by(self) -> By:
        """Return this person as the trail writes it."""
        return By("person", self.person_id)

    def holds(self, *roles: Role) -> bool:
        """Say whether the person holds any of these roles."""
        return not self.roles.isdisjoint(roles)
