"""Alliance times a factor: does easy access save a shaky relationship?"""

from dataclasses import dataclass

from bidewell.engine.model import Block
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.term import Rows


@dataclass(frozen=True)
class AllianceProduct:
    """Coefficient of (alliance level) x (standardised covariate) on the leaving hazard."""

    name: str
    covariate: Covariate
    factor: str
    prior_sd: float = 0.35

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column on the loading of the alliance."""
        column = self.covariate.standardised(rows)[:, None]
        return (Block(self.name, "loading", ("",), column, prior_sd=self.prior_sd),)
