"""For supervisors: the team's caseload."""
