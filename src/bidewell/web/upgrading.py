"""Bringing an installation up to its code: the tables of the database, and the style sheets and scripts of the pages."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Says which style sheets and scripts were gathered, so that a start can tell whether these are still the code's.
GATHERED = "gathered-from.txt"


class NotUpgraded(Exception):
    """The installation does not fit the code; the words say what to do."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: the steps taken on the database, and whether style sheets were gathered anew."""

    migrations: tuple[str, ...]
    gathered: bool


def upgrade() -> Upgraded:
    """Do what is missing. Raises NotUpgraded where the database is newer than the code: then nothing is changed."""
    refuse_newer_database()
    steps = pending_migrations()
    if steps:
        call_command("migrate", interactive=False, verbosity=0)
    stale = not static_files_are_fresh()
    if stale:
        gather_static_files()
    return Upgraded(steps, stale)


def refuse_unless_upgraded() -> None:
    """Asked at the start: pages must not meet tables or style sheets of another version."""
    refuse_newer_database()
    if pending_migrations() or not static_files_are_fresh():
        raise NotUpgraded("This home folder is not ready for this version of Bidewell. Run: bidewell upgrade")


def refuse_newer_database() -> None:
    """A database that a later version has changed is left alone."""
    loader = MigrationExecutor(connection).loader
    unknown = [key for key in loader.applied_migrations if key not in loader.disk_migrations and _is_ours(key)]
    if unknown:
        raise NotUpgraded(
            "The database was made by a newer version of Bidewell. Install that version, or restore a backup made "
            "with this one."
        )


def pending_migrations() -> tuple[str, ...]:
    """Steps the database has not taken yet, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label} {migration.name}" for migration, _backwards in plan)


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


def _is_ours(key: tuple[str, str]) -> bool:
    """Tables of an application that is no longer installed do no harm."""
    return key[0] in {application.rpartition(".")[2] for application in settings.INSTALLED_APPS}
