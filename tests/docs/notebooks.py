"""The notebooks of the documentation: pages whose Python blocks run one after another, as in one session.

What a block prints stands below it as ```text, and a figure it saves lies beside the page. `python -m
tests.docs.notebooks` runs them and writes both anew; the test runs them and compares. Numbers may differ from
machine to machine in the last digit shown, words may not.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.documents import NOTEBOOKS, ROOT

CELL = re.compile(r"^```python\n(?P<code>.*?)^```$(?P<below>\n\n```text\n(?P<output>.*?)^```$)?", re.M | re.S)
NUMBER = re.compile(r"[+\-−]?\d[\d,]*(?:\.(?P<digits>\d+))?")
# Of a number itself, for those with many digits; the last digit shown may be off by more than one after rounding.
OF_ITSELF, OF_THE_LAST_DIGIT = 0.02, 1.5
END = "<<< end of a block >>>"


@dataclass(frozen=True)
class Run:
    """What the blocks printed, in order, and the folder they ran in."""

    printed: tuple[str, ...]
    folder: Path

    def figures(self) -> Iterator[Path]:
        """The drawings that were saved."""
        return iter(sorted(self.folder.glob("*.svg")))


def run(notebook: Path, folder: Path) -> Run:
    """Run every block of a page in one session, in a folder where the repository's examples lie."""
    (folder / "examples").symlink_to(ROOT / "examples")
    ended = f"\nprint({END!r})\n"
    cells = [cell["code"] for cell in CELL.finditer(notebook.read_text(encoding="utf-8"))]
    script = ended.join([*cells, ""])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{notebook.name}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return Run(tuple(part.strip("\n") for part in done.stdout.split(f"{END}\n")[:-1]), folder)


def shown(notebook: Path) -> tuple[str, ...]:
    """The output that the page shows below each block, empty where it shows none."""
    return tuple((cell["output"] or "").strip("\n") for cell in CELL.finditer(notebook.read_text(encoding="utf-8")))


def rewritten(text: str, printed: tuple[str, ...]) -> str:
    """The page with these outputs below its blocks."""
    outputs = iter(printed)

    def cell(found: re.Match[str]) -> str:
        output = next(outputs)
        below = f"\n\n```text\n{output}\n```" if output else ""
        return f"```python\n{found['code']}```{below}"

    return CELL.sub(cell, text)


def is_as_shown(wanted: str, got: str) -> bool:
    """Whether words are the same and numbers as good as the same; how wide a table is laid out does not count."""
    if _words(wanted) != _words(got):
        return False
    return all(_is_close(*pair) for pair in zip(NUMBER.finditer(wanted), NUMBER.finditer(got), strict=True))


def is_drawn_alike(wanted: str, got: str) -> bool:
    """The same for drawings, where a comma parts two numbers."""
    return is_as_shown(wanted.replace(",", " "), got.replace(",", " "))


def _words(text: str) -> str:
    return " ".join(re.sub(r"[─═]+", "─", NUMBER.sub("0", text)).split())


def _is_close(one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = (float(found[0].replace(",", "").replace("−", "-")) for found in (one, other))
    last_digit = 10.0 ** -len(one["digits"] or "")
    of_itself = OF_ITSELF * abs(first) if one["digits"] else 0.0
    return abs(first - second) <= max(OF_THE_LAST_DIGIT * last_digit, of_itself)


def main() -> None:
    for notebook in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as folder:
            done = run(notebook, Path(folder))
            notebook.write_text(rewritten(notebook.read_text(encoding="utf-8"), done.printed), encoding="utf-8")
            for figure in done.figures():
                shutil.copyfile(figure, notebook.parent / figure.name)


if __name__ == "__main__":
    main()
