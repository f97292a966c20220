"""What happens when people are added, granted, signed in or signed out."""
