"""The documents people read, and what they show: fenced commands with their output, Python examples, links."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Pages of which every block goes on from the one before; tests/docs/notebooks.py runs each as a whole.
NOTEBOOKS = sorted(ROOT.glob("docs/notebooks/*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
FENCE = re.compile(
    r"^```(?P<language>console|python)(?: exits=(?P<exits>\d+))?\n(?P<body>.*?)^```$"
    r"(?:\n\n```text\n(?P<output>.*?)^```$)?",
    re.M | re.S,
)


@dataclass(frozen=True)
class Shown:
    """One command or Python example, the output shown below it (empty: none is promised), and the exit code."""

    language: str
    code: str
    output: str = ""
    exits: int = 0


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def shown_in(document: Path) -> list[Shown]:
    """What a document shows, from top to bottom."""
    shown: list[Shown] = []
    for block in FENCE.finditer(document.read_text(encoding="utf-8")):
        exits = int(block["exits"] or 0)
        if block["language"] == "python":
            shown.append(Shown("python", block["body"], block["output"] or "", exits))
        else:
            shown.extend(_commands(block["body"], exits))
    return shown


def _commands(body: str, exits: int) -> list[Shown]:
    """`$ ` starts a command; a backslash at the end of a line carries it on; other lines are its output."""
    joined = body.replace("\\\n", " ")
    parts = re.split(r"^\$ ", joined, flags=re.M)
    assert not parts[0].strip(), f"output without a command: {parts[0]!r}"
    return [Shown("console", *_command_and_output(part), exits) for part in parts[1:]]


def _command_and_output(part: str) -> tuple[str, str]:
    command, _, output = part.partition("\n")
    return command, output
