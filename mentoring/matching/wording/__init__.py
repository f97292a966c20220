"""The sentences of matching."""
