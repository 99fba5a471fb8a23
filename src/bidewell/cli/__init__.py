"""The bidewell command: each command parses, calls one function of `verbs`, and prints."""
