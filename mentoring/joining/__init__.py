"""Joining: enrolments, profiles, agreements, decisions, consent, training and who is ready to be paired."""
