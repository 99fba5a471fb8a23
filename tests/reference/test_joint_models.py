"""Beside JM on its own two studies: how the current level of a marker goes with an event, under flat priors.

JM 1.5-2, piecewise-PH-aGH, current value: `aids` (CD4 ~ obstime + obstime:drug, death ~ drug) and `pbc2` (log(serBilir) ~
year, death or transplant), a random intercept and slope in both. What differs here: events in periods rather than at
times; moments matched row by row where JM integrates over the two random effects with a few nodes. The last two tests
say how much of the distance is the matching.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from tests.reference.joint_data import Followed, joint_model, read_aids, read_pbc2
from tests.reference.joint_exact import highest, integrals, ratings_first


@dataclass(frozen=True)
class Study:
    """How a study is read and divided, and what JM found: association, standard error, log-likelihood."""

    read: Callable[[Path], Followed]
    width: float
    association: float
    error: float
    log_likelihood: float


AIDS = Study(read_aids, 0.25, -0.28750, 0.03587, -4328.261)  # months
PBC2 = Study(read_pbc2, 0.1, 1.24339, 0.08675, -1966.529)  # years
STUDIES = {"aids": AIDS, "pbc2": PBC2}
DRUG, DRUG_ERROR = 0.33483, 0.15648


@cache
def fitted(study: Study, folder: Path, smooth: bool = False) -> Fit:
    found = fit(joint_model(study.read(folder), study.width, smooth), seed=1, draws=50)
    assert found.converged
    return found


def association(found: Floats, model: Model, people: Followed) -> float:
    """Per unit of the marker."""
    return float(found[model.layout["alliance"]][0] / people.standard.spread)


@pytest.mark.parametrize("baseline", ["pieces", "smooth"])
@pytest.mark.parametrize("name", STUDIES)
def test_the_association_is_jms_within_half_its_standard_error(name: str, baseline: str, shared_data: Path) -> None:
    study = STUDIES[name]
    found = fitted(study, shared_data, baseline == "smooth")
    ours = association(found.mode, found.model, study.read(shared_data))
    assert ours == pytest.approx(study.association, abs=0.5 * study.error)


def test_the_drugs_own_effect_is_jms(shared_data: Path) -> None:
    found = fitted(AIDS, shared_data)
    assert found.mode[found.model.layout["drug"]][0] == pytest.approx(DRUG, abs=0.1 * DRUG_ERROR)


@pytest.mark.parametrize(("name", "lost"), [("aids", 0.5), ("pbc2", 2.5)])
def test_the_highest_log_likelihood_is_near_jms(name: str, lost: float, shared_data: Path) -> None:
    study = STUDIES[name]
    people, found = study.read(shared_data), fitted(study, shared_data)
    # As a density in the marker's unit and in time, not a probability of whole periods.
    densities = people.marker.size * np.log(people.standard.spread) + people.event.sum() * np.log(study.width)
    assert found.log_likelihood - densities == pytest.approx(study.log_likelihood, abs=lost)


@pytest.mark.parametrize("name", STUDIES)
def test_with_ratings_taken_in_first_the_association_is_jms_within_a_tenth(name: str, shared_data: Path) -> None:
    study = STUDIES[name]
    found, people = fitted(study, shared_data), study.read(shared_data)
    best = highest(ratings_first(found.model), found.mode)
    assert association(best, found.model, people) == pytest.approx(study.association, abs=0.1 * study.error)


def test_only_a_few_people_whose_marker_turned_are_far_from_the_integral(shared_data: Path) -> None:
    found = fitted(PBC2, shared_data)
    model, at = found.model, found.mode
    exact = integrals(model, at)
    in_time, first = (each.by_client(at) - exact for each in (Likelihood.of(model), ratings_first(model)))
    assert (np.abs(in_time) > 0.05).sum() <= 5 and -1.6 < in_time.sum() < -1.2
    assert np.abs(first).max() < 0.12 and abs(first.sum()) < 0.02
