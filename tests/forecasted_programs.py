"""A program as several forecast tests see it: records that go on, and what was fitted on the records of an earlier day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.simulate.program import simulate

DRAWS = 120
# Of two factors the ranking is clear, of every other it is not.
ANSWERS = {
    "verdict": {"largest": None},
    "ranking": [
        {"factor": name, "window": "whole", "change_in_probability_stayed": {"mean": mean, "low": low, "high": high}}
        for name, mean, low, high in (("alliance", 0.1, 0.04, 0.16), ("travel_minutes", -0.06, -0.1, -0.02),
                                      ("court_order", 0.02, -0.06, 0.09), ("motivation", 0.02, -0.05, 0.11))
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Forecasted:
    """Records up to the extract date, the day of the fit, and what was fitted on that day."""

    records: ProgramRecords
    fitted_on: date
    fitted: FittedProgram
    saved: SavedProgram

    def stayed(self, days_after: int, as_of: date) -> dict[str, bool]:
        """By episode in care on a day: whether the client had not left so many days later, as the records show by now."""
        episodes = build_panel(self.records, DEFAULT_DEFINITION).episodes
        left = (pl.col("outcome") == Ending.LEFT) & (pl.col("last_contact_on") <= as_of + timedelta(days=days_after))
        return dict(episodes.select("episode", ~left).iter_rows())


@cache
def forecasted(
    scenario: str = "demo", clients: int = 350, seed: int = 5, days_before: int = 125, grid: Grid = "week"
) -> Forecasted:
    records = simulate(scenario, clients, seed).records
    fitted_on = records.settings.extract_date - timedelta(days=days_before)
    known = as_known_on(records, fitted_on)
    panel = build_panel(known, DEFAULT_DEFINITION, grid)
    fitted = fit_program(known, panel, Choices(purpose="forecast"), FitControl(draws=DRAWS))
    return Forecasted(records, fitted_on, fitted, SavedProgram.of(fitted, fitted, ANSWERS))


def in_care(records: ProgramRecords, as_of: date) -> set[str]:
    panel = build_panel(records, DEFAULT_DEFINITION, as_of=as_of)
    return set(panel.episodes.filter(pl.col("outcome") == IN_CARE)["episode"])
