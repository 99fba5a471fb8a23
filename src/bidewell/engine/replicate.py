"""Data drawn anew: for each posterior draw, the ratings, counts and the outcome that each row might have brought.

A row is drawn given what was truly seen before it. A client's life drawn whole would not do: who leaves early has no
later rows, and what a program would have recorded of other lives is not in its panel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bidewell.engine.channels import Channels
from bidewell.engine.draws import evenly_spaced
from bidewell.engine.fitted import FittedModel
from bidewell.engine.model import Block
from bidewell.engine.one_step import Expected, expected_rows
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.recursion import Observed, observed_rows
from bidewell.engine.terms.term import Rows

# Draws x rows held at once; and the most replicated rows there are draws of their own for (a large panel knows its
# parameters so well that a few stand for all).
AT_ONCE, MOST_ROWS = 200_000, 4_000_000
FEWEST_DRAWS = 20


@dataclass(frozen=True)
class Replicated:
    """Replications [n, rows] of the rating (in the model's unit), of leaving and of ending by agreement.

    `more` are the further ratings, `counts` how many of the times there were: sessions attended, check-ins answered.
    """

    rating: Floats
    left: Flags
    agreed: Flags
    more: Mapping[str, Floats] = field(default_factory=dict)
    counts: Mapping[str, Floats] = field(default_factory=dict)


def replicate(model: FittedModel, panel: Panel, columns: Rows, number: int, seed: int) -> Iterator[Replicated]:
    """So many replications of a panel the model was fitted to (or another), a few at a time.

    Each rests on a posterior draw; where draws x rows exceed four million, on every second, third, ... of them. A draw
    under which what happened could not have is no draw of the posterior and is left out.
    Time: linear in draws used x rows. Same seed, same replications.
    """
    random = np.random.default_rng(seed)
    used = draws_used(len(model.draws), panel.rows, number)
    each = np.bincount(np.arange(number) % used.size, minlength=used.size)
    for places, expected in expectations(model, panel, columns, used):
        possible = np.isfinite(expected.log_likelihood).all(axis=1)
        if possible.any():
            times = np.where(possible, each[places], 0)
            made = drawn(_repeated(expected, times), panel, random, model.channels)
            yield written_down(model, made, np.repeat(used[places], times))


def expectations(
    model: FittedModel, panel: Panel, columns: Rows, draws: Integers
) -> Iterator[tuple[Integers, Expected]]:
    """What some posterior draws expect of every row, a few at a time: their places in `draws`, and [few, rows]."""
    blocks, observed = model.blocks(columns), observed_rows(panel, model.channels, model.growth)
    for places in np.array_split(np.arange(draws.size), max(1, -(-draws.size * panel.rows // AT_ONCE))):
        yield places, _expected(model, panel, blocks, observed, draws[places])


def drawn(expected: Expected, panel: Panel, random: np.random.Generator, channels: Channels) -> Replicated:
    """One replication of each draw's expectation, [n, rows], of what `channels` observe.

    What a draw expects that gives what happened no chance is nan, and so are its ratings; its counts are none.
    """
    rating = expected.rating[0] + expected.rating_sd[0] * random.standard_normal(expected.leaves.shape)
    left = panel.at_risk & (random.random(rating.shape) < expected.leaves)
    agreed = panel.at_risk & ~left & (random.random(rating.shape) < expected.agrees)
    more = {
        name: mean + sd * random.standard_normal(rating.shape)
        for name, mean, sd in zip(channels.more, expected.rating[1:], expected.rating_sd[1:], strict=True)
    }
    counts = {
        channel: random.binomial(panel.counts[channel].times.astype(int), _between(chance)).astype(float)
        for channel, chance in zip(channels.counted, expected.counted, strict=True)
    }
    return Replicated(rating, left, agreed, more, counts)


def _between(chance: Floats) -> Floats:
    return np.nan_to_num(np.clip(chance, 0.0, 1.0))


def written_down(model: FittedModel, made: Replicated, draws: Integers) -> Replicated:
    """The variables behind the ratings as these are written down; `draws` [replications]: the draw each comes from."""
    names = enumerate(model.channels.more, start=1)
    more = {name: model.written(number, made.more[name], draws) for number, name in names}
    return replace(made, rating=model.written(0, made.rating, draws), more=more)


def draws_used(draws: int, rows: int, number: int) -> Integers:
    """Which posterior draws replications of so many rows rest on, evenly spaced, at most `number`."""
    most = max(FEWEST_DRAWS, MOST_ROWS // max(rows, 1))
    return evenly_spaced(draws, min(number, most))


def _expected(
    model: FittedModel, panel: Panel, blocks: Sequence[Block], observed: Observed, draws: Integers
) -> Expected:
    parameters = model.draws[draws]
    quantities = np.stack(
        [model.with_bounds(model.quantities(blocks, one, panel.rows), panel, one) for one in parameters]
    )
    scalars = np.stack([model.scalars(one) for one in parameters])
    return expected_rows(panel.of_person, observed, quantities, scalars, model.link, model.channels)


def _repeated(expected: Expected, each: Integers) -> Expected:
    return Expected(*(np.repeat(part, each, axis=-2) for part in vars(expected).values()))
