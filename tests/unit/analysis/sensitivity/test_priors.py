"""Other priors: draws weighed anew agree with a fit of its own where their diagnostic says yes, and say no elsewhere."""

from functools import cache

import numpy as np
import pytest

from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.sensitivity.priors import prior_sd_under, prior_variants, refitted, reweighted
from tests.fitted_programs import fitted, from_the_prior, panel_of, program, without_factors


@cache
def of_two_factors(scenario: str) -> FittedProgram:
    records = without_factors(program(scenario, 300, 1), "travel_minutes")
    return fit_program(records, panel_of(records), Choices(), FitControl(1, 256))


@pytest.mark.parametrize("scenario, times", [("alliance", 2.0), ("nothing", 0.5)])
def test_draws_weighed_anew_are_those_of_a_fit_under_the_other_prior(scenario: str, times: float) -> None:
    usual = of_two_factors(scenario)
    weighed, again = reweighted(usual, times), refitted(usual, times, seed=1)
    assert weighed.is_trusted
    for factor in ("alliance", "travel_minutes"):
        one, other = weighed.fitted.model.block(factor)[:, 0], again.model.block(factor)[:, 0]
        assert one.mean() == pytest.approx(other.mean(), abs=0.35 * other.std())
        assert one.std() == pytest.approx(other.std(), rel=0.4)


def test_a_wider_prior_moves_an_effect_away_from_nothing() -> None:
    usual = of_two_factors("alliance")
    weighed = reweighted(usual, 2.0).fitted.model.block("alliance")
    assert weighed.mean() < usual.model.block("alliance").mean() < 0.0


def test_only_the_priors_of_what_is_ranked_change() -> None:
    usual = of_two_factors("alliance")
    times = np.round(prior_sd_under(usual, 2.0) / usual.model.prior_sd, 6)
    ratio = dict(zip(usual.model.labels, times, strict=True))
    changed = {label for label, one in ratio.items() if one == 2.0}
    assert {"alliance", "travel_minutes", "alliance_access"} <= changed
    assert {ratio[label] for label in set(ratio) - changed} == {1.0}
    assert not any(label.startswith(("leaving", "rating", "log_")) for label in changed)


def test_as_the_prior_was_nothing_is_weighed() -> None:
    same = reweighted(of_two_factors("nothing"), 1.0)
    assert same.pareto_k == 0.0 and same.is_trusted
    np.testing.assert_allclose(same.fitted.model.means, of_two_factors("nothing").model.means, atol=0.02)


def test_where_the_draws_do_not_reach_the_other_prior_the_ranking_under_it_is_not_known() -> None:
    usual, *others = prior_variants(fitted("demo", 300), rank(fitted("demo", 300), None), refit=False, seed=1)
    assert usual.first is not None and usual.how == "as fitted"
    assert [one.name for one in others] == ["halved", "doubled", "nearly_flat"]
    halved = others[0]
    assert halved.how == "reweighted" and halved.first is None and halved.chance is None


def test_and_a_fit_of_its_own_tells_when_asked() -> None:
    halved = next(
        one
        for one in prior_variants(fitted("demo", 300), rank(fitted("demo", 300), None), refit=True, seed=1)
        if one.name == "halved"
    )
    assert halved.how == "refitted" and halved.first is not None


def test_a_program_without_ratings_has_priors_too() -> None:
    bare = from_the_prior(program(clients=60), draws=100)
    assert {one.name for one in prior_variants(bare, rank(bare, None), refit=False, seed=1)} >= {"usual", "halved"}
