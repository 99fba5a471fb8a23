"""The parts of the report document: what was described, what was answered, and how it was modelled."""
