"""A database without room, as SQLite says it and Django wraps it."""

import sqlite3
from contextlib import closing

from django.db import OperationalError


def error_of_a_full_database() -> Exception:
    """Of a database that may have ten pages."""
    with closing(sqlite3.connect(":memory:")) as full:
        full.execute("PRAGMA max_page_count = 10")
        try:
            full.execute("CREATE TABLE t AS SELECT zeroblob(1000000)")
        except sqlite3.OperationalError as said:
            wrapped = OperationalError("database or disk is full")
            wrapped.__cause__ = said
            return wrapped
    raise AssertionError("the database took more than it may hold")
