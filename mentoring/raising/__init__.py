"""The low door: raise a concern (written, never read back), and facts about a person without a cause."""
