"""Pages about signing in, accounts, the school, its staff and students."""
