"""What is stored of matching."""

from mentoring.matching.models.boards import Board
from mentoring.matching.models.meet_and_greet import MeetAndGreet, MeetChoice, MeetGuest
from mentoring.matching.models.pairings import Pairing, PairingMember, PairingStep

__all__ = [
    "Board",
    "MeetAndGreet",
    "MeetChoice",
    "MeetGuest",
    "Pairing",
    "PairingMember",
    "PairingStep",
]
