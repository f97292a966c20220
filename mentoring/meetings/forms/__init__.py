"""What may be typed about meetings: the shape only."""
