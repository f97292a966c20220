"""What happens when a reader does something about a concern, and when its clock strikes."""
