import json

import pytest

from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import SCENARIOS
from bidewell.simulate.write import truth_document, write_simulated
from tests.unit.simulate.worlds import program


def test_the_truth_is_written_beside_the_records(tmp_path):
    folder = write_simulated(simulate("mandate-fades", 40, seed=2), tmp_path / "program")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["scenario"] == "mandate-fades"
    assert truth["seed"] == 2
    assert truth["largest"] == "court_order"
    assert truth["claims"]["pressure_early"] == "supported"
    assert truth["claims"]["pressure_late"] == ["contradicted", "cannot tell"]
    assert truth["parameters"]["court_order"]["start"] == -1.1


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_truth_says_how_many_stay(scenario):
    stayed = [row["probability"] for row in truth_document(program(scenario.name))["stayed"]]
    assert 0.25 < stayed[-1] < stayed[0] < 0.8


def test_records_never_appear_without_their_truth(tmp_path, monkeypatch):
    def unknown(_simulated):
        raise OSError("no space left")

    monkeypatch.setattr("bidewell.simulate.write.truth_document", unknown)
    with pytest.raises(OSError, match="no space"):
        write_simulated(program("demo"), tmp_path / "program")
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_simulated(program("demo"), tmp_path)
