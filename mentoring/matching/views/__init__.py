"""The pages of matching: the board, the pairings for staff, and what a student is asked."""

from mentoring.matching.views import (
    asking,
    board,
    board_changes,
    by_hand,
    changing,
    choosing,
    ending,
    group_board,
    group_changes,
    meet_and_greet,
    overview,
    pairing,
    two,
    weights,
    what_if,
)
from mentoring.matching.views.pages import board_bp, own_bp, register_navigation, staff_bp
from mentoring.matching.views.waiting import register_waiting

__all__ = [
    "asking",
    "board",
    "board_bp",
    "board_changes",
    "by_hand",
    "changing",
    "choosing",
    "ending",
    "group_board",
    "group_changes",
    "meet_and_greet",
    "overview",
    "own_bp",
    "pairing",
    "register_navigation",
    "register_waiting",
    "staff_bp",
    "two",
    "weights",
    "what_if",
]
