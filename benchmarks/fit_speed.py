"""How long a fit takes, after compilation, at three sizes; the bar is 10 s for 5,000 clients on two quiet cores.

python benchmarks/fit_speed.py
"""

import os
import time

from bidewell.engine.fitters.fit import fit
from bidewell.simulate.panels import Size, draw_program

# (clients, therapists, seed): the largest has about 60,000 client-weeks.
PROGRAMS = ((300, 12, 1), (1000, 40, 1), (5000, 200, 15))
DRAWS = 400


def main() -> None:
    """Fit each program once to compile, and once by the clock."""
    for clients, therapists, seed in PROGRAMS:
        program = draw_program(Size(clients, therapists, weeks=52, quarters=8), seed)
        fit(program.model, seed=1, draws=50)
        before, cpu = time.perf_counter(), time.process_time()
        fitted = fit(program.model, seed=1, draws=DRAWS)
        seconds, busy = time.perf_counter() - before, time.process_time() - cpu
        print(
            f"{clients} clients, {program.model.panel.rows} client-weeks, {therapists} therapists,"
            f" {program.model.size} parameters, {DRAWS} draws: {seconds:.1f} s by the clock,"
            f" {busy:.1f} s of processor time on {os.cpu_count()} cores, {fitted.steps} steps,"
            f" Pareto k {fitted.draws.pareto_k:.2f}"
        )


if __name__ == "__main__":
    main()
