"""Forecasts put to the test of a program's own past: the sentences a clinic reads, the numbers, the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bidewell.analysis.validation.validate import Validation
from bidewell.library import validation_tables
from bidewell.library.arguments import place
from bidewell.report.language import Language
from bidewell.report.wording.validation import sentences

if TYPE_CHECKING:
    import polars as pl

    from bidewell.analysis.events.panel import PanelFrames
    from bidewell.library.specification import Specification


@dataclass(frozen=True, eq=False)  # it holds tables: equal to itself alone
class Validated:
    """What `Specification.validate` found. `print` it for the sentences; intervals hold nine in ten, over clients.

    `found` has the numbers as they were made: days forecast from, horizons, groups.
    """

    specification: Specification
    found: Validation = field(repr=False)
    panel: PanelFrames = field(repr=False)

    def verdict(self, language: str = "en") -> str:
        """What a clinic should read: whether to use the forecasts, of each horizon; or that it cannot be told yet."""
        return " ".join(sentences(self.found.horizons, Language(language)))

    def rules(self) -> pl.DataFrame:
        """One row per horizon and rule: the model, attendance alone and the other rules it is laid beside.

        Columns: horizon_days; rule; brier (mean squared miss of the chances, 0 best), scaled_brier (1 best, 0 no better
        than one chance for all), auc (who leaves told apart, 0.5 by luck) and better_by (the model's scaled_brier less
        the rule's), each with its interval in `_low` and `_high`, null where the records do not carry the rule;
        forecasts and clients counted. Empty where nothing could be forecast, or of fewer than 11 clients.
        docs/validation.md says how each is made.
        """
        return validation_tables.rules_table(self._horizons())

    def calibration(self) -> pl.DataFrame:
        """One row per horizon: whether what the model told came true as often as told.

        Columns: horizon_days; mean_told and mean_stayed, chances of staying told and the share who stayed; intercept
        (of the log-odds: 0 right, above 0 told too low), slope (1 right, below too bold) and ici (mean distance from
        the line, as a chance: 0 right), each with its interval in `_low` and `_high`; ici_by_chance, what the last
        would be on average were every chance exactly right; forecasts and clients counted. Null where too few.
        """
        return validation_tables.calibration_table(self._horizons())

    def net_benefit(self) -> pl.DataFrame:
        """The decision curve, one row per horizon and threshold: the chance of leaving from which a client is seen to.

        Columns: horizon_days; threshold; model, attendance and everyone, the net benefit per client of going by each
        (to see to nobody is 0); over_attendance, the model's less that of attendance alone; all with their interval in
        `_low` and `_high`; forecasts and clients counted. Empty where nothing could be forecast, or of fewer than 11.
        """
        return validation_tables.net_benefit_table(self._horizons())

    def groups(self) -> pl.DataFrame:
        """One row per horizon and group: the model's forecasts by site, protected attributes and the columns asked for.

        Columns: horizon_days; column and value, which name the group; mean_told; mean_stayed; off, the share who stayed
        less the mean chance told (above 0: told too low); scaled_brier and auc as in `rules`, each with its interval
        in `_low` and `_high`; forecasts and clients counted. Null where a group is of fewer than 11 clients, or would
        give such a one away. Of twenty groups two lie outside by luck.
        """
        return validation_tables.groups_table(self._horizons())

    def _horizons(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document()["validation"]["horizons"]
        return found

    def document(self, language: str = "en") -> dict[str, Any]:
        """What `bidewell validate DIR --json` writes (docs/validation.md); no client is in it."""
        from bidewell.report.document import validation_document

        return validation_document(self.found, self.panel, Language(language))

    def report(self, path: Path | str, language: str = "en") -> Path:
        """Write the page, one HTML file without scripts or single clients.

        What is there is replaced, and folders on the way to it are made, as `bidewell validate --out` makes them.
        """
        from bidewell.exchange.whole_files import write_whole
        from bidewell.report.page import render_validation

        return write_whole(place("path", path), render_validation(self.document(language)), for_owner_only=False)

    def __str__(self) -> str:
        return "\n".join(sentences(self.found.horizons, Language("en")))

    __repr__ = __str__
