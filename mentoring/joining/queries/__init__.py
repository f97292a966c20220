"""What is shown of joining, and what the rooms above ask about it."""
