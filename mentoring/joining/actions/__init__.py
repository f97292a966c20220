"""What happens when somebody joins, answers, decides or records."""
