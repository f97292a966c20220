"""What happens when somebody tells an adult."""
