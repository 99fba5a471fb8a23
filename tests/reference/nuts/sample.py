"""Samples the posterior of one whole model at length and keeps means, spreads and how exactly the means are known.

python -m tests.reference.nuts.sample     (minutes; writes posterior.json beside this file)
"""

import json
from pathlib import Path

import numpy as np

from bidewell.engine.fitters import nuts
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.simulate.panels import Size, draw_program

KEPT = Path(__file__).with_name("posterior.json")
EFFORT = nuts.Effort(chains=4, warm_up=300, draws=600)


def model() -> Model:
    """Every term of the calibration programs: therapists twice, quarters, a curved baseline, five estimated scales."""
    return draw_program(Size(150, therapists=4, weeks=12), seed=3).model


def names(of: Model) -> list[str]:
    return [*of.labels, *of.scales]


def values(parameters: Floats, log_scales: Floats) -> Floats:
    """Parameters and scales as such, [n, size + scales]."""
    return np.concatenate([parameters, np.exp(log_scales)], axis=1)


def main() -> None:
    sampled = nuts.sample(fit(model(), seed=1, draws=200), seed=1, draws=2400, effort=EFFORT)
    drawn, chains = values(sampled.parameters, sampled.log_scales), sampled.chains
    found = {
        "chains": vars(chains),
        "names": names(model()),
        "mean": drawn.mean(axis=0).round(5).tolist(),
        "sd": drawn.std(axis=0).round(5).tolist(),
    }
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
