"""What may be typed: shape only."""
