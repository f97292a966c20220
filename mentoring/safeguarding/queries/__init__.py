"""What the desk shows, to whom, and in what order; and the only place where sealed words are opened."""
