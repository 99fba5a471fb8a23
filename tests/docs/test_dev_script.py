"""./dev steps aside for what it starts: one process, so whoever ends ./dev by its number leaves no server behind. And
it starts the benchmark that is asked for, never all of them: some run for hours."""

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
    for name in ("runtime", "dev"):
        stamp = (ROOT / f"requirements/{name}.txt").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
        (tmp_path / f".installed-{name}").write_bytes(stamp)
    return tmp_path


@pytest.mark.parametrize("command", [["demo"], ["run"], ["bench", "check_rows"]], ids=" ".join)
def test_what_dev_starts_stands_in_its_place(command: list[str], installed: Path) -> None:
    environment = os.environ | {"BIDEWELL_VENV": str(installed)}
    with subprocess.Popen([ROOT / "dev", *command], env=environment, stdout=subprocess.PIPE, text=True) as started:
        said, _ = started.communicate(timeout=30)
    assert said == f"{started.pid}\n"


def test_benchmarks_are_listed_each_with_what_it_asks() -> None:
    listed = subprocess.run([ROOT / "dev", "bench"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in listed.splitlines()}
    assert names == {file.stem for file in ROOT.glob("benchmarks/*.py") if "__main__" in file.read_text()}
    assert "planted               Planted truths: does the product say of each simulated program" in listed


def test_a_benchmark_that_is_not_there_is_refused(installed: Path) -> None:
    environment = os.environ | {"BIDEWELL_VENV": str(installed)}
    done = subprocess.run(
        [ROOT / "dev", "bench", "nothing"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "") and "./dev bench lists what there is" in done.stderr
