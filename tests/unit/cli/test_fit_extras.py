"""bidewell fit with what comes as an extra: said at once, and by name, where it is not installed."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bidewell import verbs
from bidewell.analysis.checks.arviz_groups import ExportMissing
from bidewell.analysis.model import fits
from bidewell.analysis.model.specification import Choices
from bidewell.cli.exits import USAGE, explain
from bidewell.cli.fit import _trust
from bidewell.cli.main import bidewell
from bidewell.engine.fitters.nuts import SamplerMissing
from tests.fitted_programs import panel_of, program

CHAINS = {"number": 4, "draws": 2400, "r_hat": 1.0034, "effective": 901.5, "divergences": 0}


def diagnostics(*, trusted: bool, **more: object) -> dict[str, object]:
    return {"pareto_k": 0.82, "trusted": trusted, "iterations": 9, "converged": True, "chains": None, **more}


def test_without_the_sampler_nothing_is_fitted_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nutpie", None)
    monkeypatch.setattr(fits, "fit_program", lambda *_, **__: pytest.fail("fitted before the extra was looked for"))
    with pytest.raises(SamplerMissing) as missing:
        fits.fit_all(program("demo", 40), panel_of(program("demo", 40)), Choices(), by_nuts=True)
    words, code = explain(missing.value)
    assert code == USAGE and "pip install 'bidewell[nuts]'" in words


def test_without_the_export_nothing_is_read_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "h5netcdf", None)
    with pytest.raises(ExportMissing) as missing:
        verbs.fit(tmp_path / "no records here", arviz_out=tmp_path / "fit.nc")
    words, code = explain(missing.value)
    assert code == USAGE and "pip install 'bidewell[arviz]'" in words


def test_a_file_for_arviz_that_is_there_is_not_replaced_without_force(tmp_path: Path) -> None:
    taken = tmp_path / "fit.nc"
    taken.write_text("mine")
    arguments = ["fit", str(tmp_path), "--out", str(tmp_path / "model"), "--arviz", str(taken)]
    result = CliRunner().invoke(bidewell, arguments)
    assert result.exit_code == 2 and "--force" in result.output and taken.read_text() == "mine"


def test_what_the_draws_were_judged_by_is_printed_and_a_way_on_where_they_failed() -> None:
    assert _trust(diagnostics(trusted=True, pareto_k=0.31)) == "The posterior may carry verdicts (Pareto k 0.31)."
    failed = _trust(diagnostics(trusted=False))
    assert "(Pareto k 0.82)" in failed and failed.endswith("With --nuts it is sampled instead.")
    assert "no Pareto k" in _trust(diagnostics(trusted=False, pareto_k=None))


def test_of_chains_it_prints_r_hat_draws_and_divergences() -> None:
    words = _trust(diagnostics(trusted=True, chains=CHAINS))
    assert "4 chains, R-hat 1.003, worth 902 independent draws, 0 divergences" in words
    assert "--nuts" not in _trust(diagnostics(trusted=False, chains=CHAINS))
