"""Several ratings at once, and what is counted: exact where an exact answer exists, and near the integral elsewhere."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from bidewell.engine.cell import Dynamics, entry
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.links import so_many
from bidewell.engine.model import Block, Model, ModelRefused
from bidewell.engine.panel import Counts, Panel, PanelRefused, Rating
from bidewell.engine.process import LONGEST_GAP, dynamics_of, scalar_names
from bidewell.engine.recursion import predictor, rating_mean
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from tests.unit.engine.differences import gradient_and_differences
from tests.unit.engine.row_by_row import by_numpy_and_jax

Floats = NDArray[np.float64]
GROWTH = 10.0


@pytest.fixture(scope="module")
def program() -> DrawnProgram:
    """Two ratings, a slope, attendance and answers; lags and correlations of a size that would be noticed."""
    planted = {
        "lag[motivation after alliance]": 0.2,
        "lag[alliance after motivation]": -0.1,
        "trait_partial[alliance,motivation]": 0.5,
        "shock_partial[alliance,motivation]": 0.3,
        "alliance": -0.5,
        "agreed_alliance": 0.3,
        "loading:motivation": -0.2,
        "attended_loading": 0.4,
        "attended_loading:motivation": 0.2,
        "answered_loading": 0.4,
        "answered_loading:motivation": -0.1,
        "alliance_by_travel": 0.1,
        "court_order_sustain_by_alliance": 0.1,
        "log_growth_sd": -1.6,
    }
    return draw_program(
        Size(60, therapists=6, weeks=8),
        11,
        planted,
        more=("motivation",),
        counted=("attended", "answered"),
        growth=GROWTH,
    )


def test_the_numbers_of_the_process_are_named_one_by_one(program: DrawnProgram) -> None:
    names = scalar_names(program.model.channels)
    assert len(names) == len(set(names)) == program.model.scalars(program.parameters).size
    assert names[-2:] == ("lag[motivation after alliance]", "lag[alliance after motivation]")


def test_numpy_and_jax_agree_row_by_row(program: DrawnProgram) -> None:
    by_numpy, by_jax = by_numpy_and_jax(program.model, program.parameters)
    assert by_numpy == pytest.approx(by_jax, abs=1e-10)


def test_the_gradient_is_that_of_the_value(program: DrawnProgram) -> None:
    gradient, differences = gradient_and_differences(program.model)
    assert gradient == pytest.approx(differences, rel=1e-5, abs=1e-6)


def test_ratings_alone_have_the_density_of_the_normal_they_are_drawn_from(program: DrawnProgram) -> None:
    model, parameters = _silenced(program)
    found = Likelihood.of(model).by_client(parameters)
    exact = [_of_ratings(model, parameters, client) for client in range(model.panel.clients)]
    assert found == pytest.approx(np.array(exact), abs=1e-8)


def test_ratings_and_events_have_the_probability_of_the_integral(program: DrawnProgram) -> None:
    model, parameters = program.model, program.parameters
    found = Likelihood.of(model).by_client(parameters)
    few = range(20)
    exact = np.array([_of_everything(model, parameters, client) for client in few])
    error = found[list(few)] - exact
    assert np.abs(error).max() < 0.01 and abs(error.mean()) < 0.002


def test_ratings_that_have_nothing_to_do_with_each_other_are_as_likely_as_each_alone(program: DrawnProgram) -> None:
    model, parameters = program.model, program.parameters.copy()
    apart = [label for label in model.labels if label.startswith(("lag[", "trait_partial", "shock_partial"))]
    apart += ["attended_loading:motivation", "answered_loading:motivation", "loading:motivation"]
    for label in apart:
        parameters[model.labels.index(label)] = 0.0
    panel = model.panel
    alone = replace(model, panel=replace(panel, more={}), blocks=_without(model.blocks, "motivation"))
    one = Likelihood.of(alone).by_client(_matching(alone, model, parameters, {}))
    other_panel = Panel(
        panel.client, panel.period, panel.more["motivation"].value, panel.more["motivation"].count,
        *[np.zeros(panel.rows, dtype=bool)] * 3, panel.scored, panel.renewed,
    )  # fmt: skip
    course = next(block for block in model.blocks if block.name == "motivation_course")
    other = Model(other_panel, (replace(course, quantity="rating"),))
    names = {f"{name}": f"{name}:motivation" for name in scalar_names(other.channels)}
    two = Likelihood.of(other).by_client(_matching(other, model, parameters, names))
    assert Likelihood.of(model).by_client(parameters) == pytest.approx(one + two, abs=1e-9)


@pytest.mark.parametrize("gap", [0, 1, 2, 7, 64, LONGEST_GAP])
def test_what_is_kept_of_patches_over_a_gap_is_a_power(program: DrawnProgram, gap: int) -> None:
    dynamics = _dynamics(program.model, program.parameters)
    kept = np.array(dynamics.kept(np.array([float(gap)])))[..., 0]
    assert kept == pytest.approx(np.linalg.matrix_power(np.array(dynamics.persistence)[..., 0], gap), abs=1e-12)


def test_patches_are_as_spread_after_a_period_as_before(program: DrawnProgram) -> None:
    model, parameters = program.model, program.parameters
    dynamics = _dynamics(model, parameters)
    a, g = np.array(dynamics.persistence)[..., 0], _square(dynamics.patch_covariance, 2)
    share = 1.0 / (
        1.0 + np.exp(-np.array([parameters[model.labels.index(f"logit_patch_share{n}")] for n in ("", ":motivation")]))
    )
    passing = np.exp([parameters[model.labels.index(f"log_passing_sd{n}")] for n in ("", ":motivation")])
    shocks = g - a @ g @ a.T
    assert np.diag(shocks) == pytest.approx(passing**2 * share * (1.0 - np.diag(a) ** 2), rel=1e-10)
    assert shocks[0, 1] / np.sqrt(shocks[0, 0] * shocks[1, 1]) == pytest.approx(np.tanh(0.3), rel=1e-9)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_each_derivative_of_a_count_is_the_slope_of_the_one_before(order: int) -> None:
    eta = np.linspace(-5.0, 5.0, 21)
    for happened, times in ((0.0, 1.0), (1.0, 1.0), (2.0, 3.0), (0.0, 0.0)):
        before, after = (so_many(eta + by, happened, times, order - 1, np) for by in (-1e-4, 1e-4))
        assert so_many(eta, happened, times, order, np) == pytest.approx((after - before) / 2e-4, rel=1e-6, abs=1e-7)


def test_nonsense_is_refused_by_name(program: DrawnProgram) -> None:
    panel = program.model.panel
    ones = np.ones((panel.rows, 1))
    with pytest.raises(ModelRefused, match="attended, which the panel does not count"):
        Model(replace(panel, counts={}), (Block("x", "attended", ("",), ones),))
    with pytest.raises(ModelRefused, match="not 'loading:sleep'"):
        Model(panel, (Block("x", "loading:sleep", ("",), ones),))
    with pytest.raises(ModelRefused, match="whole periods"):
        Model(replace(panel, period=panel.period + 0.5), ())
    with pytest.raises(PanelRefused, match="attended: expected at least none and at most as many"):
        replace(panel, counts={"attended": Counts(np.full(panel.rows, 2.0), np.ones(panel.rows))})
    with pytest.raises(PanelRefused, match="sleep: expected a finite rating"):
        replace(panel, more={"sleep": Rating(np.full(panel.rows, np.nan), np.ones(panel.rows))})


def _silenced(program: DrawnProgram) -> tuple[Model, Floats]:
    """The same ratings, with nobody's contacts and counts asked about."""
    panel, no = program.model.panel, np.zeros(program.model.panel.rows, dtype=bool)
    nothing = {name: Counts(np.zeros(panel.rows), np.zeros(panel.rows)) for name in panel.counts}
    silent = replace(panel, at_risk=no, left=no, agreed=no, counts=nothing)
    return replace(program.model, panel=silent), program.parameters


def _dynamics(model: Model, parameters: Floats) -> Dynamics:
    return dynamics_of(model.scalars(parameters)[:, None], np, model.channels)


def _square(upper: tuple[Floats, ...], size: int) -> Floats:
    return np.array([[float(np.squeeze(upper[entry(i, j, size)])) for j in range(size)] for i in range(size)])


def _joint(model: Model, parameters: Floats, rows: NDArray[np.int64]) -> Floats:
    """Covariance of (traits, then the patches of each row) of one client, by powers of A."""
    dynamics, panel = _dynamics(model, parameters), model.panel
    a, g = np.array(dynamics.persistence)[..., 0], _square(dynamics.patch_covariance, 2)
    traits, therapist = _square(dynamics.trait_covariance, 3), np.cumsum(panel.renewed[rows])
    whole = np.zeros((3 + 2 * rows.size,) * 2)
    whole[:3, :3] = traits
    for (i, one), (j, other) in product(enumerate(rows), repeat=2):
        apart = int(panel.period[other] - panel.period[one])
        if apart >= 0 and therapist[i] == therapist[j]:
            block = np.linalg.matrix_power(a, apart) @ g
            whole[3 + 2 * j : 5 + 2 * j, 3 + 2 * i : 5 + 2 * i] = block
            whole[3 + 2 * i : 5 + 2 * i, 3 + 2 * j : 5 + 2 * j] = block.T
    return whole


def _seen(model: Model, parameters: Floats, rows: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Of one client's ratings: how they load on the latent variables, their errors, and what was not expected."""
    dynamics, panel = _dynamics(model, parameters), model.panel
    loads, variances, surprises = [], [], []
    for place, row in enumerate(rows):
        now = model.channels.named(model.quantities(parameters)[:, row])
        for number, rating in enumerate(panel.ratings):
            if rating.count[row] == 0:
                continue
            expected, pairs = rating_mean(number, now, model.channels, panel.period[row] / GROWTH)
            load = np.zeros(3 + 2 * rows.size)
            for variable, weight in pairs:
                load[variable if variable < 3 else variable + 2 * place] = weight
            loads.append(load)
            variances.append(float(dynamics.rating_sd[number][0]) ** 2 / rating.count[row])
            surprises.append(rating.value[row] - expected)
    return np.reshape(loads, (-1, 3 + 2 * rows.size)), np.array(variances), np.array(surprises)


def _of_ratings(model: Model, parameters: Floats, client: int) -> float:
    rows = np.flatnonzero(model.panel.client == client)
    loads, variances, surprises = _seen(model, parameters, rows)
    spread = loads @ _joint(model, parameters, rows) @ loads.T + np.diag(variances)
    return float(stats.multivariate_normal(cov=spread).logpdf(surprises)) if surprises.size else 0.0


def _of_everything(model: Model, parameters: Floats, client: int, draws: int = 200_000) -> float:
    """The ratings by conditioning, the rest by plain averaging over the latent variables given them."""
    rows, panel, channels = np.flatnonzero(model.panel.client == client), model.panel, model.channels
    loads, variances, surprises = _seen(model, parameters, rows)
    prior = _joint(model, parameters, rows)
    gain = prior @ loads.T @ np.linalg.inv(loads @ prior @ loads.T + np.diag(variances))
    values, vectors = np.linalg.eigh(prior - gain @ loads @ prior)
    random = np.random.default_rng(client)
    half = random.standard_normal((draws // 2, values.size)) @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    latent = (gain @ surprises + np.concatenate([half, -half])).T
    log_chance = np.zeros(draws)
    for place, row in enumerate(rows):
        now = channels.named(model.quantities(parameters)[:, row])

        def eta(channel: str, now: dict[str, float] = now, place: int = place, row: int = row) -> Floats:
            at_rest, pairs = predictor(channel, now, channels, panel.period[row] / GROWTH)
            return at_rest + sum(w * latent[v if v < 3 else v + 2 * place] for v, w in pairs)

        for channel in channels.counted:
            counts = panel.counts[channel]
            chance = 1.0 / (1.0 + np.exp(-eta(channel)))
            happened, missed = counts.happened[row], counts.times[row] - counts.happened[row]
            log_chance += happened * np.log(chance) + missed * np.log1p(-chance)
        if panel.at_risk[row]:
            stays, goes_on = (-np.exp(eta(channel)) for channel in ("leaving", "agreed"))
            log_chance += np.log(-np.expm1(stays)) if panel.left[row] else stays
            if not panel.left[row]:
                log_chance += np.log(-np.expm1(goes_on)) if panel.agreed[row] else goes_on
    return _of_ratings(model, parameters, client) + float(np.log(np.exp(log_chance).mean()))


def _without(blocks: tuple[Block, ...], name: str) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not block.quantity.endswith(f":{name}"))


def _matching(of: Model, whole: Model, parameters: Floats, renamed: dict[str, str]) -> Floats:
    return np.array([parameters[whole.labels.index(renamed.get(label, label))] for label in of.labels])
