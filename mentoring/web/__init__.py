"""WHAT EVERY PAGE SHARES: errors, headers, navigation, fields, kept words."""
