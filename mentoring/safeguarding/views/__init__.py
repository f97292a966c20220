"""The pages of the desk, of the trail, and of those who told a worry and ask how it is going."""
