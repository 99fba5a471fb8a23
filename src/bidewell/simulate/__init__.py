"""Programs with known truth, written in the records format: for the demonstration, for tests, and for planning."""
