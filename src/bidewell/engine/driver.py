"""What runs the recursion over all rows of a panel.

The cell is written once. Machine code traced from it (`native`) runs on the processor; JAX compiles it for an
accelerator, and is the second opinion that tests hold the machine code to.
"""

from typing import Literal, NamedTuple, Protocol

from bidewell.engine.model import Model
from bidewell.engine.packing import Packing
from bidewell.engine.panel import Floats

# "accelerator": whatever JAX finds, which is the processor where there is no other.
Machine = Literal["processor", "accelerator"]


class AcceleratorMissing(ImportError):
    """The extra that speaks to an accelerator is not installed; the message names it."""


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


def driver_for(model: Model, cores: int | None = None, machine: Machine = "processor") -> Driver:
    """The driver of a machine, on so many cores (None: all). Raises AcceleratorMissing."""
    # Each loads a compiler: only the one that is used.
    if machine == "processor":
        from bidewell.engine.native.driver import NativeDriver

        return NativeDriver.of(model, cores)
    try:
        from bidewell.engine.jax_driver import JaxDriver
    except ModuleNotFoundError as missing:
        raise AcceleratorMissing(
            "an accelerator needs the extra `accelerator`, which is not installed: pip install 'bidewell[accelerator]'"
        ) from missing
    return JaxDriver.of(model, cores)
