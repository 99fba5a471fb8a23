"""bidewell import and bidewell export, as a person runs them."""

import json

import pytest

from bidewell import verbs
from tests.clinic.exports import whole


@pytest.fixture
def installation(upgraded):
    return upgraded()


def test_records_go_in_come_out_and_are_taken_back(installation, tmp_path):
    verbs.simulate("demo", 20, 3, tmp_path / "records")
    wanted = ("import", tmp_path / "records", "--program", "Quay")
    assert json.loads(installation.run(*wanted, "--dry-run", "--json"))["state"] == "tried"
    taken = json.loads(installation.run(*wanted, "--json"))
    rows = verbs.check(tmp_path / "records").rows
    assert taken["tables"]["sessions"]["new"] == rows["sessions"]
    assert "exactly this folder already" in installation.run(*wanted)
    assert json.loads(installation.run("export", tmp_path / "out", "--program", "Quay", "--json"))["rows"] == rows
    assert installation.run("import", "--undo", taken["batch"]) == "The import is taken back.\n"


def test_a_refused_folder_exits_with_1(installation, tmp_path):
    whole(tmp_path / "wrong", name="Pier", episodes=["X1,P1,,05/01/2026,,,"])
    installation.run("import", tmp_path / "wrong", exits=1)


@pytest.mark.parametrize(
    "words",
    [
        ("import",),
        ("import", ".", "--undo", "x"),
        ("import", "--undo", "no-reference"),
        ("export", "out", "--program", "Nobody"),
    ],
)
def test_what_cannot_be_done_is_said(installation, words):
    said = installation.run(*words, exits=2)
    assert "Traceback" not in said and "defect" not in said
