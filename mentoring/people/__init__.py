"""Schools, sites, school time, accounts, sign-in, sessions, students."""
