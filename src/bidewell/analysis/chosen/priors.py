"""Every parameter of a model that is not fitted yet: what it compares, on how many, and its priors in plain numbers.

A prior is shown as the range that holds nine in ten of it, on the scale people read: hazards and odds as ratios, levels
as chances of 100, ratings in standard deviations. Why the priors are what they are: docs/method.md and the factor
table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.chosen.compared import compared, episodes_with, factor_of, term_of
from bidewell.analysis.interval import HALF_NORMAL_ENDS, NINE_IN_TEN
from bidewell.analysis.model.answering import ANSWERED
from bidewell.engine.model import Block, Model
from bidewell.engine.process import ScalarPriors
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.term import Term

RATIO, CHANCE, ODDS, ANSWERS, STANDARD, SPREAD, SHARE, WIDTH = (
    "hazard ratio", "of 100 at a contact", "odds ratio", "of 100 check-ins", "SD of the ratings", "standard deviation",
    "share", "times as wide as half-way to its neighbours",
)  # fmt: skip
_ENTERS: Mapping[str, str] = {
    "rating": "rating", "level": "rating", "leaving": "leaving", "loading": "leaving", "patch_loading": "leaving",
    "agreed": "agreed ending", "agreed_loading": "agreed ending",
    "answered": "check-ins answered", "answered_loading": "check-ins answered",
}  # fmt: skip
_LATENT = {
    "log_trait_sd": ("how far clients differ for good", STANDARD),
    "log_passing_sd": ("how far one client's ratings differ from time to time", STANDARD),
    "logit_patch_share": ("of that, what is a good or bad patch and no error", SHARE),
    "logit_persistence": ("of a patch, what is left a week later", SHARE),
    "threshold": ("how wide an inner value of the rating is", WIDTH),
}


@dataclass(frozen=True)
class Prior:
    """Low, middle and high of the range that holds nine in ten of a prior, on its row's scale."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class PriorRow:
    """One parameter. `n` is of episodes; a prior is None where the model for that purpose lacks the parameter.

    `term` is what a formula or `adjust` calls it ("" for what is always in), `parameter` what the fit calls it, and
    `source` where the forecasting prior comes from.
    """

    term: str
    parameter: str
    enters: str
    compared: str
    n: int
    scale: str
    explain: Prior | None
    forecast: Prior | None
    source: str


def prior_rows(chosen: Chosen) -> tuple[PriorRow, ...]:
    """All parameters in the order of the explaining fit; those of the forecasting one alone come last."""
    explain, forecast = _priors(chosen, chosen.explain), _priors(chosen, chosen.forecast)
    rows = {**explain, **{name: row for name, row in forecast.items() if name not in explain}}
    return tuple(
        replace(
            row,
            explain=explain[name].explain if name in explain else None,
            forecast=forecast[name].explain if name in forecast else None,
        )
        for name, row in rows.items()
    )


def _priors(chosen: Chosen, terms: tuple[Term, ...]) -> dict[str, PriorRow]:
    """One model's parameters by name, in the order of the fit; its prior stands under `explain`."""
    blocks = [(term, block) for term in terms for block in term.blocks(chosen.rows.columns)]
    found = [row for term, block in blocks for row in _of_block(chosen, term, block)]
    found += _latent(chosen) if chosen.is_rated else []
    return {row.parameter: row for row in found}


def _of_block(chosen: Chosen, term: Term, block: Block) -> Iterator[PriorRow]:
    name, enters = term_of(chosen, term, block), _ENTERS.get(block.quantity, block.quantity)
    source = _source(chosen, name)
    if block.scale is not None:
        ends = Prior(*(block.scale_prior_sd * end for end in HALF_NORMAL_ENDS))
        yield PriorRow(name, block.scale, enters, *compared(chosen, term, block, ""), SPREAD, ends, None, source)
        return
    means, sds = (np.broadcast_to(values, block.size).tolist() for values in (block.prior_mean, block.prior_sd))
    for label, parameter, mean, sd in zip(block.labels, block.parameters, means, sds, strict=True):
        scale = _scale_of(term, block, label)
        words, n = compared(chosen, term, block, label)
        yield PriorRow(name, parameter, enters, words, n, scale, _on_scale(mean, sd, scale), None, source)


def _latent(chosen: Chosen) -> Iterator[PriorRow]:
    """What is behind the ratings, and how their values are told apart, as the model itself has it."""
    blocks = tuple(block for term in chosen.explain for block in term.blocks(chosen.rows.columns))
    model = Model(chosen.rows.panel, blocks, latent=ScalarPriors(), ratings=chosen.ratings)
    place = model.layout["latent"]
    means, precisions = (
        values[place] for values in (model.prior_mean(), model.prior_precision(dict.fromkeys(model.scales, 1.0)))
    )
    rated = episodes_with(chosen.rows, chosen.rows.panel.rating_count > 0)
    for name, mean, precision in zip(model.labels[place], means, precisions, strict=True):
        ends = mean + NINE_IN_TEN / np.sqrt(precision) * np.array([-1.0, 0.0, 1.0])
        told = 1.0 / (1.0 + np.exp(-ends)) if name.startswith("logit_") else np.exp(ends)
        words, scale = _LATENT.get(name.partition("[")[0], (name.replace("_", " "), STANDARD))
        yield PriorRow("", name, "rating", words, rated, scale, Prior(*told.tolist()), None, "docs/method.md")


def _scale_of(term: Term, block: Block, label: str) -> str:
    if block.quantity == "rating":
        return STANDARD
    is_level = isinstance(term, Baseline) and label == "level"
    if block.quantity.startswith(ANSWERED):
        return ANSWERS if is_level else ODDS
    return CHANCE if is_level else RATIO


def _on_scale(mean: float, sd: float, scale: str) -> Prior:
    ends = np.array([mean - NINE_IN_TEN * sd, mean, mean + NINE_IN_TEN * sd])  # a flat prior has none
    if scale == CHANCE:
        ends = -100.0 * np.expm1(-np.exp(ends))
    elif scale == ANSWERS:
        ends = 100.0 / (1.0 + np.exp(-ends))
    elif scale in (RATIO, ODDS):
        ends = np.exp(ends)
    return Prior(*ends.tolist())


def _source(chosen: Chosen, term: str) -> str:
    factor = factor_of(chosen, term)
    return factor.source if factor else "docs/method.md"
