"""The page about a programme's adults: who is in charge, who is on duty when, and who stands in."""

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from mentoring.access.guard import requires
from mentoring.access.policy import Action
from mentoring.people.models import StaffMember
from mentoring.people.queries.school_times import school_times
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries import programmes
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.queries.slots import on_duty, problems_by_slot, slots
from mentoring.programme.rules.slots import SlotProblem
from mentoring.programme.views import pages
from mentoring.programme.views.grid import SlotCard, slot_cards
from mentoring.programme.views.pages import bp


@dataclass
class Duty:
    """When one adult is on duty, and when they stand in."""

    member: StaffMember
    on: list[SlotCard] = field(default_factory=list)
    stands_in: list[SlotCard] = field(default_factory=list)


@bp.get("/programmes/<programme_id>/adults")
@requires(Action.PROGRAMME_SEE, load=programmes.programme)
def adults(programme: Programme) -> Any:
    """Show who is in charge, and each adult's times."""
    held, people = slots(programme.school_id, programme.id), people_by_id(programme.school_id)
    problems = problems_by_slot(held, school_times(programme.school_id))
    cards = {card.id: card for card in slot_cards(held, problems)}
    return render_template(
        "programme/adults.html",
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        in_charge=[people[each] for each in programme.in_charge_ids if each in people],
        duties=_duties(held, cards),
        nobody=[cards[slot.id] for slot in held if SlotProblem.NO_ADULT in problems[slot.id]],
        alone=[cards[slot.id] for slot in held if on_duty(slot) and not on_duty(slot, stands_in=True)],
    )


def _duties(held: Any, cards: dict[str, SlotCard]) -> list[Duty]:
    found: dict[str, Duty] = {}
    slot: Slot
    for slot in held:
        for stands_in in (False, True):
            for member in on_duty(slot, stands_in=stands_in):
                duty = found.setdefault(member.id, Duty(member))
                (duty.stands_in if stands_in else duty.on).append(cards[slot.id])
    return sorted(found.values(), key=lambda duty: (duty.member.last_name, duty.member.first_name))
