"""A file's bytes, or the problem that kept them: a folder is given by strangers, and a name may be anything."""

from pathlib import Path

from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem


def bytes_of(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """What a regular file holds. Pipes and devices are not read: they may never end."""
    try:
        if not path.is_file():
            return None, (found("unreadable_file", file=path.name),)
        return path.read_bytes(), ()
    except PermissionError:
        return None, (found("no_rights", file=path.name),)
    except OSError:
        return None, (found("unreadable_file", file=path.name),)
