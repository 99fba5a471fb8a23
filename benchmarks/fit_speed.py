"""How long a fit takes, with what memory, and how both grow: five sizes, intervals and therapists included.

python benchmarks/fit_speed.py [--largest 50000] [--partitions 1]

Each size in a process of its own, so that its memory is its own; compiling is timed apart. Processor time is what a
busy machine does not change.
"""

import argparse
import multiprocessing
import os
import resource
import time
from dataclasses import dataclass

import numpy as np

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.simulate.panels import Size, draw_program

# (clients, therapists, sites, seed): 25 clients a therapist, and sites of 40 therapists where there are many.
PROGRAMS = (
    (300, 12, 1, 1),
    (1_000, 40, 1, 1),
    (5_000, 200, 1, 15),
    (10_000, 400, 10, 2),
    (50_000, 2_000, 50, 3),
    (100_000, 4_000, 100, 4),
)
DRAWS = 400
MEGABYTE = 1024.0  # of the kilobytes that the system counts memory in


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


def measure(program: tuple[int, int, int, int], partitions: int) -> Measured:
    """Fit once, after a small program of the same shape has been compiled."""
    clients, therapists, sites, seed = program
    model = draw_program(Size(clients, therapists, weeks=52, quarters=8, sites=sites), seed).model
    began = time.perf_counter()
    fit(model, seed=1, draws=50, partitions=partitions) if clients <= 1_000 else _compile_wide_lanes()
    compiling, before = time.perf_counter() - began, _peak()
    began, cpu = time.perf_counter(), time.process_time()
    fitted = fit(model, seed=1, draws=DRAWS, partitions=partitions)
    seconds, busy = time.perf_counter() - began, time.process_time() - cpu
    words = f"{therapists} therapists, {model.size} parameters, {fitted.steps} steps, k {fitted.draws.pareto_k:.2f}"
    return Measured(words, model.panel.rows, compiling, seconds, busy, before, _peak())


def main() -> None:
    """Print a line a size, and the exponent with which processor time grows from 1,000 clients on."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--largest", type=int, default=50_000, help="clients of the largest program")
    wanted.add_argument("--partitions", type=int, default=1)
    arguments = wanted.parse_args()
    found = []
    for program in (one for one in PROGRAMS if one[0] <= arguments.largest):
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            one = alone.apply(measure, (program, arguments.partitions))
        found.append(one)
        print(
            f"{program[0]:>7,} clients {one.rows:>9,} rows  {one.seconds:6.1f} s  {one.busy:6.1f} s processor"
            f"  {one.peak:6.0f} MB at most  {1e6 * (one.peak - one.before) / one.rows:6.0f} bytes a row"
            f"  (before it {one.compiling:.1f} s compiling)  {one.words}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    told = [one for one in found if one.rows > 5_000]
    if len(told) > 1:
        exponent = np.polyfit(np.log([one.rows for one in told]), np.log([one.busy for one in told]), 1)[0]
        print(f"processor time grows as rows^{exponent:.2f} from 1,000 clients on")


def _compile_wide_lanes() -> None:
    likelihood = Likelihood.of(draw_program(Size(5_000, 20, weeks=52, quarters=8), 1).model)
    start = likelihood.model.prior_mean()
    likelihood.value(start)
    likelihood.value_and_gradient(start)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


if __name__ == "__main__":
    main()
