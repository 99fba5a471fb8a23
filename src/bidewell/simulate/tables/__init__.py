"""What the records show of it: one file per table of the records format."""
