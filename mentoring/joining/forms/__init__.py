"""What may be typed while joining: shape only."""
