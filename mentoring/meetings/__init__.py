"""What pairs do together: plans, registers, write-ups, how it went, asks, check-ins, and what is due."""
