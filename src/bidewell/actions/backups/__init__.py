"""Backups: everything an installation holds in one readable archive, and back again, on either database.

The archive is a zip with a file a table, a line of JSON a row, and `manifest.json`, which says what made it, how far
its tables had been brought, and how many rows with which digest each must have. It holds clients' answers and what
staff sign in with: it is made readable by its owner only.
"""
