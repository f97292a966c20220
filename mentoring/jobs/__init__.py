"""The outbox: one table for mail and long work, and the worker that empties it."""
