"""The desk: inbox, acknowledging, the clock, and the words back to the reporter."""
