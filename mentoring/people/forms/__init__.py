"""The shape of what is typed about schools and people."""
