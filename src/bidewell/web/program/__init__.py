"""For the director: aggregates with small cells suppressed."""
