"""The pages of matching: the board, the pairings for staff, and what a student is asked."""

from mentoring.matching.views import board, by_hand, board_changes
from mentoring.matching.views.pages import board_bp, own_bp, register_navigation, staff_bp

__all__ = ["board", "board_bp", "by_hand", "board_changes", "own_bp", "register_navigation", "staff_bp"]
