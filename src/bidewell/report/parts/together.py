"""The fit of everything observed at once as document rows: what it reads, whether to believe it, and its numbers."""

from dataclasses import replace
from typing import Any

import numpy as np

from bidewell.analysis.answers.numbers_together import Kind, numbers_together
from bidewell.analysis.events.further_ratings import rating_name
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.report.language import Language
from bidewell.report.parts.rows import Row, number_row
from bidewell.report.wording.together import number_words, read_together_words

_SCALES: dict[Kind, str] = {
    "after": "standard deviations", "lasting": "correlation", "left": "log hazard ratio", "agreed": "log hazard ratio",
    "attended": "log odds ratio", "answered": "log odds ratio",
}  # fmt: skip


def together(fit: FittedProgram | None, language: Language) -> dict[str, Any] | None:
    """What it reads and whether to believe it; None where nothing beside the alliance and leaving is read."""
    if fit is None:
        return None
    diagnostics, counted, ratings = fit.model.diagnostics, fit.model.channels.counted, _ratings(fit)
    return {
        "ratings": ratings,
        "counted": list(counted),
        "n": clients_in(fit.rows),
        "pareto_k": diagnostics.pareto_k if np.isfinite(diagnostics.pareto_k) else None,
        "trusted": diagnostics.trusted,
        "words": read_together_words(ratings, counted, language),
    }


def parameters_together(fit: FittedProgram | None, language: Language) -> list[Row]:
    """Its numbers, prior beside posterior; none of a fit that is not to be trusted."""
    if fit is None or not fit.model.diagnostics.trusted:
        return []
    called = dict(zip(fit.model.channels.names, _ratings(fit), strict=True))
    numbers = [replace(one, of=called[one.of], what=called.get(one.what, "")) for one in numbers_together(fit.model)]
    return [
        number_row(f"together.{one.kind}[{', '.join(filter(None, (one.what, one.of)))}]", number_words(one, language),
                   _SCALES[one.kind], (one.prior_mean, one.prior_sd), one.draws)
        for one in numbers
    ]  # fmt: skip


def _ratings(fit: FittedProgram) -> list[str]:
    """What it reads as ratings, first the alliance or what stands in for it."""
    assert fit.panel.instrument is not None
    return [rating_name(fit.panel.instrument), *fit.model.more]
