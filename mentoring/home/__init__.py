"""Today, and the young people's homes."""
