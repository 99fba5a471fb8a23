"""Checks of a model by data drawn from it: passed where it is right, and failed in the part that is wrong."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.checks.contact_checks import contact_checks
from bidewell.analysis.checks.predictive_check import Check
from bidewell.analysis.checks.predictive_checks import predictive_checks
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.ratings import Gaussian
from bidewell.engine.replicate import replicate
from tests.fitted_programs import fitted, panel_of, program

FITTED = fitted("demo", 300)
CHECKS = predictive_checks(FITTED, seed=1)


def named(checks: tuple[Check, ...], name: str) -> list[Check]:
    return [check for check in checks if check.name == name]


def with_panel(**changed: np.ndarray) -> FittedProgram:
    return replace(FITTED, rows=replace(FITTED.rows, panel=replace(FITTED.rows.panel, **changed)))


def drawn_from_the_model() -> FittedProgram:
    """The same program, its ratings and leavings dealt out as the model has them."""
    rows = FITTED.rows
    first = next(iter(replicate(FITTED.model, rows.panel, rows.columns, 1, seed=3)))
    return with_panel(rating=first.rating[0], left=first.left[0], agreed=first.agreed[0])


def test_what_the_model_drew_itself_looks_like_the_model() -> None:
    checks = [
        check for check in predictive_checks(drawn_from_the_model(), seed=4) if check.name != "days_between_contacts"
    ]
    assert len(checks) == 14
    assert sum(not check.fits for check in checks) <= 4  # of 14, each outside with a chance of one in ten


def test_ratings_at_the_top_of_the_scale_are_seen_where_read_as_measurements() -> None:
    as_measured = replace(FITTED, model=replace(FITTED.model, ratings=Gaussian()))
    (highest,) = named(predictive_checks(as_measured, seed=1), "rating_highest")
    (cut_off,) = named(CHECKS, "rating_highest")
    instrument = FITTED.panel.instrument
    assert instrument is not None
    on_scale = FITTED.rows.rating.undo(FITTED.rows.panel.rating)[FITTED.rows.panel.rating_count > 0]
    assert highest.observed == pytest.approx((on_scale > instrument.maximum - 1e-6).mean())
    assert highest.observed > 1.2 * highest.replicated.high
    assert not highest.fits
    assert abs(cut_off.replicated.mean - cut_off.observed) < 0.5 * (highest.observed - highest.replicated.mean)


def test_ratings_dealt_out_to_the_wrong_clients_hang_together_too_little() -> None:
    rated = np.flatnonzero(FITTED.rows.panel.rating_count > 0)
    shuffled = FITTED.rows.panel.rating.copy()
    shuffled[rated] = np.random.default_rng(1).permutation(shuffled[rated])
    (before,), (after,) = (
        named(CHECKS, "rating_follows"),
        named(predictive_checks(with_panel(rating=shuffled)), "rating_follows"),
    )
    assert before.fits and before.observed > 0.4
    assert not after.fits and after.at_least == 1.0


def test_leaving_that_comes_twice_as_often_late_is_seen_late_only() -> None:
    panel = FITTED.rows.panel
    late = np.flatnonzero(panel.at_risk & (panel.period >= 26) & ~panel.left & ~panel.agreed)
    left = panel.left.copy()
    left[late[::12]] = True
    checks = {check.first: check for check in named(predictive_checks(with_panel(left=left)), "leaving")}
    assert not checks[26].fits and checks[26].at_least == 0.0
    assert checks[0].fits and checks[5].fits


def test_leaving_is_counted_by_contact_in_every_stretch_of_time() -> None:
    leaving = named(CHECKS, "leaving")
    assert [(check.first, check.after) for check in leaving][-1] == (26, None)
    assert sum(check.n for check in leaving) == FITTED.rows.panel.at_risk.sum()
    assert sum(check.n * check.observed for check in leaving) == pytest.approx(FITTED.left)


def test_contacts_that_come_as_often_early_as_late_pass_and_others_do_not() -> None:
    panel = panel_of(program())
    assert all(check.fits for check in contact_checks(panel, 200, 1)[:2])
    is_late = pl.col("period") >= 13
    later = pl.when(is_late).then(pl.duration(days=2 * (pl.col("period") - 13))).otherwise(pl.duration())
    sparse = replace(panel, rows=panel.rows.with_columns(pl.col("first_contact_on", "contact_on") + later))
    early, _, late = contact_checks(sparse, 200, 1)
    assert not late.fits and late.observed > late.replicated.high
    assert early.observed < early.replicated.low


def test_days_until_the_next_contact_count_from_a_weeks_last_to_the_next_weeks_first() -> None:
    panel = panel_of(program())
    often = replace(panel, rows=panel.rows.with_columns(pl.col("first_contact_on") - pl.duration(days=2)))
    once, twice = (contact_checks(one, 200, 1) for one in (panel, often))
    assert [check.observed for check in twice] == pytest.approx([check.observed - 2.0 for check in once])
    assert all(check.fits for check in twice[:2])


def test_a_number_is_judged_by_where_it_lies_among_its_replications() -> None:
    drawn = np.arange(100.0)
    inside = Check.of("rating_mean", (None, None), 50.0, drawn, 10, 10)
    outside = Check.of("rating_mean", (None, None), 99.5, drawn, 10, 10)
    assert inside.at_least == pytest.approx(0.495) and inside.fits
    assert outside.at_least == 0.0 and not outside.fits
    assert inside.replicated == Interval.of(drawn)


def test_numbers_of_few_clients_are_not_told() -> None:
    few = with_panel(at_risk=FITTED.rows.panel.at_risk & (FITTED.rows.panel.client < 10),
                     left=np.zeros(FITTED.rows.panel.rows, dtype=bool), agreed=np.zeros(FITTED.rows.panel.rows, dtype=bool))  # fmt: skip
    assert named(predictive_checks(few), "leaving") == []
