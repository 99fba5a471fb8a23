"""For therapists: the caseload and the client page."""
