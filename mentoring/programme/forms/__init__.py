"""What may be typed about programmes: the shape only."""
