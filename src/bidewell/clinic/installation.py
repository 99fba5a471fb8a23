"""An installation itself: made ready for Django, brought up to date, served, and its first administrator."""

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

    Raises NewerDatabase where a newer version has changed the database; nothing is changed then.
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


def add_administrator(
    email: str, name: str, program: str, time_zone: str = "UTC", home: Path | None = None
) -> tuple[str, bool]:
    """Invite somebody as administrator of a program, which is made where it is missing.

    Returns the link with which they choose a password, and whether the program is new. Raises Refused.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions.first_program import invite_administrator
    from bidewell.web import upgrading
    from bidewell.web.account.invitations import link

    upgrading.refuse_unless_upgraded()
    at = timezone.now()
    person, is_new = invite_administrator(email=email, name=name, program=program, time_zone=time_zone, at=at)
    return link(person, at), is_new
