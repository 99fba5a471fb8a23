"""A model asked for by name: the formula, what it may not ask, what it needs of the records, its priors."""
