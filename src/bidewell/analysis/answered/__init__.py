"""Everything a program's records answer, put together, and which of it was not asked."""
