"""What is typed about meetings: shape only."""
