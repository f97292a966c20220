"""What is allowed, in the programme's terms."""
