"""SQLite's write-ahead log, moved into the database by the worker.

Left alone, whoever commits next after every thousand pages moves them and waits for the disk, with everybody behind in
line: several times a second where check-ins come in, and each time a page is late.
"""

from django.db.backends.base.base import BaseDatabaseWrapper


def move_log(connection: BaseDatabaseWrapper) -> None:
    """Move what can be moved now; nobody who reads or writes waits. Does nothing on another database."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
