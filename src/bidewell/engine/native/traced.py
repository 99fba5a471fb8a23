"""One period of the recursion as symbols: what it reads, what it gives, and the derivatives of that."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.cell import Belief
from bidewell.engine.channels import Channels
from bidewell.engine.links import LINKS, Link
from bidewell.engine.native.derivatives import derivatives, reached
from bidewell.engine.native.symbols import Namespace, Symbol, Tape
from bidewell.engine.process import dynamics_of, scalar_names
from bidewell.engine.recursion import Integrals, Observed, step

Symbols = tuple[Symbol, ...]


@dataclass(frozen=True)
class Traced:
    """A period: what is read of each row and of the process, the belief before; what is found and believed after."""

    quantities: Symbols
    observed: Observed
    scalars: Symbols
    before: Symbols
    after: Symbols
    log_likelihood: Symbol

    @property
    def found(self) -> Symbols:
        """All that a period gives: log-likelihood and belief."""
        return self.log_likelihood, *self.after


@dataclass(frozen=True)
class Backward:
    """Derivatives of all later log-likelihoods, from those in the belief `after` (the inputs `slopes`).

    Rows tell of the process by its `parts`, worked out once from its numbers; `sums` are inputs for what all rows tell
    of each part, and `scalars` what that comes to in the numbers.
    """

    slopes: Symbols
    before: Symbols
    quantities: Symbols
    parts: Symbols
    sums: Symbols
    scalars: Symbols

    @property
    def found(self) -> Symbols:
        """All that a period gives."""
        return *self.before, *self.quantities, *self.parts


def trace(link: Link, channels: Channels) -> Traced:
    """Run the recursion once on symbols."""
    tape = Tape()
    quantities = tape.inputs("quantity", len(channels.quantities) + 2 * len(channels.bounded))
    scalars = tape.inputs("scalar", len(scalar_names(channels)))
    observed, size = _observed(tape, channels), len(channels.traits) + len(channels.names)
    before = tape.inputs("before", size + size * (size + 1) // 2)
    xp = Namespace(tape)
    dynamics = dynamics_of(np.array(scalars, dtype=object), xp, channels)
    belief = Belief(before[:size], before[size:])
    after, found = step(belief, observed, quantities, dynamics, _integrals(link, xp, tape), channels, xp)
    scored = tape.multiply(tape.symbol(found), observed.scored)
    return Traced(quantities, observed, scalars, before, (*after.mean, *after.covariance), scored)


def of_the_process(traced: Traced) -> set[Symbol]:
    """All that is worked out from the process's numbers alone, and constants."""
    found = set(traced.scalars)
    for one in reached(traced.found):
        if one.operation == "constant" or (one.of and all(part in found for part in one.of)):
            found.add(one)
    return found


def backward(traced: Traced) -> Backward:
    """How a change of what a period reads changes its log-likelihood and those after it."""
    tape, fixed = traced.log_likelihood.tape, of_the_process(traced)
    slopes = tape.inputs("slope", len(traced.after))
    used = [part for one in reached(traced.found) if one not in fixed for part in one.of]
    parts = tuple(dict.fromkeys(one for one in used if one in fixed and one.operation != "constant"))
    # An output may be an input that passes through, or another output: slopes in one symbol add.
    known: dict[Symbol, Symbol] = {traced.log_likelihood: tape.symbol(1.0)}
    for output, slope in zip(traced.after, slopes, strict=True):
        known[output] = tape.add(known[output], slope) if output in known else slope
    found = derivatives(known, (*traced.before, *traced.quantities, *parts))
    first, second = len(traced.before), len(traced.before) + len(traced.quantities)
    sums = tape.inputs("sum", len(parts))
    told = dict(zip(parts, sums, strict=True))
    scalars = tuple(derivatives(told, traced.scalars))
    return Backward(slopes, tuple(found[:first]), tuple(found[first:second]), tuple(found[second:]), sums, scalars)


def _observed(tape: Tape, channels: Channels) -> Observed:
    several = {
        "rating": len(channels.names), "rating_count": len(channels.names),
        "happened": len(channels.counted), "times": len(channels.counted),
    }  # fmt: skip
    columns = {name: tape.inputs(name, several.get(name, 1)) for name in Observed._fields}
    return Observed(**{name: found if name in several else found[0] for name, found in columns.items()})


def _integrals(link: Link, xp: Namespace, tape: Tape) -> Integrals:
    return Integrals(
        lambda order, centre, spread: tape.made("hazard", centre, spread, detail=(order, 0)),
        lambda order, *of: tape.made("count", *of, detail=(order, 0)),
        xp.log_normal_cdf,
        lambda eta: LINKS[link](eta, 0, xp),
    )
