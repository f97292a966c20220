"""WHAT WAS DONE: the trail, its chain, and sealed columns."""
