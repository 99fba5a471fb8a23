"""How many clients stand behind a number: who came back has several episodes, and is one person."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.engine.panel import Flags


def clients_in(rows: EngineRows, within: Flags | None = None) -> int:
    """Clients of these rows; with `within`, those with a row where it is so. Time: linear in rows."""
    panel = rows.panel
    episodes = np.unique(panel.client) if within is None else np.unique(panel.client[within])
    return clients_of(rows.columns["client"][panel.starts][episodes])


def clients_of(whose: Iterable[str]) -> int:
    """Different clients among the clients of some episodes."""
    return pl.Series(whose, dtype=pl.String).n_unique()
