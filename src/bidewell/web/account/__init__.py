"""Sign-in, invitations, and one's own account."""
