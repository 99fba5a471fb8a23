"""The corrected normal and a long run of NUTS draw from one posterior, for a whole model with five estimated scales."""

import json

import numpy as np
import pytest

from bidewell.engine.fitters.fit import fit
from tests.reference.nuts.sample import KEPT, model, names, values

DRAWS = 2000
# Draws of which one stands for several are worth fewer: a quarter of them, carefully, at the k this fit has.
WORTH = DRAWS / 4


def test_means_agree_within_monte_carlo_error_and_spreads_within_15_percent() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept["names"] == names(model())
    assert kept["chains"]["r_hat"] < 1.01 and kept["chains"]["divergences"] == 0
    weighed = fit(model(), seed=2, draws=DRAWS)
    drawn = values(weighed.draws.parameters, weighed.draws.log_scales)
    spread = np.array(kept["sd"])
    error = spread * np.sqrt(1.0 / kept["chains"]["effective"] + 1.0 / WORTH)
    assert weighed.trusted
    assert (drawn.mean(axis=0) - kept["mean"]) / error == pytest.approx(np.zeros(spread.size), abs=3.5)
    assert drawn.std(axis=0) / spread == pytest.approx(np.ones(spread.size), rel=0.15)
