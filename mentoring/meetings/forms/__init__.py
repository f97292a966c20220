"""What may be typed about meetings: shape only."""
