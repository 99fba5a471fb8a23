"""The recursion as machine code: traced once from the cell, differentiated, and compiled for this processor."""
