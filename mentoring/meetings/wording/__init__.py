"""What the codes of meetings read like."""
