"""A fitted program as it is kept: its models and what a forecast or a ranking needs beside them. No client is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from bidewell import __version__
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.forecasting.expected_contacts import Gaps
from bidewell.analysis.forecasting.typical import Typical, typical_of
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.engine_rows import Levels
from bidewell.analysis.model.products import has_used_and_unused, have_a_way
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.settings import RatingSource
from bidewell.engine.fitted import FittedModel
from bidewell.engine.terms.term import Standard
from bidewell.factors.factor import Factor
from bidewell.factors.table import named_factor

if TYPE_CHECKING:
    from bidewell.analysis.model.fitting import FittedProgram


@dataclass(frozen=True)
class SavedProgram:
    """What `fit` writes, and `forecast` and `rank` read.

    `program` is its name. `explain` and `forecast` are the two models; `levels`, `rating` and `further` say what
    indices, the alliance's ratings and each further rating the forecast reads stand for in them; `source` and
    `further_sources` say where those ratings came from and on which scale (`source` None: the alliance is not
    followed); `kinds` what kind each factor was taken for. `ended_otherwise` is the chance that care ends at a contact
    in a way nobody chose or agreed on, `gaps` are how long clients stay away between contacts, `typical` what
    the average client brings to a forecast. `answers` are the ranking, the claims and the rest as the report's document
    holds them. `digest` tells the data from other data. `linked` says that who returns brings along what lasts of the
    alliance. `rides_compared` are the rides a forecast may ask about: the way clients have is known, and enough of
    those who were offered one used it, and enough did not.
    """

    program: str
    explain: FittedModel
    forecast: FittedModel
    levels: Levels
    rating: Standard
    further: Mapping[str, Standard]
    source: RatingSource | None
    further_sources: Mapping[str, RatingSource]
    kinds: Mapping[str, str]
    definition: str
    grid: Grid
    cut: date
    clients: int
    contacts: int
    left: int
    agreed: int
    digest: str
    ended_otherwise: float
    gaps: Gaps
    typical: Typical
    answers: Mapping[str, Any]
    bidewell: str = __version__
    linked: bool = False
    rides_compared: tuple[str, ...] = ()

    @classmethod
    def of(cls, explain: "FittedProgram", forecast: "FittedProgram", answers: Mapping[str, Any]) -> "SavedProgram":
        """What is kept of the two fits of a program."""
        panel = forecast.rows.panel
        return cls(
            program=forecast.panel.program,
            explain=explain.model,
            forecast=forecast.model,
            levels=forecast.rows.levels,
            rating=forecast.rows.rating,
            further=forecast.rows.further,
            source=forecast.panel.instrument if forecast.model.has_alliance else None,
            further_sources={name: forecast.panel.further.sources[name] for name in forecast.rows.further},
            kinds={factor.name: factor.kind for factor in forecast.factors},
            definition=forecast.panel.definition.name,
            grid=forecast.panel.grid,
            cut=forecast.panel.cut,
            clients=clients_in(forecast.rows),
            contacts=int(panel.at_risk.sum()),
            left=int(panel.left.sum()),
            agreed=int(panel.agreed.sum()),
            digest=forecast.digest,
            ended_otherwise=_ended_otherwise(forecast.panel.rows),
            gaps=Gaps.of(forecast.panel),
            typical=typical_of(forecast),
            answers=answers,
            linked=forecast.choices.linked,
            rides_compared=_rides_compared(forecast),
        )

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of the models."""
        return tuple(named_factor(name, kind) for name, kind in self.kinds.items())

    @property
    def follows_alliance(self) -> bool:
        """Whether the rating it follows is one of the alliance, not another that stands in for it."""
        return self.source is not None and self.source.role == "alliance"

    def has_clear_link(self, factor: str) -> bool:
        """Whether the whole range of a factor's link with staying, as the ranking has it, lies to one side of none."""
        rows = [row for row in self.answers.get("ranking", ()) if (row["factor"], row["window"]) == (factor, "whole")]
        changes = [row["change_in_probability_stayed"] for row in rows]
        return any(change["low"] > 0 or change["high"] < 0 for change in changes)

    def with_kinds(self, records: ProgramRecords) -> ProgramRecords:
        """Records whose factors are read as the models read them, and only those."""
        settings = replace(records.settings, factor_kinds=self.kinds)
        known = records.factors["name"].is_in(list(self.kinds))
        return replace(records, settings=settings, factors=records.factors.filter(known))


def _rides_compared(forecast: "FittedProgram") -> tuple[str, ...]:
    if not have_a_way(forecast.factors):
        return ()
    rides = (factor.name for factor in forecast.factors if factor.kind == "ride")
    return tuple(name for name in rides if has_used_and_unused(forecast.rows.columns, name))


def _ended_otherwise(rows: pl.DataFrame) -> float:
    """Moves, transfers, jail and the like, per contact: nobody foresees them, but who is gone cannot leave."""
    asked = rows.filter("at_risk")
    return float((asked["ended"].is_not_null() & ~asked["agreed"]).sum() / max(asked.height, 1))
