"""Files in, students out: whatever a school's systems export, read without believing any of it."""
