"""External pressure: does it start, sustain, need the alliance, and what happens after it ends?"""

from dataclasses import dataclass, replace

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD, WINDOWS, Rows, by_window

PARTS = ("start", "sustain", "after")


@dataclass(frozen=True)
class Pressure:
    """z(t) [start e^(-t/l) + sustain (1 - e^(-t/l)) + sustain_by_alliance (1 - e^(-t/l)) level] + after.

    Reads the columns `<source>.active` (0 or 1, 0 once over), `<source>.weeks` since the later of admission and the
    order's start, and `<source>.after`. l is fixed: the data of a program cannot find it. With `windows` the effect
    while active is one number per window instead. `centre` is taken off the lasting pressure where it meets the level,
    so that the alliance's own effect stays that of the average row.
    """

    factor: str
    fading_weeks: float = 4.0
    prior_sd: float = NEUTRAL_PRIOR_SD
    with_alliance: bool = True
    windows: bool = False
    centre: float = 0.0

    def around_average(self, rows: Rows) -> "Pressure":
        """The same, centred on the lasting pressure of the rows learned from."""
        return replace(self, centre=float(self._settled(rows).mean()))

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """Start, sustain and after on the hazard, and the product with the alliance level on its loading."""
        active, after, settled = self._column(rows, "active"), self._column(rows, "after"), self._settled(rows)
        if self.windows:
            labels = (*(words for words, _, _ in WINDOWS), "after")
            columns = np.column_stack([by_window(active, rows["period"]), after])
            return (Block(self.factor, "leaving", labels, columns, prior_sd=self.prior_sd),)
        columns = np.column_stack([active - settled, settled, after])
        hazard = Block(self.factor, "leaving", PARTS, columns, prior_sd=self.prior_sd)
        if not self.with_alliance:
            return (hazard,)
        name = f"{self.factor}_sustain_by_alliance"
        return hazard, Block(name, "loading", ("",), (settled - self.centre)[:, None], prior_sd=self.prior_sd)

    def _settled(self, rows: Rows) -> Floats:
        weeks = np.nan_to_num(self._column(rows, "weeks"))
        return self._column(rows, "active") * (1.0 - np.exp(-weeks / self.fading_weeks))

    def _column(self, rows: Rows, part: str) -> Floats:
        return np.asarray(rows[f"{self.factor}.{part}"], dtype=float)
