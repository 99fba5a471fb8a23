"""Django's SQLite, with writers that stand in line. Django loads it by the name of this folder (see `web.databases`).

SQLite lets one write at a time, and whoever finds it busy sleeps, up to a tenth of a second, and looks again: a writer
may sleep long while nobody writes, and the latest may be first. Who waits for a lock on a file beside the database
looks every few milliseconds, and gives up after the connection's `timeout`, as SQLite does. The lock is let go by the
system when its process dies.
"""

import fcntl
import os
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

WRITING = "IMMEDIATE"
LOOK_AGAIN_SECONDS = 0.002
USUAL_TIMEOUT = 5.0  # of Python's sqlite3
_Wrapper: Any = base.DatabaseWrapper


class DatabaseWrapper(_Wrapper):  # type: ignore[misc]  # its stubs know nothing of transactions
    """One connection. It stands in line from the beginning of a transaction that will write to its end."""

    _place: int | None = None  # the open file whose lock is ours, while it is

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == WRITING and not self.is_in_memory_db():
            self._stand_in_line()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_the_line()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._leave_the_line()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._leave_the_line()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._leave_the_line()

    def _stand_in_line(self) -> None:
        place = os.open(f"{self.settings_dict['NAME']}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._wait_for(place)
        except BaseException:
            os.close(place)
            raise
        self._place = place

    def _wait_for(self, place: int) -> None:
        """A lock that is waited for in the system has no deadline; so it is asked for again and again."""
        deadline = time.monotonic() + self.settings_dict["OPTIONS"].get("timeout", USUAL_TIMEOUT)
        while True:
            try:
                return fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise OperationalError("database is locked") from None
            time.sleep(LOOK_AGAIN_SECONDS)

    def _leave_the_line(self) -> None:
        place, self._place = self._place, None
        if place is not None:
            os.close(place)
