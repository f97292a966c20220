"""The students as a roster is compared with them, drafts, families, and who is missing."""
