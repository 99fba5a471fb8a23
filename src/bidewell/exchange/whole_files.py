"""A file or a folder, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, text: str, *, for_owner_only: bool) -> Path:
    """Write text beside its place and rename it there, so that no reader ever sees half of it. Returns the path.

    What tells of single clients is for the owner only; a page of aggregates gets the usual permissions.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, 0o600 if for_owner_only else 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path


@contextmanager
def folder_beside(folder: Path, *, for_owner_only: bool) -> Iterator[Path]:
    """An empty folder beside a place, to be filled and moved there; what is not moved is gone afterwards."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        os.chmod(beside, 0o700 if for_owner_only else 0o777 & ~_umask())
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def replace_folder(finished: Path, folder: Path) -> None:
    """Rename a finished folder to its place. What was there is removed only then, and is back if it cannot be."""
    before = finished.with_name(f"{finished.name}-before")
    if folder.exists():
        os.rename(folder, before)
    try:
        os.rename(finished, folder)
    except BaseException:
        if before.exists():
            os.rename(before, folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _umask() -> int:
    """The mask can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
