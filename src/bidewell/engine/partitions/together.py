"""Several partitions asked as one: whoever calls them, their answers add."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any

from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.messages import Change, Draws, Expansion, OwnEffects, Parameters, Summary
from bidewell.engine.partitions.partition import Partition

# ask(verb, arguments): the answer of each partition to one of its methods.
Ask = Callable[[str, tuple[Any, ...]], list[Any]]


class Together:
    """The sums over all partitions of what each answers; see `Partition` for the questions."""

    def __init__(self, ask: Ask) -> None:
        """`ask` puts a question to every partition, wherever it is."""
        self._ask = ask

    @classmethod
    def here(cls, partitions: Sequence[Partition]) -> "Together":
        """Partitions of this process, one after another: each keeps every core busy."""
        return cls(lambda verb, arguments: [getattr(one, verb)(*arguments) for one in partitions])

    def summarise(self, asked: Parameters) -> Summary:
        """Log-likelihood, gradient and counts at a place."""
        found: Summary = reduce(add, self._ask("summarise", (asked,)))
        return found

    def measure(self, *, roughly: bool) -> None:
        """Measure the curvature at the place asked about last."""
        self._ask("measure", (roughly,))

    def expand(self, log_scales: Floats) -> Expansion:
        """The quadratic about the place asked about last."""
        found: Expansion = reduce(add, self._ask("expand", (log_scales,)))
        return found

    def change(self, log_scales: Floats) -> Change:
        """How the quadratic changes with each log scale."""
        found: Change = reduce(add, self._ask("change", (log_scales,)))
        return found

    def lean(self, draws: Draws) -> Floats:
        """How much the gradient differs from the quadratic's at each draw, [draws, shared]."""
        found: Floats = reduce(add, self._ask("lean", (draws,)))
        return found

    def take_lean(self, weights: Floats) -> None:
        """Give the quadratic so much of each slope that `lean` found, [draws]."""
        self._ask("take_lean", (weights,))

    def weigh(self, draws: Draws) -> Floats:
        """Log weight of each draw but for the shared parameters' own prior and density, [draws]."""
        found: Floats = reduce(add, self._ask("weigh", (draws,)))
        return found

    def own_effects(self, chosen: Integers) -> list[OwnEffects]:
        """The effects that each partition kept."""
        return self._ask("own_effects", (chosen,))
