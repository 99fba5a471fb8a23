"""Everything an installation holds in one archive, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.clinic.installation import ready
from bidewell.progress import Progress, quietly

if TYPE_CHECKING:
    from bidewell.actions.backups.archive import Manifest


def backup(out: Path, home: Path | None = None, progress: Progress = quietly) -> Manifest:
    """Write everything the installation holds, as of one moment, to an archive; people may go on working meanwhile.

    Not in it: the secret key and `clinic.toml`. An archive that is there is replaced.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions.backups.backing_up import make_backup

    return make_backup(out, at=timezone.now(), progress=progress)


def check_backup(archive: Path, home: Path | None = None, progress: Progress = quietly) -> Manifest:
    """Read an archive whole and compare it with what it says of itself. Raises BackupRefused where it differs."""
    ready(home)
    from bidewell.actions.backups.backing_up import check_backup as check

    return check(archive, progress)


def restore(archive: Path, home: Path | None = None, progress: Progress = quietly) -> Manifest:
    """Fill an empty installation from an archive, compare every row, and bring it up to this version.

    Raises BackupRefused where the archive is damaged or the database holds something; nothing is changed then.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions import auditing
    from bidewell.actions.backups.restoring import restore as restore_archive
    from bidewell.web import upgrading

    manifest = restore_archive(archive, progress=progress)
    upgrading.upgrade()
    auditing.note("restore_backup", None, by=None, at=timezone.now(), made_at=manifest.made_at)
    return manifest
