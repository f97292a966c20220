"""What is shown, in what order."""
