"""bidewell import and bidewell export, as a person runs them."""

import json
import os
import subprocess
import sys

import pytest

from bidewell import verbs
from tests.clinic.exports import whole


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("imports") / "home"
    assert bidewell("upgrade", "--home", place).returncode == 0
    return place


def bidewell(*words):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bidewell.web.settings"}
    command = [sys.executable, "-m", "bidewell", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_records_go_in_come_out_and_are_taken_back(home, tmp_path):
    verbs.simulate("demo", 20, 3, tmp_path / "records")
    tried = bidewell("import", tmp_path / "records", "--home", home, "--program", "Quay", "--dry-run", "--json")
    assert json.loads(tried.stdout)["state"] == "tried", tried.stderr
    taken = json.loads(bidewell("import", tmp_path / "records", "--home", home, "--program", "Quay", "--json").stdout)
    assert taken["tables"]["sessions"]["new"] == verbs.check(tmp_path / "records").rows["sessions"]
    again = bidewell("import", tmp_path / "records", "--home", home, "--program", "Quay")
    assert "exactly this folder already" in again.stdout
    out = bidewell("export", tmp_path / "out", "--home", home, "--program", "Quay", "--json")
    assert json.loads(out.stdout)["rows"] == verbs.check(tmp_path / "records").rows
    assert bidewell("import", "--undo", taken["batch"], "--home", home).stdout == "The import is taken back.\n"


def test_a_refused_folder_exits_with_1(home, tmp_path):
    whole(tmp_path / "wrong", name="Pier", episodes=["X1,P1,,05/01/2026,,,"])
    done = bidewell("import", tmp_path / "wrong", "--home", home)
    assert (
        done.returncode == 1 and "Nothing was changed." in done.stdout and "episodes.csv, start, row 2" in done.stdout
    )


@pytest.mark.parametrize(
    "words",
    [
        ("import",),
        ("import", ".", "--undo", "x"),
        ("import", "--undo", "no-reference"),
        ("export", "out", "--program", "Nobody"),
    ],
)
def test_what_cannot_be_done_is_said(home, words):
    done = bidewell(*words, "--home", home)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "defect" not in done.stderr
