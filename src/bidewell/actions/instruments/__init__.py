"""The instruments a program uses: adopted, defined, worded, marked for safety and offered.

A version in use never changes its questions or its scoring: another wording or rule is another version. A further
language, a safety threshold and whether it is offered are not part of that; each change of them is in the audit trail.
"""
