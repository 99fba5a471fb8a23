"""Each client foretold by all others: the weighted draws against fits that truly leave the client out."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.sensitivity.left_out import (
    LeftOut,
    by_client,
    highest_good_k,
    leave_out,
    of_likelihoods,
    persons,
    refitted,
    rows_of,
)
from tests.fitted_programs import from_the_prior, panel_of, program, without_factors


@cache
def small() -> FittedProgram:
    records = without_factors(program("alliance", 200, 3), "travel_minutes")
    return fit_program(records, panel_of(records), Choices(), FitControl(1, 256))


@cache
def left_out() -> LeftOut:
    return leave_out(small())


def chosen() -> np.ndarray:
    """Clients at the quarter points of how much they themselves move the fit, the last one most of those trusted."""
    found = left_out()
    trusted = np.flatnonzero(~found.doubtful)
    return trusted[np.argsort(found.gain[trusted])][[len(trusted) // 4, -1]]


def test_weighted_draws_foretell_a_client_as_a_fit_without_the_client_does() -> None:
    exact = refitted(small(), left_out(), chosen(), seed=2)
    for client in chosen():
        error = np.hypot(left_out().error[client], exact.error[client])
        assert exact.refitted[client]
        assert abs(exact.elpd[client] - left_out().elpd[client]) < 3.0 * error + 0.02
    # The client who moves the fit most is foretold worse by the others: the check above can fail.
    most = chosen()[-1]
    learned_from = left_out().elpd[most] + left_out().gain[most]
    assert learned_from - exact.elpd[most] > 3.0 * np.hypot(left_out().error[most], exact.error[most])


def test_a_client_that_was_refitted_is_doubtful_no_more() -> None:
    worst = int(np.argmax(left_out().pareto_k))
    strained = replace(left_out(), pareto_k=np.where(np.arange(left_out().elpd.size) == worst, 2.0, 0.1))
    assert strained.doubtful.sum() == 1
    assert not refitted(small(), strained, np.array([worst]), seed=2).doubtful.any()


def test_every_client_is_foretold_worse_by_the_others_than_with_its_own_records() -> None:
    found = left_out()
    assert np.median(found.gain) > 0.0
    assert 5.0 < found.parameters < 80.0


def test_episodes_of_one_person_are_left_out_together() -> None:
    fitted = from_the_prior(program(clients=60), draws=20)
    panel, draws = fitted.rows.panel, np.arange(20)
    paired = np.array([f"C{episode // 2:03d}" for episode in panel.client], dtype=object)
    names = replace(fitted.rows, columns={**fitted.rows.columns, "client": paired})
    apart = np.array([f"E{episode:03d}" for episode in panel.client], dtype=object)
    alone = replace(fitted.rows, columns={**fitted.rows.columns, "client": apart})
    together, single = by_client(replace(fitted, rows=names), draws), by_client(replace(fitted, rows=alone), draws)
    assert together.shape[0] == -(-panel.clients // 2)
    np.testing.assert_allclose(together[0], single[0] + single[1])


def test_a_clients_own_rows_say_of_it_what_all_rows_do() -> None:
    fitted = from_the_prior(program("demo", 150, 7), draws=5)
    draws = np.arange(5)
    whole = by_client(fitted, draws)
    people = persons(fitted)
    returned = int(np.bincount(people).argmax())
    assert (people == returned).sum() > 1
    for client in (0, returned):
        assert by_client(replace(fitted, rows=rows_of(fitted, client)), draws) == pytest.approx(
            whole[[client]], abs=1e-12
        )


def test_who_has_no_records_that_count_moves_nothing_and_who_is_impossible_is_doubtful() -> None:
    random = np.random.default_rng(1)
    likelihoods = random.normal(-5.0, 0.2, (3, 200))
    likelihoods[1], likelihoods[2, 0] = 0.0, np.nan
    found = of_likelihoods(likelihoods, np.full(200, -np.log(200)))
    assert (found.elpd[1], found.pareto_k[1], found.gain[1]) == pytest.approx((0.0, 0.0, 0.0))
    assert list(found.doubtful) == [False, False, True]


def test_few_draws_are_trusted_less() -> None:
    assert highest_good_k(4000) == 0.7
    assert highest_good_k(100) == pytest.approx(0.5)
