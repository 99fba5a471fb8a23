"""One file, whole or not at all."""

import os
import tempfile
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


def _umask() -> int:
    """The mask can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
