"""The archive itself: written whole or not at all, read with every row checked against the manifest."""

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bidewell.actions.backups.refusal import BackupRefused
from bidewell.actions.schema import Step

FORMAT, VERSION = "bidewell backup", 1
MANIFEST = "manifest.json"
# Rows of JSON shrink to a tenth; a higher level is slow and gains little.
LEVEL = 4
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    NotImplementedError,
)


@dataclass(frozen=True)
class Manifest:
    """What the archive says of itself."""

    bidewell: str  # the version that made it
    made_at: str
    steps: tuple[Step, ...]  # migrations its tables had taken
    tables: Mapping[str, Mapping[str, Any]]  # rows and sha256, by table

    def as_data(self) -> dict[str, Any]:
        return {
            "format": FORMAT, "version": VERSION, "bidewell": self.bidewell, "made_at": self.made_at,
            "migrations": [list(step) for step in self.steps], "tables": dict(self.tables),
        }  # fmt: skip

    @property
    def rows(self) -> int:
        return sum(int(told["rows"]) for told in self.tables.values())


def member(table: str) -> str:
    return f"tables/{table}.ndjson"


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip beside its place, moved there once it is complete and on the disk; readable by its owner only."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member to write to. Without a time of its own: the manifest has it."""
    told = zipfile.ZipInfo(name)
    told.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(told, "w", force_zip64=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """An archive and its manifest. Raises BackupRefused where it is none, or is damaged."""
    with refusing_what_is_damaged():
        archive = zipfile.ZipFile(path)
    with archive:
        with refusing_what_is_damaged():
            manifest = _manifest(archive)
        yield archive, manifest


@contextmanager
def refusing_what_is_damaged() -> Iterator[None]:
    """Around every reading of an archive: what it holds is not to be trusted before its digests were compared."""
    try:
        yield
    except DAMAGED as error:
        raise BackupRefused("The file is not a backup, or is damaged; nothing was changed.") from error


def lines_of(archive: zipfile.ZipFile, table: str) -> Iterator[bytes]:
    with archive.open(member(table)) as lines:
        yield from lines


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(manifest.as_data(), indent=1))


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    told = json.loads(archive.read(MANIFEST))
    if told.get("format") != FORMAT:
        raise ValueError("another format")
    if told.get("version") != VERSION:
        raise BackupRefused("The backup was made by a newer version of Bidewell. Install that version to restore it.")
    steps = tuple((str(application), str(name)) for application, name in told["migrations"])
    return Manifest(str(told["bidewell"]), str(told["made_at"]), steps, told["tables"])
