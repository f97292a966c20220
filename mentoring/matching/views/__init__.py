"""The pages of matching: the board, the pairings for staff, and what a student is asked."""

from mentoring.matching.views.pages import board_bp, own_bp, register_navigation, staff_bp

__all__ = ["board_bp", "own_bp", "register_navigation", "staff_bp"]
