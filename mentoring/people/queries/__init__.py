"""What is shown of schools, staff, students and sessions, and in what order."""
