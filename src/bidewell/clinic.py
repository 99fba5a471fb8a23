"""The verbs of an installation, one typed function each: what the commands of the clinic do, for Python.

    from bidewell import clinic

    clinic.ready(Path("bidewell-home"))

`verbs` reads and writes folders and needs no database; what stands here runs on the installation in a home folder. Each
verb imports what it needs when it is called, and begins with `ready`: models can be imported only after it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bidewell.web.upgrading import Upgraded


def ready(home: Path | None = None) -> None:
    """Set Django up on an installation: the home folder given, or BIDEWELL_HOME, or ./bidewell-home.

    Raises ConfigurationRefused where `clinic.toml` is wrong. Called again, it changes nothing.
    """
    if home is not None:
        os.environ["BIDEWELL_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bidewell.web.settings")
    import django

    django.setup()


def upgrade(home: Path | None = None) -> Upgraded:
    """Bring an installation up to this version: its database, its style sheets. The first one makes the database.

    Raises NotUpgraded where the database is newer than the code; nothing is changed then.
    """
    ready(home)
    from bidewell.web import upgrading

    return upgrading.upgrade()


def serve(
    home: Path | None = None, listen: str = "127.0.0.1:8000", on_start: Callable[[], None] = lambda: None
) -> None:
    """Serve the clinic's pages and do its long work, until told to stop.

    Raises NotUpgraded where `upgrade` has something to do, CannotListen where the address is taken.
    """
    ready(home)
    from django.conf import settings
    from django.db import connections

    from bidewell.web import serving, upgrading

    upgrading.refuse_unless_upgraded()
    connections.close_all()
    chosen = settings.CONFIGURATION
    serving.serve(
        serving.listen_at(listen),
        processes=chosen.processes,
        threads=chosen.threads,
        beside=(sys.executable, "-m", "bidewell", "work"),
        on_start=on_start,
    )
