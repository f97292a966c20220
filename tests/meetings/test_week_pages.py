"""What coordinators, supervisors and the lead do on the pages of meetings."""
