"""A file or a folder, whole or not at all."""

import ctypes
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_HERE, _EXCHANGE = -100, 2  # of Linux' renameat2: paths as they are given, and both at once
_IS_TAKEN = (errno.ENOTEMPTY, errno.EEXIST)


class Whole(NamedTuple):
    """A file to be: its place, what is in it, and whether only its owner may read it."""

    path: Path
    content: str | bytes
    for_owner_only: bool


def write_whole(path: Path, content: str | bytes, *, for_owner_only: bool) -> Path:
    """Write content beside its place and rename it there, so that no reader ever sees half of it. Returns the path.

    What tells of single clients is for the owner only; a page of aggregates gets the usual permissions.
    """
    write_together(Whole(path, content, for_owner_only))
    return path


def write_together(*files: Whole) -> None:
    """Write all beside their places before the first is renamed: where one cannot be there, all is as it was."""
    with ExitStack() as written:
        besides = [written.enter_context(_beside(file)) for file in files]
        # Nothing follows the last one that could fail, so it needs no way back.
        before = [*(written.enter_context(_copied(file.path)) for file in files[:-1]), *(None for _ in files[-1:])]
        with ExitStack() as back:
            for file, beside, old in zip(files, besides, before, strict=True):
                with _errors_name(file.path):
                    os.replace(beside, file.path)
                back.callback(_put_back, file.path, old)
            back.pop_all()


@contextmanager
def _copied(path: Path) -> Iterator[Path | None]:
    """A copy, beside its place, of the file that is there, if one is."""
    if not os.path.lexists(path):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        with _errors_name(path):
            copy = Path(shutil.copy2(path, folder, follow_symlinks=False))
        yield copy


def _put_back(path: Path, before: Path | None) -> None:
    with suppress(OSError):  # what went wrong at first is what is told
        path.unlink() if before is None else os.replace(before, path)


@contextmanager
def _beside(file: Whole) -> Iterator[str]:
    """The file, finished, beside its place; gone afterwards if it was not moved there."""
    path = file.path
    with _errors_name(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with _errors_name(path):
            with os.fdopen(handle, "wb") as opened:
                opened.write(file.content.encode() if isinstance(file.content, str) else file.content)
                opened.flush()
                os.fsync(opened.fileno())
            os.chmod(beside, 0o600 if file.for_owner_only else 0o666 & ~_umask())
        yield beside
    finally:
        Path(beside).unlink(missing_ok=True)


@contextmanager
def folder_beside(folder: Path, *, for_owner_only: bool) -> Iterator[Path]:
    """An empty folder beside a place, to be filled and moved there; what is not moved is gone afterwards."""
    with _errors_name(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            os.chmod(beside, 0o700 if for_owner_only else 0o777 & ~_umask())
            yield beside
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def move_into_place(finished: Path, folder: Path) -> None:
    """Rename a finished folder to its place, which is new or empty."""
    _keep(finished)
    os.rename(finished, folder)


def replace_folder(finished: Path, folder: Path) -> None:
    """Rename a finished folder to its place. What was there is what `finished` holds afterwards.

    The two change places in one step, where the system can: whoever opens the folder finds the one or the other, and
    of several who replace it at once the last one stays. Elsewhere the place is empty for a moment.
    """
    _keep(finished)
    while True:
        try:
            return os.rename(finished, folder)
        except OSError as taken:
            if taken.errno not in _IS_TAKEN:
                raise
        if _have_changed_places(finished, folder):
            return
        if folder.exists():
            return _one_after_the_other(finished, folder)


def _have_changed_places(one: Path, other: Path) -> bool:
    """False where the system cannot do it in one step, or one of them has gone meanwhile."""
    exchange = _system_rename()
    return exchange is not None and exchange(_HERE, bytes(one), _HERE, bytes(other), _EXCHANGE) == 0


@cache
def _system_rename() -> Any:
    return getattr(ctypes.CDLL(None), "renameat2", None)


def _one_after_the_other(finished: Path, folder: Path) -> None:
    before = finished.with_name(f"{finished.name}-before")
    os.rename(folder, before)
    try:
        os.rename(finished, folder)
    except BaseException:
        with suppress(OSError):  # somebody else's may be there by now
            os.rename(before, folder)
        raise
    finally:
        shutil.rmtree(before, ignore_errors=True)


def _keep(folder: Path) -> None:
    """Have the files on the disk before their folder gets its name: a power cut must not leave empty ones."""
    for path in folder.rglob("*"):
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


@contextmanager
def _errors_name(place: Path) -> Iterator[None]:
    """An error of writing names the place that was asked for, not the one beside it."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            error.filename = str(place)
        elif said := re.search(r"\(os error (\d+)\)", str(error)):  # of Polars: the number in words only
            raise OSError(int(said[1]), os.strerror(int(said[1])), str(place)) from error
        raise


def _umask() -> int:
    """The mask can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
