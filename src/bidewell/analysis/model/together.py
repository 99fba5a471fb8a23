"""All that is observed of a client at once: further ratings, sessions attended, check-ins answered."""

from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.answering import ANSWERED, FEWEST_NOT, answers_in, with_therapist_before
from bidewell.analysis.model.engine_rows import EngineRows, engine_rows
from bidewell.analysis.model.further_rows import further_units, is_rated, with_further
from bidewell.engine.panel import Counts, Flags


def observed_together(panel: PanelFrames, values: pl.DataFrame, *, linked: bool = True) -> EngineRows:
    """A panel's rows with all ratings that enough clients gave more than once, attendance and answers.

    Attendance is counted from the first contact, which is why somebody is in the panel at all, to the last: what is
    missed after that is a client's own doing only where care went on. `values` are the factors', as for `engine_rows`.
    """
    units = further_units(panel)
    counts = {"attended": _attended(panel.rows), ANSWERED: answers_in(panel)}
    also = np.any([is_rated(panel, units), *(one.times > 0 for one in counts.values())], axis=0)
    rows = engine_rows(with_therapist_before(panel), values, also=also, linked=linked)
    rows = with_further(rows, panel, units)
    kept = {name: Counts(one.happened[rows.kept], one.times[rows.kept]) for name, one in counts.items()}
    return replace(rows, panel=replace(rows.panel, counts=kept))


def counted(rows: EngineRows) -> tuple[str, ...]:
    """Which of attendance and answers differ enough to learn from."""
    counts = rows.panel.counts.items()
    return tuple(name for name, one in counts if (one.times - one.happened).sum() >= FEWEST_NOT)


def _between_contacts(rows: pl.DataFrame) -> Flags:
    """After an episode's first contact, and not after its last."""
    of_contact = pl.col("period").filter(pl.col("contact"))
    first, last = of_contact.min().over("episode"), of_contact.max().over("episode")
    within = (pl.col("period") > first) & (pl.col("period") <= last)
    return rows.select(within.fill_null(False)).to_series().to_numpy()


def _attended(rows: pl.DataFrame) -> Counts:
    of = np.where(_between_contacts(rows), rows["scheduled"].to_numpy(), 0).astype(float)
    return Counts(np.minimum(rows["attended"].to_numpy(), of), of)
