"""What the tests stand on: a PostgreSQL server, a browser, and the helpers that every room uses."""
