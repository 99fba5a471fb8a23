"""One period of the recursion as symbols: what it reads, what it gives, and the derivatives of that."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.cell import Belief
from bidewell.engine.channels import Channels
from bidewell.engine.native.derivatives import derivatives
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


@dataclass(frozen=True)
class Backward:
    """Derivatives of all later log-likelihoods, from those in the belief `after` (the inputs `slopes`)."""

    slopes: Symbols
    before: Symbols
    quantities: Symbols
    scalars: Symbols


def can_be_traced(channels: Channels) -> bool:
    """Whether the recursion is plain arithmetic on each row: one rating, a measurement, with a straight effect."""
    return channels.kinds == ("gaussian",) and not channels.curved


def trace(channels: Channels) -> Traced:
    """Run the recursion once on symbols."""
    tape = Tape()
    quantities = tape.inputs("quantity", len(channels.quantities))
    scalars = tape.inputs("scalar", len(scalar_names(channels)))
    observed, size = _observed(tape, channels), len(channels.traits) + len(channels.names)
    before = tape.inputs("before", size + size * (size + 1) // 2)
    xp = Namespace(tape)
    dynamics = dynamics_of(np.array(scalars, dtype=object), xp, channels)
    belief = Belief(before[:size], before[size:])
    after, found = step(belief, observed, quantities, dynamics, _integrals(tape), channels, xp)
    scored = tape.symbol(found) * observed.scored
    return Traced(quantities, observed, scalars, before, (*after.mean, *after.covariance), scored)


def backward(traced: Traced) -> Backward:
    """How a change of what a period reads changes its log-likelihood and those after it."""
    tape = traced.log_likelihood.tape
    slopes = tape.inputs("slope", len(traced.after))
    wanted = (*traced.before, *traced.quantities, *traced.scalars)
    # An output may be an input that passes through, or another output: slopes in one symbol add.
    known: dict[Symbol, Symbol] = {traced.log_likelihood: tape.symbol(1.0)}
    for output, slope in zip(traced.after, slopes, strict=True):
        known[output] = known[output] + slope if output in known else slope
    found = derivatives(known, wanted)
    first, second = len(traced.before), len(traced.before) + len(traced.quantities)
    return Backward(slopes, tuple(found[:first]), tuple(found[first:second]), tuple(found[second:]))


def _observed(tape: Tape, channels: Channels) -> Observed:
    several = {
        "rating": len(channels.names), "rating_count": len(channels.names),
        "happened": len(channels.counted), "times": len(channels.counted),
    }  # fmt: skip
    columns = {name: tape.inputs(name, several.get(name, 1)) for name in Observed._fields}
    return Observed(**{name: found if name in several else found[0] for name, found in columns.items()})


def _integrals(tape: Tape) -> Integrals:
    def never(*_: object) -> Symbol:
        raise NotImplementedError("a recursion with this in it is not traced")

    return Integrals(
        lambda order, centre, spread: tape.made("hazard", centre, spread, detail=(order, 0)),
        lambda order, happened, times, centre, spread: tape.made(
            "count", happened, times, centre, spread, detail=(order, 0)
        ),
        never,
        never,
    )
