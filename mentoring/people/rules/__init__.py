"""What is allowed when people, their sites and their sign-ins are set up: pure, and without a clock."""
