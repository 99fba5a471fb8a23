"""A fit of the simulated program, made once for all tests that need one, and the program loaded with it in use."""

from datetime import date
from functools import cache
from typing import Any

from bidewell.actions import forecasting
from bidewell.actions.fitting import publish_fit
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.exchange.saved_model import archive_of
from bidewell.records.frames import program_records
from bidewell.records.models import Fit, Program
from tests.clinic.cast import DAY, NOW
from tests.clinic.simulated import load, simulated

DRAWS = 100
CLIENTS = 120
_made: dict[bool, SavedProgram] = {}


def saved(program: Program, with_ratings: bool = True, day: date = DAY) -> SavedProgram:
    """What a fit of the loaded program comes to; the same rows give the same fit, so one is enough."""
    if with_ratings not in _made:
        records = program_records(program, as_of=day)
        panel = build_panel(records, DEFAULT_DEFINITION)
        fitted = fit_program(records, panel, Choices(purpose="forecast"), FitControl(draws=DRAWS))
        _made[with_ratings] = SavedProgram.of(fitted, fitted, {})
    return _made[with_ratings]


@cache
def _archive(with_ratings: bool) -> bytes:
    return archive_of(_made[with_ratings])


def fit_row(program: Program, with_ratings: bool = True, day: date = DAY, **changes: Any) -> Fit:
    """A fit that can be published."""
    made = saved(program, with_ratings, day)
    values = {
        "made_at": NOW, "bidewell": made.bidewell, "definition": made.definition, "digest": made.digest, "seed": 1,
        "cut": made.cut, "clients": made.clients, "contacts": made.contacts, "left": made.left,
        "has_alliance": made.forecast.has_alliance, "is_trusted": True, "artefact": _archive(with_ratings),
    }  # fmt: skip
    return Fit(program=program, **(values | changes))


def fitted_program(with_ratings: bool = True) -> Program:
    """The simulated program with a fit in use; everybody's forecast waits to be made."""
    program = load(simulated(clients=CLIENTS), with_ratings=with_ratings)
    publish_fit(fit_row(program, with_ratings), at=NOW)
    return program


def forecast_program() -> Program:
    """The same with everybody's forecast made."""
    made = fitted_program()
    while forecasting.freshen(NOW):
        pass
    return made
