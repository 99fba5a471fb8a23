"""What the ratings of one group session share: a mixed model's crossed effect, found as planted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats, Panel
from bidewell.engine.process import dynamics_of
from bidewell.simulate.panels import Size, draw_program
from tests.integrated_out import effects_integrated_out

SHOCK_SD = 0.4
SCALARS = np.array([np.log(0.6), np.log(0.7), 0.3, 1.0])


@pytest.fixture
def ratings_alone() -> Model:
    """Twelve clients of three groups, some of them back for a second time, rated weekly; nothing is asked of leaving."""
    random, weeks = np.random.default_rng(7), 6
    client = np.repeat(np.arange(12), weeks)
    period = np.tile(np.arange(weeks), 12).astype(float)
    group, begins = random.integers(0, 3, 12)[client], random.integers(0, 4, 12)[client]
    session = np.unique(10 * group + begins + period, return_inverse=True)[1]
    rows, no = client.size, np.zeros(client.size, dtype=bool)
    renewed = (period == 4) & (client % 3 == 0)
    count, person = (
        random.integers(1, 3, rows).astype(float),
        np.unique(client - client % 4 // 3, return_inverse=True)[1],
    )
    panel = Panel(
        client, period, random.standard_normal(rows), count, no, no, no, ~no, renewed, person=person.astype(np.int64)
    )
    labels = tuple(str(level) for level in range(int(session.max()) + 1))
    fixed = Block("fixed", "rating", ("intercept", "week"), np.column_stack([np.ones(rows), period]), prior_sd=np.inf)
    known = np.where(random.random(rows) < 0.8, session, -1)
    shock = Block("session", "rating", labels, level_of_row=known, scale="session_sd")
    return Model(panel, (fixed, shock))


def covariance_of(model: Model) -> Floats:
    """Of all ratings of all clients, written out: trait, patch, error, and what a session shares."""
    panel, process = model.panel, dynamics_of(SCALARS, np)

    def same(index: np.ndarray) -> np.ndarray:
        return index[:, None] == index

    spell = np.cumsum(panel.renewed | panel.starts)
    apart = np.abs(panel.period[:, None] - panel.period)
    session = model.blocks[1].level_of_row
    assert session is not None
    return np.asarray(
        process.trait_sd**2 * same(panel.of_person)
        + process.patch_sd**2 * process.persistence[0][0] ** apart * same(spell)
        + np.diag(process.rating_sd[0] ** 2 / panel.rating_count)
        + SHOCK_SD**2 * (same(session) & (session >= 0))
    )


def test_without_a_hazard_the_likelihood_is_that_of_the_mixed_model(ratings_alone: Model) -> None:
    model, fixed = ratings_alone, np.array([0.3, -0.1])
    assert model.panel.returns.any() and model.panel.renewed.any()
    parameters = np.concatenate([fixed, np.zeros(model.blocks[1].size), SCALARS])
    found = effects_integrated_out(Likelihood.of(model), parameters, np.log([SHOCK_SD]))
    columns = model.blocks[0].columns
    assert columns is not None
    exact = multivariate_normal(columns @ fixed, covariance_of(model)).logpdf(model.panel.rating)
    assert found == pytest.approx(exact, abs=1e-6)


def test_where_no_session_is_shared_nothing_changes(ratings_alone: Model) -> None:
    none = replace(ratings_alone.blocks[1], level_of_row=np.full(ratings_alone.panel.rows, -1))
    silent, without = (
        replace(ratings_alone, blocks=blocks) for blocks in ((ratings_alone.blocks[0], none), ratings_alone.blocks[:1])
    )
    parameters = np.concatenate([[0.3, -0.1], np.ones(none.size), SCALARS])
    one, other = Likelihood.of(silent), Likelihood.of(without)
    assert (one.by_client(parameters) == other.by_client(np.delete(parameters, 2 + np.arange(none.size)))).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_spread_of_sessions_is_found(seed: int) -> None:
    size = Size(300, therapists=8, weeks=12, quarters=2, groups=5)
    latent = np.array([np.log(0.6), np.log(0.75), 0.0, 1.1])
    random = np.random.default_rng(seed)
    shocks = 0.35 * random.standard_normal(5 * 26)
    program = draw_program(size, seed, planted={"latent": latent, "alliance": -0.5, "group_session": shocks})
    found = fit(program.model, 1, draws=200)
    assert found.trusted
    drawn = np.exp(found.draws.log_scales[:, list(program.model.scales).index("group_session_sd")])
    low, high = np.quantile(drawn, [0.02, 0.98])
    assert low < shocks.std() < high and high - low < 0.25
    place = program.model.layout["group_session"]
    assert np.corrcoef(found.mode[place], shocks)[0, 1] > 0.6
