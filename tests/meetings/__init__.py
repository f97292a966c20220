"""Meetings, check-ins and what is due."""
