"""Chains and what a ranking depends on: asked for of a fit and of a report alike, and said in what they write."""

import json
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import bidewell as library
from bidewell import verbs
from bidewell.cli.main import bidewell
from bidewell.engine.fitters import nuts

SHORT = nuts.Effort(chains=2, warm_up=10, draws=50)


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(bidewell, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program") / "records"
    verbs.simulate("alliance", 60, 3, folder)
    return folder


def test_a_report_by_chains_has_their_draws_in_both_models_and_says_so(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled = []

    def sample(*arguments: object, **more: object) -> nuts.Sampled:
        found = short(*arguments, **more)
        sampled.append(found)
        return found

    short = partial(nuts.sample, effort=SHORT)
    monkeypatch.setattr(nuts, "sample", sample)
    page, data = tmp_path / "report.html", tmp_path / "report.json"
    run("report", records, "--out", page, "--json", data, "--nuts")
    document = json.loads(data.read_text())
    assert len(sampled) == 2  # the fit that explains and the one that forecasts
    assert document["model"]["diagnostics"]["chains"]["number"] == 2
    assert "It and the fit that forecasts were sampled by 2 Markov chains" in page.read_text()
    assert document["verdict"]["largest"] is None  # a hundred draws carry no verdict


def test_without_the_sampler_a_report_by_chains_is_not_begun(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nutpie", None)
    with pytest.raises(nuts.SamplerMissing):
        verbs.report(records, tmp_path / "report.html", nuts=True)
    assert not list(tmp_path.iterdir())


def test_a_fit_may_look_at_what_the_ranking_depends_on_and_what_is_saved_has_it(records: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    words = run("fit", records, "--out", model, "--with-sensitivity")
    found = json.loads(run("rank", model, "--json"))["sensitivity"]
    assert found["thorough"] and found["comparison"] is not None
    assert {row["how"] for row in found["priors"]["rows"]} <= {"as fitted", "refitted", "reweighted"}
    assert found["words"] in words


def test_a_specification_may_ask_the_same(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(Exception):
        """With what was asked: the answers themselves are those of the command."""

    def answers(*_: object, thorough: bool, progress: object) -> None:
        raise Asked(thorough)

    monkeypatch.setattr("bidewell.analysis.answered.answers.answers", answers)
    monkeypatch.setattr("bidewell.analysis.model.fits.fit_all", lambda *_, **__: None)
    with pytest.raises(Asked, match="True"):
        library.Specification("leaving ~ alliance").fit(library.Program.read(records), 1, with_sensitivity=True)
