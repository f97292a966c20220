"""What happens when somebody changes a programme."""
