"""What runs the recursion over all rows of a panel.

The cell is written once. Machine code traced from it (`native`) runs on the processor; JAX compiles it for an
accelerator, and is the second opinion that tests hold the machine code to.
"""

from typing import Literal, NamedTuple, Protocol

from bidewell.engine.model import Model
from bidewell.engine.packing import Lanes
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
    """The recursion bound to the data of some lanes; all that is given and found by rows is in the order of the slots.

    Row quantities and bounds are [k, slots], scalars [size]; slots that hold no row say nothing. Each call stays in
    the thread that makes it.
    """

    @property
    def lanes(self) -> Lanes:
        """Where each row lies."""
        ...

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        ...

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives, shaped as `RowGradients` says."""
        ...


def drivers_for(model: Model, cores: int, machine: Machine = "processor") -> list[Driver]:
    """A machine's drivers of the pieces of a panel, enough for so many cores. Raises AcceleratorMissing."""
    # Each loads a compiler: only the one that is used.
    if machine == "processor":
        from bidewell.engine.native.driver import native_drivers

        return [*native_drivers(model, cores)]
    try:
        from bidewell.engine.jax_driver import jax_drivers
    except ModuleNotFoundError as missing:
        raise AcceleratorMissing(
            "an accelerator needs the extra `accelerator`, which is not installed: pip install 'bidewell[accelerator]'"
        ) from missing
    return [*jax_drivers(model)]
