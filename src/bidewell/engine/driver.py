"""What runs the recursion over all rows of a panel, and which one a model gets.

The cell is written once. Models whose recursion is plain arithmetic on each row get machine code traced from it
(`native`); all others get it compiled by JAX, whose automatic derivatives cover whatever the array namespace does.
"""

from typing import NamedTuple, Protocol

from bidewell.engine.model import Model
from bidewell.engine.native.traced import can_be_traced
from bidewell.engine.packing import Packing
from bidewell.engine.panel import Floats


class RowGradients(NamedTuple):
    """Log-likelihoods [slots], and derivatives of their sum in row quantities [k, slots] and the process's numbers."""

    rows: Floats
    by_quantity: Floats
    by_scalar: Floats


class Driver(Protocol):
    """The recursion bound to packed data: all that is given and found by rows is in the order of the packing's slots.

    Row quantities and bounds are [k, slots], scalars [size]; slots that hold no row say nothing.
    """

    @property
    def packing(self) -> Packing:
        """Where each row lies."""
        ...

    def total(self, quantities: Floats, scalars: Floats) -> float:
        """Sum of the rows' log-likelihoods, in this thread alone."""
        ...

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        ...

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives."""
        ...


def driver_for(model: Model, cores: int | None = None) -> Driver:
    """The fastest driver that can run a model, on so many cores (None: all)."""
    # Each loads a compiler: only the one that is used.
    if can_be_traced(model.channels):
        from bidewell.engine.native.driver import NativeDriver

        return NativeDriver.of(model, cores)
    from bidewell.engine.jax_driver import JaxDriver

    return JaxDriver.of(model, cores)
