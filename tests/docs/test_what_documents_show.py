"""Every command and every Python example in the documentation is run, and prints what the page says."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.documents import DOCUMENTS, NOTEBOOKS, ROOT, Shown, name_of, shown_in

# Commands that are not run from here, each with the reason; they must still be ones that ./dev lists.
NOT_RUN_HERE = {
    "./dev test": "this test is part of it",
    "./dev check": "./dev test runs it",
    "./dev fix": "it would change the files under test",
    "./dev lock": "it needs a package registry",
    "./dev bench": "tests/docs/test_dev_script.py reads its list, and a smaller version of each benchmark is among the tests",
    "./dev demo": "it serves until it is stopped; tests/clinic/running/test_demo.py stands on its first page",
    "bidewell demo": "as ./dev demo",
    "bidewell serve": "it serves until it is stopped; tests/clinic/running/test_serve.py starts and stops it",
    "git clone": "it needs the network; the tests stand in its result",
    "cd bidewell": "the tests stand in it",
}
SHOWING = [document for document in DOCUMENTS if document not in NOTEBOOKS and shown_in(document)]


def is_run_elsewhere(code: str) -> bool:
    return any(code.startswith(command) for command in NOT_RUN_HERE)


def run(shown: Shown, folder: Path) -> subprocess.CompletedProcess[str]:
    """As a reader would run it: bidewell on the path, in a folder of their own; ./dev where it lies."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # A reader has no clinic of the tests.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BIDEWELL_", "DJANGO_"))}
    environment = kept | {"PATH": path, "BIDEWELL_VENV": sys.prefix, "COLUMNS": "120"}
    command = [sys.executable, "-c", shown.code] if shown.language == "python" else ["bash", "-c", shown.code]
    place = ROOT if shown.code.startswith("./dev") else folder
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=300, check=False)


def prints(wanted: str, got: str) -> bool:
    """Whether the output is the one shown, where ... stands for anything."""
    return doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)


def made_up_addicts() -> str:
    """A file of the form of one that readers bring themselves, as it is not carried here."""
    people = (
        f"{n},{1 + n % 2},{int(n % 3 > 0)},{40 + n * 97 % 600},{n // 2 % 2},{40 + n % 5 * 10}" for n in range(1, 61)
    )
    return "\n".join(["id,clinic,status,survt,prison,dose", *people, ""])


@pytest.mark.parametrize("document", SHOWING, ids=name_of)
def test_what_a_document_shows_works(document: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")  # as in a clone
    (tmp_path / "addicts.csv").write_text(made_up_addicts())
    for shown in shown_in(document):
        if is_run_elsewhere(shown.code):
            continue
        done = run(shown, tmp_path)
        assert done.returncode == shown.exits, f"{shown.code}\n{done.stdout}\n{done.stderr}"
        assert not shown.output.strip() or prints(shown.output, done.stdout), f"{shown.code} printed:\n{done.stdout}"


def test_every_dev_command_shown_is_one_that_dev_lists() -> None:
    usage = subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^\./dev (\w+)", usage, re.M))
    shown = {
        part.code.split()[1] for document in SHOWING for part in shown_in(document) if part.code.startswith("./dev ")
    }
    assert shown <= listed
