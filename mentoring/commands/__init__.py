"""The command line: start, check, back up."""
