"""./dev steps aside for what it starts: one process, so whoever ends ./dev by its number leaves no server behind."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.docs.documents import ROOT


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment in which all is installed, and the command says its own process's number."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("python", "bidewell"):
        (commands / name).write_text("#!/bin/sh\necho $$\n")
        (commands / name).chmod(0o755)
    stamp = (ROOT / "requirements/runtime.txt").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    (tmp_path / ".installed-runtime").write_bytes(stamp)
    return tmp_path


@pytest.mark.parametrize("command", ["demo", "run"])
def test_what_dev_starts_stands_in_its_place(command: str, installed: Path) -> None:
    environment = os.environ | {"BIDEWELL_VENV": str(installed)}
    with subprocess.Popen([ROOT / "dev", command], env=environment, stdout=subprocess.PIPE, text=True) as started:
        said, _ = started.communicate(timeout=30)
    assert said == f"{started.pid}\n"
