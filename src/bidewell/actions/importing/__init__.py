"""Records into the clinic: read and checked, compared with what is here, written as one batch that can be taken back.

What an export may change is decided in docs/imports.md; each table's module holds its part of it.
"""
