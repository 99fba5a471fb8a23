"""How long a fit takes, with what memory, and how both grow: eight programs, intervals and therapists included.

    python benchmarks/fit_speed.py [--largest 50000] [--partitions 1] [--machine processor]
    python benchmarks/fit_speed.py --largest 900000     the last one about ten million rows

Each size is drawn in a process of its own and fitted in another, whose memory is that of the fit with its data;
compiling is timed apart. Processor time is what a busy machine does not change. `--machine accelerator` fits on what
JAX finds (extra `accelerator`).
"""

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from bidewell.engine.driver import Machine
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Panel
from bidewell.simulate.panels import Size, draw_program

Found = TypeVar("Found")

DRAWS = 400
MEGABYTE = 1024.0  # of the kilobytes that the system counts memory in


class Program(NamedTuple):
    """Sites have 40 therapists where there are many; all clients are there so many `times`, of the same therapists."""

    drawn: int
    therapists: int
    sites: int
    seed: int
    times: int = 1

    @property
    def clients(self) -> int:
        """How many clients are fitted."""
        return self.drawn * self.times


PROGRAMS = (
    Program(300, 12, 1, seed=1),
    Program(1_000, 40, 1, seed=1),
    Program(5_000, 200, 1, seed=15),
    Program(10_000, 400, 10, seed=2),
    Program(50_000, 2_000, 50, seed=3),
    Program(100_000, 4_000, 100, seed=4),
    Program(100_000, 10_000, 250, seed=4),
    Program(50_000, 2_000, 50, seed=3, times=18),
)


@dataclass(frozen=True)
class Measured:
    """One size: what it was, seconds by the clock and of the processor, and megabytes before and at the peak."""

    words: str
    rows: int
    compiling: float
    seconds: float
    busy: float
    before: float
    peak: float


def drawn(program: Program) -> Model:
    """Draw the program: 52 weeks of every client, of whom most stay a few."""
    size = Size(program.drawn, program.therapists, weeks=52, quarters=8, sites=program.sites)
    return draw_program(size, program.seed).model


def alone(work: Callable[..., Found], *arguments: Any) -> Found:
    """What the work finds in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def measure(program: Program, partitions: int, machine: Machine) -> Measured:
    """Fit once, after the recursion has been compiled."""
    model = repeated(alone(drawn, program), program.times)
    began = time.perf_counter()
    fit(draw_program(Size(300, 12, weeks=52, quarters=8), 1).model, seed=1, draws=50, machine=machine)
    compiling, before = time.perf_counter() - began, _peak()
    began, cpu = time.perf_counter(), time.process_time()
    fitted = fit(model, seed=1, draws=DRAWS, partitions=partitions, machine=machine)
    seconds, busy = time.perf_counter() - began, time.process_time() - cpu
    words = (
        f"{program.therapists} therapists, {model.size} parameters, {fitted.steps} steps, k {fitted.draws.pareto_k:.2f}"
    )
    return Measured(words, model.panel.rows, compiling, seconds, busy, before, _peak())


def repeated(model: Model, times: int) -> Model:
    """The same clients so many times over, each time as others."""
    if times == 1:
        return model
    panel = model.panel
    columns: dict[str, Any] = {name: np.tile(column, times) for name, column in panel.columns().items()}
    columns["client"] += np.repeat(np.arange(times) * panel.clients, panel.rows)
    blocks = tuple(_again(block, times) for block in model.blocks)
    return replace(model, panel=Panel(**columns), blocks=blocks)


def _again(block: Block, times: int) -> Block:
    if block.level_of_row is not None:
        return replace(block, level_of_row=np.tile(block.level_of_row, times))
    return replace(block, columns=np.tile(block.columns, (times, 1)))


def main() -> None:
    """Print a line a program, and the exponent with which processor time grows from 1,000 clients on."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--largest", type=int, default=50_000, help="clients of the largest program")
    wanted.add_argument("--partitions", type=int, default=1)
    wanted.add_argument("--machine", choices=("processor", "accelerator"), default="processor")
    arguments = wanted.parse_args()
    found = []
    for program in (one for one in PROGRAMS if one.clients <= arguments.largest):
        one = alone(measure, program, arguments.partitions, arguments.machine)
        found.append(one)
        print(
            f"{program.clients:>7,} clients {one.rows:>9,} rows  {one.seconds:6.1f} s  {one.busy:6.1f} s processor"
            f"  {one.peak:6.0f} MB at most  {1e6 * (one.peak - one.before) / one.rows:6.0f} bytes a row"
            f"  (before it {one.compiling:.1f} s compiling)  {one.words}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    told = [one for one in found if one.rows > 5_000]
    if len(told) > 1:
        exponent = np.polyfit(np.log([one.rows for one in told]), np.log([one.busy for one in told]), 1)[0]
        print(f"processor time grows as rows^{exponent:.2f} from 1,000 clients on")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


if __name__ == "__main__":
    main()
