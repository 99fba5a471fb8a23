"""How days and times are written, one way on every page of a language."""
