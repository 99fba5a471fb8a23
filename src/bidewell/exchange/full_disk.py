"""A disk without room, as the system and both databases say it."""

import errno

# Of SQLite: the log's index beside the database could not grow.
_OF_SQLITE = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
_OF_POSTGRESQL = "53100"


def is_full(error: BaseException | None) -> bool:
    """Whether a file could not be written, or a database not changed, for want of room."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = getattr(error, "__cause__", None)  # Django wraps what the database said; both name it
    return getattr(said, "sqlite_errorname", "") in _OF_SQLITE or getattr(said, "sqlstate", "") == _OF_POSTGRESQL
