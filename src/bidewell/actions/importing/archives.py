"""An export that came as a .zip, unpacked into a folder: only files of the format, and never more than is allowed.

Nothing in an archive is believed: names are compared with those of the format, sizes are counted while unpacking.
"""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from bidewell.actions.importing.names_of_files import FILES

LARGEST = 4 * 2**30
_MOST_ENTRIES = 200
_AT_ONCE = 2**20


class ArchiveRefused(Exception):
    """The file is no archive of an export, or an unsafe one."""


def unpack(archive: Path, folder: Path, largest: int = LARGEST) -> None:
    """Unpack the files of the format into an empty folder. Raises ArchiveRefused; the folder is of no use then."""
    try:
        with zipfile.ZipFile(archive) as opened:
            left = largest
            for entry in _wanted(opened):
                left = _unpack(opened, entry, folder / PurePosixPath(entry.filename).name, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise ArchiveRefused from error


def _wanted(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of the format; they lie together, at the top or in one folder. Links and ways out are refused."""
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    paths = [PurePosixPath(entry.filename) for entry in entries]
    is_link = any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries)
    leads_out = any(path.is_absolute() or ".." in path.parts or "\\" in str(path) for path in paths)
    if is_link or leads_out or len(entries) > _MOST_ENTRIES:
        raise ArchiveRefused
    wanted = [(entry, path) for entry, path in zip(entries, paths, strict=True) if path.name in FILES]
    if len({path.parent for _entry, path in wanted}) > 1 or len({path.name for _entry, path in wanted}) < len(wanted):
        raise ArchiveRefused
    return [entry for entry, _path in wanted]


def _unpack(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, left: int) -> int:
    with opened.open(entry) as source, to.open("xb") as target:
        while block := source.read(_AT_ONCE):
            left -= len(block)
            if left < 0:
                raise ArchiveRefused
            target.write(block)
    return left
