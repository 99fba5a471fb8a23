"""An export that comes through a page: kept in the program's inbox until somebody tries it or takes it in."""

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from bidewell.actions.auditing import note
from bidewell.actions.importing.inbox import UPLOADED, inbox_of, move
from bidewell.actions.refusals import Refused
from bidewell.records.models import Person, Program

LARGEST_UPLOAD = 256 * 2**20


def keep_upload(
    program: Program, name: str, size: int, content: Iterable[bytes], *, by: Person | None, at: datetime
) -> Path:
    """Write what was sent into the inbox. Its name is made one of letters, digits, points and hyphens."""
    if not name.lower().endswith(".zip"):
        raise Refused(_("Send the folder of records as one .zip file."))
    if size > LARGEST_UPLOAD:
        raise Refused(_("The file is too large to be sent. Put it into the inbox on the server."))
    folder = inbox_of(program) / UPLOADED
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=".upload-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
        place = move(Path(beside), folder, _plain(name))
    finally:
        Path(beside).unlink(missing_ok=True)
    note("export_uploaded", program, by=by, at=at, program=program, size=size)
    return place


def _plain(name: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(name).stem).strip(".-")[:80]
    return f"{stem or 'export'}.zip"
