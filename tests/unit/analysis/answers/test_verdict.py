"""A winner is likely the largest, and makes a difference of its own; else the answer is "cannot tell"."""

from dataclasses import replace

import pytest

from bidewell.analysis.answers.ranking import Ranked, rank
from bidewell.analysis.answers.verdict import verdict
from bidewell.engine.fitted import Diagnostics
from tests.fitted_programs import TRUSTED, from_the_prior, program

FITTED = from_the_prior(program(), draws=50)
FIRST, SECOND, *_ = [row for row in rank(FITTED, None) if row.candidate]


def rows(chance: float, own: float) -> tuple[Ranked, ...]:
    return replace(FIRST, largest_after=chance, own_effect=own), replace(
        SECOND, largest_after=1 - chance, own_effect=1.0
    )


@pytest.mark.parametrize(
    "chance, own, reason",
    [
        (0.80, 0.95, "stands_apart"),
        (0.79, 0.99, "too_close"),
        (0.99, 0.94, "no_effect"),
        (0.55, 0.10, "too_close"),
    ],
)
def test_the_two_rules_at_their_limits(chance: float, own: float, reason: str) -> None:
    found = verdict(FITTED, rows(chance, own))
    assert found.reason == reason
    assert (found.largest is not None) == (reason == "stands_apart")


@pytest.mark.parametrize("diagnostics", [replace(TRUSTED, pareto_k=0.71), replace(TRUSTED, converged=False)])
def test_a_fit_that_is_not_to_be_trusted_names_nobody(diagnostics: Diagnostics) -> None:
    doubtful = replace(FITTED, model=replace(FITTED.model, diagnostics=diagnostics))
    assert verdict(doubtful, rows(0.99, 0.99)).largest is None
    assert verdict(doubtful, rows(0.99, 0.99)).reason == "untrusted"


def test_one_factor_alone_cannot_be_the_largest() -> None:
    found = verdict(FITTED, (replace(FIRST, largest_after=1.0, own_effect=1.0),))
    assert (found.largest, found.reason) == (None, "nothing_compared")


def test_a_single_window_names_nobody() -> None:
    early = tuple(replace(row, window="0-4") for row in rows(0.99, 0.99))
    assert verdict(FITTED, early).reason == "nothing_compared"


def test_groups_that_stand_beside_the_factors_do_not_compete() -> None:
    group = replace(FIRST, candidate=False, largest_after=None, own_effect=None)
    assert verdict(FITTED, (group, *rows(0.9, 0.99))).largest == rows(0.9, 0.99)[0]


def test_a_definition_that_could_turn_the_winner_must_have_a_fit_to_be_trusted() -> None:
    doubtful = replace(FITTED, model=replace(FITTED.model, diagnostics=replace(TRUSTED, pareto_k=0.9)))
    assert verdict(FITTED, rows(0.99, 0.99), bounds=(FITTED,)).reason == "stands_apart"
    assert verdict(FITTED, rows(0.99, 0.99), bounds=(FITTED, doubtful)).reason == "bounds_open"
    pressed = next(row for row in rank(FITTED, None) if row.factor.kind == "pressure" and row.candidate)
    under_order = (replace(pressed, largest_after=0.99, own_effect=0.99), replace(SECOND, largest_after=0.01))
    assert verdict(FITTED, under_order, at_order_end=doubtful).reason == "definition_open"


def test_a_definition_that_could_turn_the_winner_must_have_a_fit_that_could_be_made() -> None:
    assert verdict(FITTED, rows(0.99, 0.99), not_made=("windows", "bend")).reason == "stands_apart"
    assert verdict(FITTED, rows(0.99, 0.99), not_made=("agreed_as_left",)).reason == "not_made"
    orders = ("left_at_order_end",)
    pressed = next(row for row in rank(FITTED, None) if row.factor.kind == "pressure" and row.candidate)
    under_order = (replace(pressed, largest_after=0.99, own_effect=0.99), replace(SECOND, largest_after=0.01))
    assert verdict(FITTED, under_order, not_made=orders).reason == "not_made"
