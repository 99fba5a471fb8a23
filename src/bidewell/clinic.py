"""The verbs of an installation, one typed function each: what the commands of the clinic do, for Python.

    from bidewell import clinic

    clinic.ready(Path("bidewell-home"))

`verbs` reads and writes folders and needs no database; what stands here runs on the installation in a home folder. Each
verb imports what it needs when it is called, and begins with `ready`: models can be imported only after it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.actions.progress import Progress, quietly
from bidewell.exchange.file_format import FileFormat

if TYPE_CHECKING:
    from bidewell.actions.audit_seals import AuditReport
    from bidewell.actions.backups.archive import Manifest
    from bidewell.actions.demo.making import Demo
    from bidewell.actions.exporting import Export
    from bidewell.actions.importing.report import ImportReport
    from bidewell.web.upgrading import Upgraded

# A folder that holds this may be replaced by the next demo; no other is.
DEMO_MARK = "THIS-IS-A-DEMO.txt"
DEMO_WORDS = "Every person in this folder is made up. The next `bidewell demo` replaces all of it.\n"


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


def make_demo(home: Path, listen: str = "127.0.0.1:8000", progress: Progress = quietly) -> Demo:
    """Make an installation with a made-up program in it. An earlier demo there is replaced, anything else refused."""
    _clear_for_demo(home, f"http://{listen}")
    progress("making the database")
    upgrade(home)
    from django.utils import timezone

    from bidewell.actions.demo import making

    return making.make_demo(at=timezone.now(), progress=progress)


def _clear_for_demo(home: Path, address: str) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / DEMO_MARK).is_file():
            raise FileExistsError(f"{home} holds something that is no demo. Name another folder with --home.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / DEMO_MARK).write_text(DEMO_WORDS, encoding="utf-8")
    (home / "clinic.toml").write_text(f'address = "{address}"\n', encoding="utf-8")


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


def import_records(
    folder: Path,
    program: str | None = None,
    home: Path | None = None,
    dry_run: bool = False,
    progress: Progress = quietly,
) -> ImportReport:
    """Take a folder of records into the program of this name, or of the one in its program.toml.

    A program that is not here yet is made. A folder with errors changes nothing: the report's state is `refused`, and
    it lists them. With `dry_run` nothing is kept but what is returned.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions.importing.new_programs import import_as
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return import_as(program, folder, by=None, at=timezone.now(), dry_run=dry_run, progress=progress)


def undo_import(batch: str, home: Path | None = None) -> None:
    """Take an import back, by the reference its report has. Raises Refused where something builds on it by now."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions.importing import undoing
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    undoing.undo_import(undoing.named_batch(batch), by=None, at=timezone.now())


def export_records(program: str, out: Path, home: Path | None = None, file_format: FileFormat = "csv") -> Export:
    """Write a program's records as a folder, which must be new or empty. No free text and no forecast is in it.

    Returns the folder and what `check` says of it. Raises Refused where there is no program of this name.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions import exporting
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    found = exporting.named_program(program)
    return exporting.export_records(found, out, by=None, at=timezone.now(), file_format=file_format)


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


def audit_verify(home: Path | None = None, head: str | None = None) -> AuditReport:
    """Whether the audit trail agrees with its seals. `head`: a digest kept elsewhere that must be among them."""
    ready(home)
    from bidewell.actions import audit_seals
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return audit_seals.verify(head)


def audit_seal(home: Path | None = None) -> int:
    """Seal every line of the audit trail that has no seal. Returns how many."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions import audit_seals
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return audit_seals.seal_events(at=timezone.now())


def work(home: Path | None = None, once: bool = False) -> None:
    """Keep forecasts fresh and do what is due, until told to stop (SIGTERM); or what is due by now, and return."""
    ready(home)
    import signal

    from django.utils import timezone

    from bidewell.actions.jobs.registry import KINDS
    from bidewell.actions.jobs.worker import Worker
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    worker = Worker(KINDS, timezone.now, lambda job: (sys.executable, "-m", "bidewell", "run-job", str(job.pk)))
    if once:
        worker.work_once()
        return
    os.nice(5)  # a page that somebody waits for comes before a forecast that is a second old
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.work()


def run_job(job: int, home: Path | None = None) -> None:
    """Run one job that the worker has claimed, in this process. The worker calls it for long ones."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions.jobs import running
    from bidewell.actions.jobs.registry import KINDS
    from bidewell.actions.jobs.states import JobState
    from bidewell.records.models import Job

    os.nice(10)  # pages and forecasts come first
    claimed = Job.objects.select_related("program").get(pk=job, state=JobState.RUNNING)
    running.run(claimed, KINDS[claimed.kind], timezone.now)
