"""What happens when a roster is taken."""
