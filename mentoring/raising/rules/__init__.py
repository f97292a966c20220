"""Who reads a concern, and who never may: pure, and without a clock."""
