"""Which fits are made beside the explaining one; draws of the prior stand in for each, as nothing is asked of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model import fits
from bidewell.analysis.model.fitting import FitControl, FittedProgram
from bidewell.analysis.model.specification import BEND, Choices
from bidewell.analysis.program import ProgramRecords
from tests.fitted_programs import doubted, from_the_prior, panel_of, program, with_coefficients

RECORDS = program(clients=150)
Change = Callable[[FittedProgram], FittedProgram]


def bent(curve: float) -> Change:
    """What a fit says of a bend: this, as if a great many clients had told of it."""
    return lambda fitted: with_coefficients(fitted, **{BEND: curve})


@pytest.fixture
def fitted_beside(monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], fits.Fits]:
    """All fits of the program, the bent one of the report's own definition changed."""

    def fit(records: ProgramRecords, panel: PanelFrames, choices: Choices, _: FitControl) -> FittedProgram:
        return from_the_prior(records, choices, draws=20, panel=panel)

    def everything(_: ProgramRecords, explain: FittedProgram, __: FitControl) -> FittedProgram:
        return explain

    def made(change: Change) -> fits.Fits:
        def changed(records: ProgramRecords, panel: PanelFrames, choices: Choices, how: FitControl) -> FittedProgram:
            found = fit(records, panel, choices, how)
            return change(found) if choices.bend and panel.definition.name == "loss_of_contact" else found

        monkeypatch.setattr(fits, "fit_program", changed)
        monkeypatch.setattr(fits, "fit_forecast", fit)
        monkeypatch.setattr(fits, "fit_together", everything)
        monkeypatch.setattr(fits, "tells_total", lambda _: True)
        monkeypatch.setattr(fits, "FEWEST_LEFT_TO_SPLIT", 20)
        return fits.fit_all(RECORDS, panel_of(RECORDS), Choices())

    return made


def names(found: tuple[FittedProgram, ...]) -> list[str]:
    return [one.panel.definition.name for one in found]


def test_what_says_something_of_leaving_is_fitted_under_each_bound_as_well(fitted_beside: Any) -> None:
    found = fitted_beside(bent(0.3))
    assert names(found.bounds) == names(found.bend_bounds) == names(found.together_bounds) == list(fits.BOUNDS)
    assert all(one.choices == replace(found.explain.choices, bend=True) for one in found.bend_bounds)


def test_a_bound_that_bears_on_nobody_is_the_same_fit(fitted_beside: Any) -> None:
    found = fitted_beside(bent(0.3))
    everyone, unattended = found.bounds
    assert everyone.panel.rows["left"].sum() > found.explain.panel.rows["left"].sum()
    assert unattended.panel.rows.equals(found.explain.panel.rows)
    assert unattended.model is found.explain.model and found.bend_bounds[1].model is found.bend.model
    assert everyone.model is not found.explain.model and found.bend_bounds[0].model is not found.bend.model


@pytest.mark.parametrize("change", [lambda fitted: fitted, lambda fitted: doubted(bent(0.3)(fitted))])
def test_a_bend_of_which_nothing_is_said_is_fitted_under_no_bound(fitted_beside: Any, change: Change) -> None:
    found = fitted_beside(change)
    assert found.bend is not None and found.bend_bounds == ()


def test_without_agreed_endings_there_is_no_bound(fitted_beside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fits, "BOUNDS", ())
    found = fitted_beside(bent(0.3))
    assert (found.bounds, found.bend_bounds, found.together_bounds) == ((), (), ())
