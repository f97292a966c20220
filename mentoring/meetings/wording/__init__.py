"""The sentences of meetings."""
