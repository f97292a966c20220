"""Who is paired with whom: boundaries, the best suggestion, being asked, and a pairing's life."""
