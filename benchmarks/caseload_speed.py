"""Forecasts at caseload size, 1,000 to 100,000 clients: from kept states, and from whole histories.

    python benchmarks/caseload_speed.py [--largest 100000]

Fits a small program once and takes the clients in care of a larger one; a larger caseload still is the same clients
again and again, whose arithmetic is no less for that. 200 posterior draws; next session, 30 and 90 days, each with its
interval. Begins where histories and days ahead are laid out as columns: what Polars does before that is told by
`forecast_speed.py`. Every size runs in a process of its own, so that its largest memory is its own.
"""

import argparse
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.chances import chances_of
from bidewell.analysis.forecasting.forecasts import horizon_steps
from bidewell.analysis.forecasting.in_care import InCare, clients_in_care
from bidewell.analysis.forecasting.pieces import piece_of
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import standing
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.engine.panel import Panel
from bidewell.exchange.saved_model import archive_of, from_archive
from bidewell.simulate.program import simulate

LEARNED_ON, STARTED, DRAWS = 600, 4_500, 200  # of 4,500 who ever started, about 1,000 are in care
SIZES = (1_000, 10_000, 100_000)


def repeated(clients: InCare, size: int) -> InCare:
    """The same clients again and again, until there are so many."""
    times = -(-size // clients.clients)
    history = clients.history
    begin = np.repeat(np.arange(times), history.panel.rows)
    rows = np.tile(np.arange(history.panel.rows), times)
    panel: dict[str, Any] = {name: column[rows] for name, column in history.panel.columns().items()}
    panel["client"] = panel["client"] + begin * history.panel.clients
    if "person" in panel:
        panel["person"] = panel["person"] + begin * history.panel.persons

    def again(values: Any) -> Any:
        return np.tile(values.reshape(-1, clients.clients), times)

    everyone = replace(
        clients,
        episodes=clients.episodes[np.tile(np.arange(clients.clients), times)],
        history=EngineRows(
            Panel(**panel),
            {name: np.tile(values, times) for name, values in history.columns.items()},
            history.levels,
            history.rating,
            np.tile(history.kept, times),
            history.episodes * times,
        ),
        rows_on=np.tile(clients.rows_on, times),
        last=np.tile(clients.last, times) + np.repeat(np.arange(times), clients.clients) * history.panel.rows,
        ahead={name: again(values).ravel() for name, values in clients.ahead.items()},
        steps=type(clients.steps)(again(clients.steps.contacts), again(clients.steps.periods)),
        days_since_contact=np.tile(clients.days_since_contact, times),
        missed_since_contact=np.tile(clients.missed_since_contact, times),
        still_away=np.tile(clients.still_away, times),
    )
    return piece_of(everyone, slice(0, size))


def timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """What it gives, and seconds by the clock and of processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, (time.perf_counter() - clock, time.process_time() - processor)


def caseload(saved: SavedProgram, clients: InCare, size: int) -> None:
    """One line: seconds by the clock (of processor) for each part and the sums, memory, how busy the machine was."""
    model, everyone = saved.forecast, repeated(clients, size)
    told, before = tuple(horizon_steps(everyone).values()), largest_memory()
    anew, replay = timed(lambda: standing(model, everyone))
    stand, onward = timed(lambda: standing(model, everyone, anew.kept))
    assert not stand.is_replayed[anew.kept.rows > 0].any()
    _, chances = timed(lambda: chances_of(model, everyone, stand, told, draws=DRAWS))
    kept, whole = (tuple(map(sum, zip(part, chances, strict=True))) for part in (onward, replay))
    seconds = "  ".join(
        f"{clock:7.2f} ({processor:6.2f})" for clock, processor in (replay, onward, chances, kept, whole)
    )
    memory = f"{before:5.0f} {largest_memory():5.0f} MB"
    print(f"{size:8,d} {everyone.history.panel.rows:10,d}  {seconds}  {memory}  load {os.getloadavg()[0]:.1f}")


def largest_memory() -> float:
    """Of this process until now, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def learn(folder: Path) -> None:
    """Fit once, for every process that measures."""
    small = simulate("demo", LEARNED_ON, 1).records
    panel = build_panel(small, DEFAULT_DEFINITION)
    fitted = fit_program(small, panel, Choices(purpose="forecast"), FitControl(draws=DRAWS))
    (folder / "saved").write_bytes(archive_of(SavedProgram.of(fitted, fitted, {})))


def read(folder: Path) -> tuple[SavedProgram, InCare]:
    """What was fitted, and the clients in care of a larger program."""
    saved = from_archive((folder / "saved").read_bytes())
    records = simulate("demo", STARTED, 2).records
    clients = clients_in_care(records, saved, records.settings.extract_date)
    assert clients is not None
    return saved, clients


def in_own_process(folder: Path, size: int) -> float:
    """Print the size's line; seconds of processor from kept states."""
    command = [sys.executable, __file__, "--size", str(size), "--folder", str(folder)]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(line, end="", flush=True)
    return float(line.split("(")[4].split(")")[0])


def main(sizes: list[int]) -> None:
    titles = ("replaying", "from kept", "chances", "kept + chances", "replay + chances")
    print(f"{'clients':>8} {'rows':>10}  {'  '.join(f'{title:>16}' for title in titles)}  memory before, most")
    with tempfile.TemporaryDirectory() as name:
        learn(Path(name))
        seconds = [in_own_process(Path(name), size) for size in sizes]
    for (small, less), (large, more) in zip(
        *(list(zip(sizes, seconds, strict=True))[i:] for i in (0, 1)), strict=False
    ):
        print(f"{small:,} to {large:,} clients: processor time as clients^{math.log(more / less, large / small):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--size", type=int)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.size:
        caseload(*read(asked.folder), asked.size)
    else:
        main([size for size in SIZES if size <= asked.largest])
