"""Forecasts put to the test of a program's own past: the sentences a clinic reads, the numbers, the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from bidewell.analysis.validation.validate import Validation
from bidewell.library.arguments import place
from bidewell.report.language import Language
from bidewell.report.wording.validation import sentences

if TYPE_CHECKING:
    from bidewell.analysis.events.panel import PanelFrames
    from bidewell.library.specification import Specification

_MEASURES = {"brier": "brier", "scaled_brier": "scaled_brier", "auc": "auc", "better_by": "gain"}
_SCHEMA = {
    "horizon_days": pl.Int64, "rule": pl.String,
    **{f"{measure}{end}": pl.Float64 for measure in _MEASURES for end in ("", "_low", "_high")},
    "forecasts": pl.Int64, "clients": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
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
        return rules_table(self.document()["validation"]["horizons"])

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


def rules_table(horizons: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """One row per horizon and rule; see `Validated.rules`."""
    rows = [_rule(horizon, rule) for horizon in horizons for rule in horizon["rules"]]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _rule(horizon: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    ends = {"": "value", "_low": "low", "_high": "high"}
    numbers = {
        f"{measure}{suffix}": rule[name][end] if rule[name] else None
        for measure, name in _MEASURES.items()
        for suffix, end in ends.items()
    }
    told = {name: horizon[name] for name in ("horizon_days", "forecasts", "clients")}
    return {**told, "rule": rule["rule"], **numbers}
