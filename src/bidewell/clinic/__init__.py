"""The verbs of an installation, one typed function each: what the commands of the clinic do, for Python.

    from pathlib import Path
    from bidewell import clinic

    clinic.ready(Path("bidewell-home"))

`verbs` reads and writes folders and needs no database; what stands here runs on the installation in a home folder. Each
verb imports what it needs when it is called, and begins with `ready`: models can be imported only after it.
"""

from bidewell.clinic.backups import backup, check_backup, restore
from bidewell.clinic.demo import make_demo
from bidewell.clinic.folders import export_records, import_records, undo_import
from bidewell.clinic.installation import add_administrator, ready, serve, upgrade
from bidewell.clinic.trail import audit_seal, audit_verify
from bidewell.clinic.working import run_job, work

__all__ = [
    "add_administrator",
    "audit_seal",
    "audit_verify",
    "backup",
    "check_backup",
    "export_records",
    "import_records",
    "make_demo",
    "ready",
    "restore",
    "run_job",
    "serve",
    "undo_import",
    "upgrade",
    "work",
]
