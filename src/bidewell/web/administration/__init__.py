"""For administrators: people, settings, audit."""
