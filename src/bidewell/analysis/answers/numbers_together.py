"""The numbers of the fit of everything: what follows a passing change, what lasts together, what ratings go with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Literal

import numpy as np

from bidewell.analysis.answers.ranking import prior_draws
from bidewell.engine.channels import FIRST
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_of

# after: standard deviations of `what` one period on; lasting: a correlation; the others: logarithms of ratios.
Kind = Literal["after", "lasting", "left", "agreed", "attended", "answered"]
# Of what the prior says of a number that is no parameter: its mean and spread, to two figures.
PRIOR_DRAWS = 4_000


@dataclass(frozen=True)
class Number:
    """What goes with one standard deviation of the rating `of`: draws [n], and the prior's mean and spread.

    kind  `after`: what is left, one period on, in `what` (the same rating or another) of a passing change of `of`;
          `lasting`: how the lasting levels of both go together; else what the level of `of` goes with
    """

    kind: Kind
    what: str
    of: str
    draws: Floats
    prior_mean: float
    prior_sd: float


def numbers_together(model: FittedModel) -> tuple[Number, ...]:
    """A by rows, correlations of what lasts, and what each rating's level goes with, in this order.

    Time: linear in draws.
    """
    middle = np.broadcast_to(model.prior_mean, (PRIOR_DRAWS, model.prior_mean.size))
    prior = prior_draws(replace(model, draws=middle))
    found = zip(_drawn(model), _drawn(prior), strict=True)
    return tuple(
        Number(kind, what, of, draws, float(before.mean()), float(before.std()))
        for (kind, what, of, draws), (*_, before) in found
    )


def _drawn(model: FittedModel) -> Iterator[tuple[Kind, str, str, Floats]]:
    names = model.channels.names
    with np.errstate(over="ignore", invalid="ignore"):  # some of a prior's patches never settle
        process = dynamics_of(model.scalars(model.draws).T, np, model.channels)
    for what, row in zip(names, process.persistence, strict=True):
        for of, cell in zip(names, row, strict=True):
            yield "after", what, of, np.asarray(cell)
    covariance = dict(zip(combinations_with_replacement(names, 2), process.trait_covariance, strict=True))
    for (of, what), both in covariance.items():
        if of != what:
            yield "lasting", what, of, np.asarray(both / np.sqrt(covariance[of, of] * covariance[what, what]))
    for name in names:
        yield "left", "", name, model.block("alliance" if name == FIRST else f"{name}_on_leaving")[:, 0]
    for name in names:
        if (block := f"{name}_on_agreed") in model.layout:
            yield "agreed", "", name, model.block(block)[:, 0]
    for channel in model.channels.counted:
        for name in names:
            kind: Kind = "attended" if channel == "attended" else "answered"
            yield kind, "", name, model.block(f"{channel}_loading" + ("" if name == FIRST else f"_{name}"))[:, 0]
