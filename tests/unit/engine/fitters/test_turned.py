"""Effects of one scale, turned until they inform one another no more, leave every answer what it is."""

import numpy as np
import pytest
from scipy.linalg import cholesky

from bidewell.engine.fitters import laplace
from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.fitters.mode import Prior
from bidewell.engine.fitters.peak import Normal, WholePeak
from bidewell.engine.fitters.turned import Turned, TurnedPeak
from bidewell.engine.partitions.messages import Expansion
from bidewell.engine.partitions.own_effects import without_negative
from bidewell.simulate.panels import Size, draw_program

SIZE, TURNED = 30, np.arange(4, 24)


@pytest.fixture
def peaks() -> tuple[TurnedPeak, WholePeak]:
    """The same posterior both ways: of effects 4 to 23 the data say something of twelve directions only."""
    random = np.random.default_rng(3)
    known = random.standard_normal((12, SIZE))
    expansion = Expansion(-2.5, random.standard_normal(SIZE), known.T @ known)
    place, mean, precision = random.standard_normal(SIZE), random.standard_normal(SIZE), random.uniform(0.5, 3.0, SIZE)
    mean[TURNED], precision[TURNED] = 0.0, 1.7
    prior = Prior(mean, precision)
    factor = cholesky(expansion.information + np.diag(precision), lower=True)
    step = np.linalg.solve(factor @ factor.T, expansion.slope - precision * (place - mean))
    return Turned.of(expansion, place, TURNED).peak(prior), WholePeak(expansion, place, Normal(place + step, factor))


def test_height_and_width_do_not_turn(peaks: tuple[TurnedPeak, WholePeak]) -> None:
    turned, whole = peaks
    assert turned.rise == pytest.approx(whole.rise, abs=1e-10)
    assert turned.log_root == pytest.approx(whole.log_root, abs=1e-10)


def test_other_parameters_stay_as_they_are_and_of_the_turned_ones_the_sums(
    peaks: tuple[TurnedPeak, WholePeak],
) -> None:
    turned, whole = peaks
    others = np.setdiff1d(np.arange(SIZE), TURNED)
    assert turned.mean[others] == pytest.approx(whole.mean[others], abs=1e-10)
    assert turned.variance[others] == pytest.approx(whole.variance[others], abs=1e-10)
    assert (turned.mean[TURNED] ** 2).sum() == pytest.approx((whole.mean[TURNED] ** 2).sum(), abs=1e-10)
    assert turned.variance[TURNED].sum() == pytest.approx(whole.variance[TURNED].sum(), abs=1e-10)


def test_a_program_of_group_sessions_is_fitted_as_if_nothing_were_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    model = draw_program(Size(150, therapists=4, weeks=12, quarters=2, groups=5), 4).model
    block = next(block for block in model.blocks if block.name == "group_session")
    assert block.size > laplace.SHARE_TO_TURN * model.size
    as_it_is = fit(model, 0, draws=64)
    with monkeypatch.context() as never:
        never.setattr(laplace, "SHARE_TO_TURN", 1.0)
        whole = fit(model, 0, draws=64)
    assert _numbers(as_it_is) == pytest.approx(_numbers(whole), abs=1e-8)


def test_information_without_negative_directions_is_left_alone() -> None:
    information = np.array([[2.0, 1.0], [1.0, 2.0]])
    assert without_negative(information) is information
    assert without_negative(information - 1.5 * np.eye(2)) == pytest.approx(np.array([[0.75, 0.75], [0.75, 0.75]]))


def _numbers(found: Fit) -> np.ndarray:
    scales = np.array(list(found.scales.values()))
    return np.concatenate([found.mode, scales, found.draws.parameters.ravel(), found.draws.log_scales.ravel()])
