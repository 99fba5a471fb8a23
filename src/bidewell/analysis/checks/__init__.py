"""Whether a fit looks like the records it was made from, and its draws for others to look at."""
