"""Beside JM on its own two studies, `aids` and `pbc2`: the association, and what it depends on.

    ./dev bench joint_models          # writes benchmarks/results/joint_models.md

Needs the public data (BIDEWELL_PUBLIC_DATA, or beside the repository). The models are those of tests/reference.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from tests.reference.joint_data import joint_model
from tests.reference.joint_exact import highest, integrals, ratings_first
from tests.reference.test_joint_models import STUDIES, Study, association
from tests.shared_data import FOLDER

RESULTS = Path(__file__).parent / "results" / "joint_models.md"
WIDTHS = {"aids": (1.0, 0.25, 0.1), "pbc2": (0.25, 0.1, 0.05)}
DRAWS = 400
PAGE = """# Beside JM on its own studies

How the current level of a marker goes with an event (log hazard ratio per unit of the marker), flat priors, random intercept
and slope, nothing that passes. JM 1.5-2 (piecewise-PH-aGH): aids -0.28750 (.03587), log-likelihood -4328.261; pbc2 1.24339
(.08675), -1966.529. "in JM's errors" is the distance of the mode in JM's standard errors. "Ratings first" is the mode where
each person's ratings are absorbed before the periods: the same likelihood, as nothing passes, with less left to the assumed
densities. "Lost" is what the log-likelihood of all people, and of the worst one, lacks of the integral over level and slope,
at the mode. Made by `benchmarks/joint_models.py`; 400 draws; a period in months (aids) or years (pbc2); seconds on a busy machine.

| study | baseline | period | rows | mode | in JM's errors | mean (SD) | ratings first | in JM's errors | log-likelihood | lost | worst | k | s |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""  # noqa: E501  # a table of Markdown has its rows on one line


def main() -> None:
    RESULTS.write_text(PAGE + "".join(rows()), encoding="utf-8")


def rows() -> Iterator[str]:
    for name, study in STUDIES.items():
        for width in WIDTHS[name]:
            yield row(name, study, width, smooth=False)
        yield row(name, study, study.width, smooth=True)


def row(name: str, study: Study, width: float, *, smooth: bool) -> str:
    people = study.read(FOLDER)
    began = time.perf_counter()
    found = fit(joint_model(people, width, smooth), seed=1, draws=DRAWS)
    seconds = time.perf_counter() - began
    mode = association(found.mode, found.model, people)
    draws = np.array([association(draw, found.model, people) for draw in found.draws.parameters])
    # A smooth baseline has wiggles with a scale of their own, which stay where the fit has them.
    first = association(highest(ratings_first(found.model), found.mode), found.model, people)
    lost = Likelihood.of(found.model).by_client(found.mode) - integrals(found.model, found.mode)
    densities = people.marker.size * np.log(people.standard.spread) + people.event.sum() * np.log(width)
    return (
        f"| {name} | {'smooth' if smooth else 'pieces'} | {width} | {found.model.panel.rows:,} | {mode:.4f} "
        f"| {(mode - study.association) / study.error:+.2f} | {draws.mean():.4f} ({draws.std():.4f}) "
        f"| {first:.4f} | {(first - study.association) / study.error:+.2f} | {found.log_likelihood - densities:.2f} "
        f"| {-lost.sum():.2f} | {-lost.min():.2f} | {found.draws.pareto_k:.2f} | {seconds:.0f} |\n"
    )


if __name__ == "__main__":
    main()
