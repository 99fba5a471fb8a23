"""A fit of a program: the same again from the same data, another from other data, refused where there is nothing."""

from dataclasses import replace
from functools import partial

import polars as pl
import pytest

from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.answers.verdict import verdict
from bidewell.analysis.model import fitting
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.laid_out import NothingToFit, lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.engine.fitters import nuts
from bidewell.engine.fitters.importance import OutOfReach
from tests.fitted_programs import (
    fitted,
    from_the_prior,
    panel_of,
    program,
    with_factor,
    without_factors,
    without_ratings,
)

RECORDS = program("demo", 80)


def test_the_same_records_and_seed_give_the_same_fit_to_the_bit() -> None:
    one, other = (
        fitted("demo", 80),
        fit_program(program("demo", 80), panel_of(program("demo", 80)), Choices(), FitControl(5, 200)),
    )
    assert one.digest == other.digest
    assert one.model.draws.tobytes() == other.model.draws.tobytes()
    assert one.model.diagnostics == other.model.diagnostics


def test_another_seed_draws_others_around_the_same_mode() -> None:
    other = fit_program(RECORDS, panel_of(RECORDS), Choices(), FitControl(6, 200))
    assert other.model.mode == pytest.approx(fitted("demo", 80).model.mode)
    assert other.model.draws.tobytes() != fitted("demo", 80).model.draws.tobytes()


def test_one_value_that_differs_is_seen_in_the_digest() -> None:
    bare = without_factors(without_ratings(RECORDS))
    episode = RECORDS.episodes["episode"][0]
    one, other = (with_factor(bare, "work", {episode: value}) for value in ("nights", "days"))
    assert from_the_prior(one).digest == from_the_prior(one).digest != from_the_prior(other).digest


def test_where_no_outcome_is_known_there_is_nothing_to_fit() -> None:
    unattended = replace(RECORDS, sessions=RECORDS.sessions.clear(), checkins=RECORDS.checkins.clear())
    with pytest.raises(NothingToFit, match="describe"):
        lay_out(unattended, panel_of(unattended), Choices())


def test_where_nobody_has_left_yet_every_verdict_is_cannot_tell() -> None:
    """All of ten clients came every week up to the extract: their contacts are known, their leaving is not."""
    kept = RECORDS.episodes.filter(pl.col("start").is_not_null()).head(10)
    records = replace(
        RECORDS, episodes=kept.with_columns(pl.lit(None, pl.String).alias("ending"), pl.lit(None, pl.Date).alias("end"))
    )
    panel = panel_of(records)
    at_risk = replace(
        panel, rows=panel.rows.with_columns(left=pl.lit(False), ended=pl.lit(None, pl.String), agreed=pl.lit(False))
    )
    explain = fit_program(records, at_risk, Choices(), FitControl(draws=200))
    ranking = rank(explain, None)
    largest = verdict(explain, ranking)
    found = claims(records, Fits(explain, explain, None, (), None, ()), ranking, largest)
    assert largest.largest is None
    assert {claim.verdict for claim in found} == {"cannot tell"}


def test_a_program_sampled_by_nuts_keeps_the_chains_draws_and_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    short = nuts.Effort(chains=2, warm_up=10, draws=10)
    monkeypatch.setattr(nuts, "sample", partial(nuts.sample, effort=short))
    sampled = fit_program(RECORDS, panel_of(RECORDS), Choices(), FitControl(5, 100, by_nuts=True)).model
    chains = sampled.diagnostics.chains
    assert chains is not None and (chains.number, chains.draws) == (2, 20)
    assert sampled.draws.shape == (20, len(sampled.labels)) and sampled.scale_draws.shape == (20, len(sampled.scales))
    assert sampled.mode == pytest.approx(fitted("demo", 80).model.mode)
    assert not sampled.diagnostics.trusted  # twenty draws carry no verdict


def test_records_that_no_model_comes_near_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def found_nothing(*_: object) -> None:
        raise OutOfReach

    monkeypatch.setattr(fitting, "fit", found_nothing)
    with pytest.raises(NothingToFit, match="far from all others"):
        fit_program(RECORDS, panel_of(RECORDS), Choices())
