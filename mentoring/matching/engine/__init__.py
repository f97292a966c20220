"""The solver: from facts about people to the best allowed arrangement. No web, no database, no words."""
