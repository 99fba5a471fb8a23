"""Bringing an installation up to its code: the tables of the database, the style sheets and scripts of the pages."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from bidewell.actions import schema

# Says which style sheets and scripts were gathered, so that a start can tell whether these are still the code's.
GATHERED = "gathered-from.txt"


class NotUpgraded(Exception):
    """The installation is not ready for this version of the code; the words say what to do."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: the steps taken on the database, and whether style sheets were gathered anew."""

    migrations: tuple[str, ...]
    gathered: bool


def upgrade() -> Upgraded:
    """Do what is missing. Raises NewerDatabase where the database is newer than the code: then nothing is changed."""
    schema.refuse_newer_database()
    steps = schema.pending_steps()
    if steps:
        call_command("migrate", interactive=False, verbosity=0)
    stale = not static_files_are_fresh()
    if stale:
        gather_static_files()
    return Upgraded(tuple(" ".join(step) for step in steps), stale)


def refuse_unless_upgraded() -> None:
    """Asked at the start: pages must not meet tables or style sheets of another version."""
    schema.refuse_newer_database()
    if schema.pending_steps() or not static_files_are_fresh():
        raise NotUpgraded("This home folder is not ready for this version of Bidewell. Run: bidewell upgrade")


def gather_static_files() -> None:
    """Copy them into the home folder under names that change with their content. Earlier ones stay for open pages."""
    digest = _digest_of_static_files()
    call_command("collectstatic", interactive=False, verbosity=0)
    _gathered().write_text(digest, encoding="ascii")


def static_files_are_fresh() -> bool:
    return _gathered().exists() and _gathered().read_text(encoding="ascii") == _digest_of_static_files()


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for path, storage in sorted(
        ((path, storage) for finder in finders.get_finders() for path, storage in finder.list([])),
        key=lambda found: found[0],
    ):
        digest.update(path.encode())
        digest.update(Path(storage.path(path)).read_bytes())
    return digest.hexdigest()


def _gathered() -> Path:
    return Path(settings.STATIC_ROOT) / GATHERED
