"""Who asked about a client, and what may be said."""
