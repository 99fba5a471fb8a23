"""How the clinic logs: what kind of error, and where in the code. Never its text, which may hold a client's value."""

import logging
import traceback

from bidewell.exchange.full_disk import is_full


class PlaceOnly(logging.Formatter):
    """One line a record. The message of an error is left out; the place is enough to find it."""

    def format(self, record: logging.LogRecord) -> str:
        words = f"{record.levelname} {record.name} {record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            where = f"{frames[-1].filename.rpartition('site-packages')[2]}:{frames[-1].lineno}" if frames else "?"
            why = " (the disk is full)" if is_full(record.exc_info[1]) else ""
            return f"{words} {record.exc_info[0].__name__} at {where}{why}"
        return words
