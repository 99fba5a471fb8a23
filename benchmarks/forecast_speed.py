"""How long forecasts take: a caseload of 5,000 with chances, reasons and what-if, and one client alone.

    python benchmarks/forecast_speed.py

Fits a small program once, then forecasts a large one with what was learned. Processor time stands beside the time on
the clock, which is longer where the machine has other work.
"""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.chances import chances_of
from bidewell.analysis.forecasting.forecasts import forecast_clients, horizon_steps
from bidewell.analysis.forecasting.in_care import MONTH_DAYS, clients_in_care
from bidewell.analysis.forecasting.reasons import split
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import standing
from bidewell.analysis.forecasting.what_if import what_ifs
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.simulate.program import simulate

T = TypeVar("T")
LEARNED_ON, STARTED = 600, 21_500  # of 21,500 who ever started, about 5,000 are in care


def timed(words: str, work: Callable[[], T]) -> T:
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{words:42s} {clock:7.3f} s  (processor {processor:.3f} s)")
    return found


def main() -> None:
    small = simulate("demo", LEARNED_ON, 1).records
    panel = build_panel(small, DEFAULT_DEFINITION)
    fitted = fit_program(small, panel, Choices(purpose="forecast"), FitControl(draws=200))
    saved = SavedProgram.of(fitted, fitted, {})
    records = simulate("demo", STARTED, 2).records
    today = records.settings.extract_date
    forecast_clients(small, saved)  # what is only paid once
    clients = timed("who is in care, and the days ahead", lambda: clients_in_care(records, saved, today))
    if clients is None:
        sys.exit("nobody is in care")
    stand = timed("what is believed of each", lambda: standing(saved.forecast, clients))
    steps = tuple(horizon_steps(clients).values())
    chances = timed("chances of staying", lambda: chances_of(saved.forecast, clients, stand, steps))
    timed("reasons", lambda: split(saved, clients, stand, chances, MONTH_DAYS))
    timed("what if", lambda: what_ifs(saved, clients, stand, MONTH_DAYS))
    everyone = timed(f"all of it, for {clients.clients:,} clients", lambda: forecast_clients(records, saved))
    one = records.episodes.filter(pl.col("client") == everyone[0].client)
    alone = as_known_on(records.of_episodes(one), today)
    timed("one client", lambda: forecast_clients(alone, saved))


if __name__ == "__main__":
    main()
