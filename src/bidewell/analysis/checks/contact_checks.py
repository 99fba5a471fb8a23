"""Do contacts come as the forecasts expect them: days until the next contact, early in care and late.

The cadence of a client is learned from the gaps of all clients planned alike, whatever their time in care. So where
clients come less often as months pass, these checks say it.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from bidewell.analysis.checks.predictive_check import Check
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.forecasting.expected_contacts import Gaps, days_until_next
from bidewell.engine.panel import Floats
from bidewell.engine.terms.term import WINDOWS


def contact_checks(panel: PanelFrames, replications: int, seed: int) -> tuple[Check, ...]:
    """Mean days from a period's last contact to the next contact of clients who came back, by window of time in care.

    Time in care is that at the first of the two; contacts within one period have no gap. Only gaps within the client's
    window count: after a longer one the client has left. Time grows with the number of windows and planned intervals,
    not with contacts.
    """
    random = np.random.default_rng(seed)
    cadence = Gaps.of(panel)
    return tuple(_checked(panel, cadence, replications, random))


def _checked(panel: PanelFrames, cadence: Gaps, replications: int, random: np.random.Generator) -> Iterator[Check]:
    gaps = _gaps(panel)
    for _, first, after in WINDOWS:
        here = gaps.filter(pl.col("period") >= first, pl.col("period") < after)
        clients = here["client"].n_unique()
        if clients < SMALLEST_SHOWN:
            continue
        total = np.zeros(replications)
        for (interval, window), alike in here.group_by("interval", "window", maintain_order=True):
            total += _drawn(cadence.chances(int(interval), int(window)), alike.height, replications, random)
        periods = (int(first), None if np.isinf(after) else int(after))
        observed = float(here["gap"].cast(pl.Float64).to_numpy().mean())
        yield Check.of("days_between_contacts", periods, observed, total / here.height, here.height, clients)


def _gaps(panel: PanelFrames) -> pl.DataFrame:
    """Gaps whose end is known, within the window: whose, period, gap, planned interval and window, all in days."""
    facts = panel.episodes.select(
        "episode",
        "client",
        "complete_through",
        pl.col("planned_interval_days").round().clip(1).cast(pl.Int64).alias("interval"),
        pl.col("window_days").cast(pl.Int64).alias("window"),
    )
    gap = days_until_next("first_contact_on").alias("gap")
    contacts = panel.rows.filter("contact").select("episode", "period", "contact_on", gap)
    known = contacts.join(facts, on="episode", maintain_order="left").drop_nulls(["gap", "interval", "window"])
    return known.filter(pl.col("contact_on") <= pl.col("complete_through"), pl.col("gap") <= pl.col("window"))


def _drawn(chances: Floats, gaps: int, replications: int, random: np.random.Generator) -> Floats:
    """The sum of so many gaps, drawn anew, [replications]."""
    days = np.arange(1, chances.size + 1)
    return np.asarray(random.multinomial(gaps, chances / chances.sum(), size=replications) @ days, dtype=float)
