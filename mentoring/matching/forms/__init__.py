"""What may be typed about pairings."""
