"""Measures of forecasts on cases small enough to work by hand."""

import numpy as np
import pytest

from bidewell.analysis.validation import calibration, measures
from bidewell.analysis.validation.calibration import Smoother
from bidewell.analysis.validation.resampling import Bootstrap

ONE_DAY = np.zeros(4, dtype=np.int64)
CHANCES, STAYED = np.array([0.9, 0.6, 0.7, 0.2]), np.array([1.0, 1.0, 0.0, 0.0])
ONCE = np.ones((1, 4))


def test_the_brier_score_is_the_mean_squared_difference() -> None:
    # (0.1² + 0.4² + 0.7² + 0.2²) / 4
    assert measures.brier(CHANCES, STAYED, ONCE) == pytest.approx([0.175])


def test_the_scaled_score_compares_with_the_share_who_stayed() -> None:
    assert measures.scaled_brier(CHANCES, STAYED, ONCE) == pytest.approx([1 - 0.175 / 0.25])
    assert measures.scaled_brier(np.full(4, 0.5), STAYED, ONCE) == pytest.approx([0.0])


def test_the_gain_is_the_difference_of_scaled_scores() -> None:
    assert measures.gain(CHANCES, np.full(4, 0.5), STAYED, ONCE) == pytest.approx([0.3])


def test_the_auc_counts_pairs_of_one_day() -> None:
    # Pairs of a stayer and a leaver: .9 over .7 and .2, .6 over .2 but not over .7.
    assert measures.auc(CHANCES, STAYED, ONE_DAY, ONCE) == pytest.approx([0.75])
    two_days = np.array([0, 1, 1, 0])
    assert measures.auc(CHANCES, STAYED, two_days, ONCE) == pytest.approx([0.5])


def test_net_benefit_weighs_those_seen_to_in_vain() -> None:
    # From a chance of leaving of .3: two leavers and none of the stayers... .6 is .4 to leave, and stayed.
    assert measures.net_benefit(CHANCES, STAYED, 0.25, ONCE) == pytest.approx([(2 - 1 * 0.25 / 0.75) / 4])
    assert measures.net_benefit(np.zeros(4), STAYED, 0.25, ONCE) == pytest.approx([(2 - 2 * 0.25 / 0.75) / 4])


def test_where_everybody_stayed_what_compares_leavers_does_not_exist() -> None:
    all_stayed = np.ones(4)
    for found in (
        measures.scaled_brier(CHANCES, all_stayed, ONCE),
        measures.auc(CHANCES, all_stayed, ONE_DAY, ONCE),
        calibration.intercept(CHANCES, all_stayed, ONCE),
        calibration.slope(CHANCES, all_stayed, ONCE),
    ):
        assert np.isnan(found).all()


def test_one_chance_for_all_has_no_slope_and_a_level() -> None:
    same = np.full(4, 0.5)
    assert np.isnan(calibration.slope(same, STAYED, ONCE)).all()
    assert calibration.intercept(same, STAYED, ONCE) == pytest.approx([0.0])
    assert calibration.ici(np.full(4, 0.8), STAYED, ONCE, Smoother.on(np.full(4, 0.8))) == pytest.approx([0.3])


def test_too_high_chances_lower_the_intercept_and_bold_ones_the_slope() -> None:
    chances, stayed, client = _drawn(lambda eta: eta)
    weights = np.ones((1, stayed.size))
    assert calibration.slope(chances, stayed, weights)[0] == pytest.approx(1.0, abs=0.15)
    too_high = 1 / (1 + np.exp(-(calibration.log_odds(chances) + 1)))
    assert calibration.intercept(too_high, stayed, weights)[0] == pytest.approx(-1.0, abs=0.15)
    bold = 1 / (1 + np.exp(-2 * calibration.log_odds(chances)))
    assert calibration.slope(bold, stayed, weights)[0] == pytest.approx(0.5, abs=0.08)
    smoother = Smoother.on(bold)
    by_chance = calibration.ici_by_chance(bold, client, smoother, 1)
    assert calibration.ici(bold, stayed, weights, smoother)[0] > 2 * by_chance


def test_the_index_of_exact_chances_is_what_chance_makes_it() -> None:
    found, expected = [], []
    for seed in range(20):
        chances, stayed, client = _drawn(lambda eta: eta, 300, seed)
        smoother = Smoother.on(chances)
        found.append(calibration.ici(chances, stayed, np.ones((1, 300)), smoother)[0])
        expected.append(calibration.ici_by_chance(chances, client, smoother, seed))
    assert np.mean(found) == pytest.approx(np.mean(expected), rel=0.25)


def test_tenths_hold_eleven_clients_each_or_are_fewer() -> None:
    chances, stayed, client = _drawn(lambda eta: eta, 60)
    found = calibration.bins(chances, stayed, client)
    assert len(found) == 5
    assert all(one.clients >= 11 for one in found)
    assert calibration.bins(chances[:10], stayed[:10], client[:10]) == ()


def test_the_same_seed_draws_the_same_clients_and_a_client_counts_whole() -> None:
    client = np.array([0, 0, 1, 2])
    first, second = Bootstrap.of(client, 5, 50), Bootstrap.of(client, 5, 50)
    assert first.estimate(lambda w: w @ STAYED) == second.estimate(lambda w: w @ STAYED)
    both = first.draws(lambda w: w[:, 0] - w[:, 1])
    assert (both == 0).all()


def test_nine_in_ten_intervals_hold_the_truth_where_clients_recur() -> None:
    covered = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        client = np.repeat(np.arange(80), 3)
        own = rng.normal(size=80)
        stayed = (rng.normal(size=240) + 2 * own[client] > 0).astype(float)
        found = Bootstrap.of(client, seed, 200).estimate(lambda w, y=stayed: measures.mean(y, w))
        covered += found is not None and found.low <= 0.5 <= found.high
    assert covered / 200 == pytest.approx(0.9, abs=0.05)


def recurring(clients: int, seed: int) -> tuple[np.ndarray, ...]:
    """Clients forecast on one to five days by a bold model and by a duller one: chances, others, stayed, client, day."""
    random = np.random.default_rng(seed)
    client = np.repeat(np.arange(clients), random.integers(1, 6, clients))
    seen, unseen = (size * random.normal(size=clients)[client] for size in (0.8, 0.8))
    seen, unseen = (part + 0.6 * random.normal(size=client.size) for part in (seen, unseen))
    stayed = (1.2 + seen + 1.6 * unseen > 0).astype(float)
    bold, dull = (1.0 / (1.0 + np.exp(-1.0 - slope * seen)) for slope in (1.4, 0.5))
    return bold, dull, stayed, client, random.integers(0, 6, client.size)


@pytest.mark.parametrize(
    "measure",
    [
        lambda told, w: calibration.slope(told[0], told[2], w),
        lambda told, w: calibration.intercept(told[0], told[2], w),
        lambda told, w: measures.scaled_brier(told[0], told[2], w),
        lambda told, w: measures.gain(told[0], told[1], told[2], w),
        lambda told, w: measures.auc(told[0], told[2], told[4], w),
        lambda told, w: measures.net_benefit(told[0], told[2], 0.2, w),
    ],
    ids=["slope", "intercept", "scaled Brier score", "gain", "AUC", "net benefit"],
)
def test_nearly_nine_in_ten_intervals_hold_what_is_true_of_all_clients_alike(measure) -> None:
    everybody = recurring(60_000, 7)
    truth = measure(everybody, np.ones((1, everybody[2].size)))[0]
    covered = 0
    for seed in range(150):
        told = recurring(150, 1_000 + seed)
        found = Bootstrap.of(told[3], seed, 200).estimate(lambda w, told=told: measure(told, w))
        covered += found is not None and found.low <= truth <= found.high
    assert covered / 150 == pytest.approx(0.9, abs=0.06)


def test_an_interval_of_a_statistic_that_seldom_exists_is_not_told() -> None:
    stayed = np.array([1.0] * 30 + [0.0])
    client = np.arange(31)
    assert Bootstrap.of(client, 1, 100).estimate(lambda w: measures.scaled_brier(np.full(31, 0.9), stayed, w)) is None


def _drawn(truth, clients: int = 3000, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    eta = rng.normal(0.5, 1.2, clients)
    stayed = (rng.random(clients) < 1 / (1 + np.exp(-truth(eta)))).astype(float)
    return 1 / (1 + np.exp(-eta)), stayed, np.arange(clients)
