"""Who reads a concern, whether it is here already, and facts about a person without their cause."""
