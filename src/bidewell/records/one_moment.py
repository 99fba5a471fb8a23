"""Reading several tables as they were at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read is of one moment, and nobody who writes waits. Nothing may be written meanwhile.

    Inside a transaction that has begun, that one's own isolation holds.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _only_reading(connection), transaction.atomic():
            yield


@contextmanager
def _only_reading(wrapper: Any) -> Iterator[None]:
    """SQLite's transactions begin by asking for the right to write, as we open it; these do not."""
    wrapper.ensure_connection()  # it reads the mode from the settings once more
    usual, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        wrapper.transaction_mode = usual
