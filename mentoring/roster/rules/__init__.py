"""What a roster's cells mean, and what would change if it were taken."""
