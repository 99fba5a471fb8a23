"""How long one client's update and forecast take, from a kept state and from the whole history: microseconds.

    python benchmarks/one_client_speed.py

200 posterior draws; next session, 30 and 90 days, each with its interval. Medians and least of many: the least says
what the work costs, the median what others on the machine cost besides.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from caseload_speed import learn, read

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.forecasting.chances import chances_laid_out
from bidewell.analysis.forecasting.forecasts import forecast_clients, horizon_steps
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.pieces import piece_of
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import standing
from bidewell.engine.beliefs_ahead import beliefs_ahead
from bidewell.engine.design_ahead import DesignAhead, ahead_of
from bidewell.engine.evidence import evidence_of
from bidewell.engine.filter_state import FilterState, advance
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_on_numpy
from bidewell.simulate.program import simulate

TIMES, LENGTHS = 500, (5, 13, 40)


def timed(words: str, work: Callable[[], object], times: int = TIMES) -> tuple[float, float]:
    """Print and return median and least, in microseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1e6)
    found = float(np.median(taken)), min(taken)
    print(f"  {words:58s} {found[0]:9.0f} {found[1]:9.0f}")
    return found


def one_client(saved: SavedProgram, one: InCare) -> None:
    """The parts of one client's update and forecast, and their sums."""
    model, rows = saved.forecast, one.history.panel.rows
    whole = evidence_of(model, one.history.panel, one.history.columns)
    nothing = FilterState.of_newcomers(model, 1)
    before, new = advance(model, nothing, whole.only(np.arange(rows - 1))), whole.only(np.array([rows - 1]))
    design, quantities = _design(model, one)
    dynamics, belief, stand = (
        dynamics_on_numpy(model.scalars(model.mode), model.channels),
        before.belief,
        standing(model, one),
    )
    told = tuple(horizon_steps(one).values())
    rated = "rated" if new.observed.rating_count[0, 0] > 0 else "not rated"
    print(f"a client with {rows} rows, the new one {rated}; microseconds, median and least of {TIMES}")
    update = timed("take in one new row, from the kept state", lambda: advance(model, before, new))
    replay = timed("take in all rows, replaying", lambda: advance(model, nothing, whole))
    ahead = timed(
        "beliefs ahead", lambda: beliefs_ahead(belief, quantities, one.steps, dynamics, model.link, model.channels)
    )
    chances = timed(
        "chances, 200 draws", lambda: chances_laid_out(design, model, one, stand, slice(0, 1), told, len(model.draws))
    )
    for words, first in (("update and forecast, from the kept state", update), ("the same, replaying", replay)):
        print(f"  {words:58s} {first[0] + ahead[0] + chances[0]:9.0f} {first[1] + ahead[1] + chances[1]:9.0f}")
    timed("besides: the terms lay out the rows ahead, for all draws", lambda: _design(model, one))


def _design(model: FittedModel, one: InCare) -> tuple[DesignAhead, dict[str, Floats]]:
    """The rows ahead under every draw, and under the mode as the beliefs need them."""
    blocks, steps = model.blocks(one.ahead), 1 + len(one.ends)
    mode = model.quantities(blocks, model.mode, steps)
    names = ahead_of(model.channels)
    ahead = {name: mode[model.channels.place[name]].reshape(steps, 1)[1:] for name in names}
    coefficients = {block.name: model.block(block.name) for block in blocks}
    return DesignAhead.of(blocks, coefficients, steps, model.channels), ahead


def from_records(saved: SavedProgram) -> None:
    """All of it for one client whose records are at hand, in milliseconds: most is the panel, which Polars makes."""
    records = simulate("demo", 600, 2).records
    today = records.settings.extract_date
    client = forecast_clients(records, saved)[0].client
    alone = as_known_on(records.of_episodes(records.episodes.filter(pl.col("client") == client)), today)
    timed("from records to a forecast with reasons and what-if", lambda: forecast_clients(alone, saved), 40)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        learn(Path(name))
        saved, clients = read(Path(name))
    counts = np.bincount(clients.history.panel.of_person)
    for length in LENGTHS:
        place = int(np.argmin(np.abs(counts - length)))
        one_client(saved, piece_of(clients, slice(place, place + 1)))
    from_records(saved)


if __name__ == "__main__":
    main()
