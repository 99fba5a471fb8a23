"""Django's database setting from ours: SQLite by default, PostgreSQL by one line."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL: readers never wait for the writer. IMMEDIATE: a writer waits its turn at the start instead of failing at the end.
# The log is moved into the database by the worker (`records.sqlite.log`); at 40 MB by whoever writes, should none run.
SQLITE_SETUP = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; "
    "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=10000;"
)


def sqlite(file: Path) -> dict[str, Any]:
    """One file, in the home folder."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_SETUP}
    return {"ENGINE": "bidewell.records.sqlite", "NAME": str(file), "CONN_MAX_AGE": None, "OPTIONS": options}


def postgresql(url: str) -> dict[str, Any]:
    """A URL as libpq writes it; what stands after ? goes to the driver."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "bidewell",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
