"""Programmes: their kind, dates, settings, places, slots, adults and role descriptions."""
