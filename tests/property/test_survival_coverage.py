"""Do nine of ten 90 % intervals hold the truth? Incidence with ties, censoring and late entry; no-shows of clients who
differ; seeded."""

import numpy as np
import pytest
from scipy.stats import binom

from bidewell.engine.survival.estimates import clustered_proportion
from bidewell.engine.survival.followup import FollowUp, follow_up
from bidewell.engine.survival.incidence import cumulative_incidence

HAZARDS = (0.06, 0.03)
PROGRAMS = 400


def program(rng: np.random.Generator, clients: int) -> FollowUp:
    """Weekly hazards are constant; a third were already in care when recording began, and the cut censors many."""
    exits = rng.geometric(sum(HAZARDS), clients) - 1.0
    causes = 1 + (rng.random(clients) < HAZARDS[1] / sum(HAZARDS))
    entry = np.where(rng.random(clients) < 1 / 3, rng.integers(0, 12, clients), 0).astype(float)
    until = entry + rng.integers(4, 40, clients)
    seen = exits >= entry
    ended = (exits <= until)[seen]
    return follow_up(np.minimum(exits, until)[seen], np.where(ended, causes[seen], 0), entry[seen], until[seen])


@pytest.mark.parametrize("clients", [100, 250])
@pytest.mark.parametrize("week", [0, 4, 12])
def test_nine_of_ten_intervals_hold_the_true_incidence(clients: int, week: int) -> None:
    rng = np.random.default_rng([clients, week])
    truth = HAZARDS[0] / sum(HAZARDS) * (1 - (1 - sum(HAZARDS)) ** (week + 1))
    estimates = [cumulative_incidence(program(rng, clients), (1,)).at(week) for _ in range(PROGRAMS)]
    covered = sum(estimate.low <= truth <= estimate.high for estimate in estimates)
    lowest, highest = binom.ppf([0.001, 0.999], PROGRAMS, 0.9)
    assert lowest <= covered <= highest
    assert np.mean([estimate.probability for estimate in estimates]) == pytest.approx(truth, abs=0.012)


def test_nine_of_ten_intervals_hold_the_true_no_show_rate_where_clients_differ() -> None:
    """Wilson's interval on the sessions alone holds it in six of ten."""
    rng = np.random.default_rng(20261123)
    covered = 0
    for _ in range(PROGRAMS):
        sessions = rng.poisson(15, 80) + 1
        missed = rng.binomial(sessions, rng.beta(0.8, 3.2, 80))
        estimate = clustered_proportion(missed.astype(float), sessions.astype(float))
        covered += estimate.low <= 0.2 <= estimate.high
    lowest, highest = binom.ppf([0.001, 0.999], PROGRAMS, 0.9)
    assert lowest <= covered <= highest
