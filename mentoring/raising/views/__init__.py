"""The pages on which somebody tells an adult."""
