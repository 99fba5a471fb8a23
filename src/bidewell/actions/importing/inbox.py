"""The inbox: one folder a program below the installation's home, in which exports appear as folders or .zip files.

    inbox/PROGRAM/2026-03-02/          an export, complete once it holds a file READY, or no longer changes
    inbox/PROGRAM/2026-03-03.zip       the same in one file
    inbox/PROGRAM/uploaded/            came through the page
    inbox/PROGRAM/working/             is being taken in
    inbox/PROGRAM/taken/, refused/     has been, with the report beside it

Exports move by renaming, so none is ever lost or there twice. Links are never followed.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bidewell.actions.importing.archives import ArchiveRefused, unpack
from bidewell.actions.refusals import Refused
from bidewell.exchange.whole_files import write_whole
from bidewell.records.models import Program

READY = "READY"
UPLOADED, WORKING, TAKEN, REFUSED = "uploaded", "working", "taken", "refused"
_KEPT_APART = (UPLOADED, WORKING, TAKEN, REFUSED)
STEADY_FOR = timedelta(minutes=1)
_LAST_LOOK, _UNPACKED = ".last-look.json", ".unpacked-"


def inbox_of(program: Program) -> Path:
    """The program's own folder. The name comes from a setting, so one that leads out of the inbox is refused."""
    inbox: Path = settings.CONFIGURATION.home / "inbox"
    name = program.watched_folder or str(program.ref)
    if not re.fullmatch(r"[^/\\\0]+", name) or name.startswith("."):
        raise Refused(_("The watched folder is a name, not a path. Correct it in the settings."))
    folder = inbox / name
    if program.watched_folder and Program.objects.filter(watched_folder=name).exclude(pk=program.pk).exists():
        raise Refused(_("Two programs watch the same folder. Give each its own in the settings."))
    if folder.is_symlink():
        raise Refused(_("The watched folder is a link, and links are not followed."))
    for made in (inbox, folder):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def named_exports(program: Program) -> dict[str, Path]:
    """What a person may choose to take in, by the name shown."""
    folder = inbox_of(program)
    found = {path.name: path for path in exports_in(folder)}
    return found | {f"{UPLOADED}/{path.name}": path for path in exports_in(folder / UPLOADED)}


def exports_in(folder: Path) -> list[Path]:
    """What lies in a folder and may be an export, in the order of its name; links and hidden files are nothing."""
    if not folder.is_dir() or folder.is_symlink():
        return []
    return [path for path in sorted(folder.iterdir()) if _may_be_export(path)]


def _may_be_export(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink() or path.name in _KEPT_APART:
        return False
    return path.is_dir() or (path.is_file() and path.suffix.lower() == ".zip")


def complete_exports(folder: Path, at: datetime) -> list[Path]:
    """Those that are ready, or have not changed since an earlier look; this look is remembered for the next."""
    before = _read_last_look(folder / _LAST_LOOK)
    looked = {path.name: _seen(before.get(path.name), _state(path), at) for path in exports_in(folder)}
    write_whole(folder / _LAST_LOOK, json.dumps(looked), for_owner_only=True)
    is_steady = {name: at - datetime.fromisoformat(seen[1]) >= STEADY_FOR for name, seen in looked.items()}
    return [folder / name for name in looked if is_steady[name] or _is_ready(folder / name)]


def _seen(before: Any, state: str, at: datetime) -> list[str]:
    """The state of an export, and since when it has been so."""
    return [state, before[1]] if isinstance(before, list) and before[:1] == [state] else [state, at.isoformat()]


def _is_ready(path: Path) -> bool:
    return (path / READY).is_file() or path.with_name(f"{path.name}.{READY}").is_file()


def _state(path: Path) -> str:
    """Size and time of every file: as long as these move, somebody is still writing."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    marks = [f"{file.name}:{(seen := file.lstat()).st_size}:{seen.st_mtime_ns}" for file in files]
    return "|".join(marks)


def _read_last_look(file: Path) -> dict[str, Any]:
    try:
        looked = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return looked if isinstance(looked, dict) else {}


def move(export: Path, folder: Path, name: str = "") -> Path:
    """Rename an export into a folder of the inbox, under a name that is free."""
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = name or export.name
    place, number = folder / wanted, 1
    while place.exists() or place.is_symlink():
        number += 1
        place = folder / f"{Path(wanted).stem}-{number}{Path(wanted).suffix}"
    os.rename(export, place)
    export.with_name(f"{export.name}.{READY}").unlink(missing_ok=True)
    return place


def put_away(export: Path, folder: Path, report: dict[str, Any], at: datetime) -> Path:
    """Move an export that has been dealt with, and write its report beside it."""
    place = move(export, folder, f"{at:%Y%m%dT%H%M%SZ}-{export.name}")
    text = json.dumps(report, ensure_ascii=False, indent=1)
    write_whole(place.with_name(f"{place.name}.report.json"), text, for_owner_only=True)
    return place


@contextmanager
def opened(export: Path, working: Path) -> Iterator[Path]:
    """The export as a folder that can be read. Raises ArchiveRefused where it is none, or holds a link."""
    if export.is_dir():
        if any(not path.is_file() or path.is_symlink() for path in export.iterdir()):
            raise ArchiveRefused
        yield export
        return
    working.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_UNPACKED, dir=working) as place:
        unpack(export, Path(place))
        yield Path(place)


def clear_unpacked(working: Path) -> None:
    """Remove what a process that died had unpacked; the archives themselves are still there."""
    for left in working.glob(f"{_UNPACKED}*"):
        shutil.rmtree(left, ignore_errors=True)
