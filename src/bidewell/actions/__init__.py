"""Every change that matters, as a verb: one transaction, one line in the audit trail.

An action takes what it changes, `by` (who; None for the program itself) and `at` (when): nothing here reads a clock.
It raises `Refused` with words for a person where the change cannot be made, and then nothing has changed.
"""
