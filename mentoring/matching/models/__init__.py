"""What is stored of matching."""

from mentoring.matching.models.boards import Board
from mentoring.matching.models.pairings import Pairing, PairingMember, PairingStep

__all__ = ["Board", "Pairing", "PairingMember", "PairingStep"]
