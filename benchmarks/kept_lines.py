"""Lines of JSON that a long run keeps, one a result, so that a run that was cut off goes on where it stopped."""

import json
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def kept(path: Path) -> list[Line]:
    """What earlier runs kept; half a line that one left behind is none."""
    return [json.loads(line) for line in _whole(path).splitlines()]


def keep(path: Path, line: Line) -> None:
    """Add a line; half a line that an earlier run left behind is taken away first."""
    whole = _whole(path)
    if path.exists() and path.stat().st_size > len(whole):
        path.write_bytes(whole)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _whole(path: Path) -> bytes:
    found = path.read_bytes() if path.exists() else b""
    return found[: found.rfind(b"\n") + 1]
