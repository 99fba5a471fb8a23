"""A fit in ArviZ's groups: what ArviZ reads back is what was fitted, drawn and seen."""

import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bidewell.analysis.checks.arviz_groups import ExportMissing, arviz_groups
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.diagnostics import Chains
from bidewell.engine.fitted import Diagnostics
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.process import ScalarPriors
from bidewell.engine.ratings import Censored, Ordinal, Ratings
from bidewell.exchange.arviz_file import write_arviz
from tests.fitted_programs import fitted

FITTED = fitted("demo", 80)
PANEL = FITTED.rows.panel


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Written, and read by ArviZ itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ArviZ announces its next version on import
        import arviz
    return arviz.from_netcdf(write_arviz(FITTED, tmp_path_factory.mktemp("arviz") / "fit.nc"))


def test_arviz_reads_every_group(read: Any) -> None:
    assert read.groups() == ["posterior", "posterior_predictive", "log_likelihood", "observed_data"]
    assert read.posterior.attrs["digest"] == FITTED.digest
    assert read.posterior.attrs["definition"] == "loss_of_contact"


def test_the_posterior_is_the_draws_with_named_parts(read: Any) -> None:
    therapists = read.posterior["therapist_rating"]
    assert therapists.dims == ("chain", "draw", "therapist_rating_part")
    assert therapists.values[0] == pytest.approx(FITTED.model.block("therapist_rating"))
    assert tuple(therapists["therapist_rating_part"].values) == FITTED.rows.levels.therapist
    assert read.posterior["alliance"].values[0] == pytest.approx(FITTED.model.block("alliance")[:, 0])
    assert read.posterior["therapist_rating_sd"].values[0] == pytest.approx(FITTED.model.scale("therapist_rating_sd"))
    assert read.posterior["leaving_smoothness_sd"].dims == ("chain", "draw")
    assert read.posterior["log_trait_sd"].values[0] == pytest.approx(FITTED.model.block("latent")[:, 0])


def test_the_log_likelihood_by_client_is_the_one_that_was_fitted(read: Any) -> None:
    blocks = FITTED.model.blocks(FITTED.rows.columns)
    likelihood = Likelihood.of(Model(PANEL, blocks, latent=ScalarPriors(), ratings=FITTED.model.ratings))
    by_client = read.log_likelihood["client"]
    assert tuple(by_client["episode"].values) == FITTED.rows.episodes
    for draw in (0, 57):
        assert by_client.values[0, draw] == pytest.approx(likelihood.by_client(FITTED.model.draws[draw]), abs=1e-8)


def test_observed_and_replicated_data_lie_on_the_same_named_rows(read: Any) -> None:
    observed, drawn = read.observed_data, read.posterior_predictive
    assert drawn["rating"].dims == ("chain", "draw", "rated_row")
    assert drawn["left"].shape == (1, 200, int(PANEL.at_risk.sum()))
    rated = FITTED.panel.rows.filter(FITTED.panel.rows["rating_count"] > 0)
    assert np.sort(observed["rating"].values) == pytest.approx(np.sort(rated["rating"].to_numpy()))
    assert int(observed["left"].sum()) == FITTED.left
    assert set(observed["contact_episode"].values) <= set(FITTED.rows.episodes)
    assert float(drawn["rating"].mean()) == pytest.approx(float(observed["rating"].mean()), abs=0.1)
    assert int(drawn["left"].sum()) / 200 == pytest.approx(FITTED.left, rel=0.25)


def read_as(ratings: Ratings) -> FittedProgram:
    """The fit with its ratings read in another way, under draws of what that has of its own."""
    model = FITTED.model
    own = np.random.default_rng(3).normal(0.0, 0.3, (len(model.draws), ratings.thresholds))
    start, stop = model.layout["latent"]
    layout = model.layout | {"latent": (start, stop + ratings.thresholds)}
    draws = np.concatenate([model.draws[:, :stop], own], axis=1)
    return replace(FITTED, model=replace(model, ratings=ratings, layout=layout, draws=draws, mode=draws[0]))


ONE_TO_FIVE = tuple(FITTED.rows.rating.apply(np.arange(1.0, 6.0)))


def test_ratings_cut_off_at_the_ends_of_their_scale_are_drawn_there_and_never_beyond() -> None:
    drawn = arviz_groups(read_as(Censored(ONE_TO_FIVE[0], ONE_TO_FIVE[-1])))["posterior_predictive"]["rating"].values
    assert drawn.max() == pytest.approx(5.0) and drawn.min() >= 1.0
    assert np.isclose(drawn, 5.0).mean() > 0.05


def test_ratings_of_a_few_values_are_drawn_as_these_and_have_their_thresholds() -> None:
    few = read_as(Ordinal(ONE_TO_FIVE))
    groups = arviz_groups(few)
    assert np.unique(groups["posterior_predictive"]["rating"].values.round(9)).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert groups["posterior"]["threshold"].dims == ("chain", "draw", "threshold_part")
    assert groups["posterior"]["threshold"].values[0] == pytest.approx(few.model.draws[:, -3:])
    assert "threshold" not in arviz_groups(FITTED)["posterior"]


def test_chains_stay_apart() -> None:
    judged = Diagnostics(0.9, True, 3, 10, -100.0, Chains(4, 200, 1.0, 500.0, 0))
    groups = arviz_groups(_with(judged))
    assert groups["posterior"]["alliance"].shape == (4, 50)
    assert groups["posterior"]["alliance"].values[1, 0] == FITTED.model.block("alliance")[50, 0]


def _with(diagnostics: Diagnostics) -> Any:
    return replace(FITTED, model=replace(FITTED.model, diagnostics=diagnostics))


def test_the_file_is_for_its_owner_only_and_replaces_an_earlier_one_whole(tmp_path: Path) -> None:
    place = tmp_path / "fit.nc"
    place.write_text("an earlier one")
    write_arviz(FITTED, place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["fit.nc"]


@pytest.mark.parametrize("library", ["xarray", "h5netcdf"])
def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ExportMissing, match=r"extra `arviz`.*bidewell\[arviz\]"):
        arviz_groups(FITTED)
