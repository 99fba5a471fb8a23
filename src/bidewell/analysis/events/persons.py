"""Whose each episode is: those of one client, one after another, share what lasts of the alliance."""

import numpy as np
import polars as pl

from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.panel import PanelFrames
from bidewell.engine.panel import Integers


def persons(panel: PanelFrames) -> Integers:
    """The number of the person each episode is of, 0, 1, 2, ... in the order of the panel's episodes.

    An episode goes on from the client's one before if that was over before this one began. Where two run side by side
    there is no order of time to filter in, and the later one begins as a newcomer's.
    """
    before = panel.episodes.select(pl.col("client", "outcome", "last_contact_on").shift(1).name.suffix("_before"))
    goes_on = (
        (pl.col("client") == pl.col("client_before"))
        & (pl.col("outcome_before") != IN_CARE)
        & (pl.col("start") > pl.col("last_contact_on_before"))
    )
    is_first = ~pl.concat([panel.episodes, before], how="horizontal").select(goes_on.fill_null(False)).to_series()
    return np.asarray(np.cumsum(is_first.to_numpy()) - 1, dtype=np.int64)
