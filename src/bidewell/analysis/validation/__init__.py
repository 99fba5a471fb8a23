"""Validation: what was forecast on earlier days against what came of it, beside simpler rules."""
