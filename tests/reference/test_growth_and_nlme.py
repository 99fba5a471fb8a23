"""With nobody at risk and with growth the engine is a random intercept and slope: held to nlme on two public studies."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from tests.reference.joint_data import Followed, longitudinal_model, read_aids, read_pbc2
from tests.reference.joint_exact import highest

Numbers = Callable[[str], dict[str, float]]
STUDIES = {"aids": read_aids, "pbc2": read_pbc2}


def as_ours(study: Followed, model: Model, name: str, numbers: dict[str, float]) -> Floats:
    """nlme's numbers as the engine's parameters; a slope is by the study's `growth`, not by one unit of time."""
    of = {label: numbers[f"{name}_{label}"] for label in ("level_sd", "slope_sd", "correlation", "error_sd")}
    by = {"intercept": 1.0, "time": study.growth, "time_by_drug": study.growth}
    named = {f"course[{label}]": numbers.get(f"{name}_{label}", 0.0) * times for label, times in by.items()} | {
        "log_trait_sd": np.log(of["level_sd"]),
        "log_passing_sd": np.log(of["error_sd"]),
        "log_growth_sd": np.log(of["slope_sd"] * study.growth),
        "trait_partial[alliance,growth]": np.arctanh(of["correlation"]),
    }
    held = dict(zip(model.labels, model.prior_mean(), strict=True))
    return np.array([named.get(label, held[label]) for label in model.labels])


@pytest.mark.parametrize("name", STUDIES)
def test_the_log_likelihood_is_nlmes(name: str, shared_data: Path, r_numbers: Numbers) -> None:
    study, numbers = STUDIES[name](shared_data), r_numbers("growth_nlme")
    assert (study.marker.size, study.until.size) == (numbers[f"{name}_measurements"], numbers[f"{name}_people"])
    model = longitudinal_model(study)
    found = Likelihood.of(model).value(as_ours(study, model, name, numbers))
    assert found == pytest.approx(numbers[f"{name}_loglik"], abs=1e-4)


@pytest.mark.parametrize("name", STUDIES)
def test_the_maximum_is_nlmes(name: str, shared_data: Path, r_numbers: Numbers) -> None:
    study, numbers = STUDIES[name](shared_data), r_numbers("growth_nlme")
    model = longitudinal_model(study)
    likelihood, nlme = Likelihood.of(model), as_ours(study, model, name, numbers)
    shift = 0.3 * (model.prior_precision({}) == 0) * np.random.default_rng(1).standard_normal(nlme.size)
    found = highest(likelihood, nlme + shift)
    assert likelihood.value(found) == pytest.approx(numbers[f"{name}_loglik"], abs=1e-3)
    assert found == pytest.approx(nlme, abs=0.01)
