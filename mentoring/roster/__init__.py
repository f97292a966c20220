"""The roster: students from a school's own files, looked at first, and the families that the files suggest."""
