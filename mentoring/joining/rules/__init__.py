"""What joining allows, without a web or a database."""
