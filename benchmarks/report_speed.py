"""From records to report: how long a program of 5,000 clients takes, step by step.

    python benchmarks/report_speed.py --clients 5000

Prints seconds on the clock and of processor time for each step; half a second of the first fit is compiling.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from bidewell import verbs


def spent() -> float:
    """Seconds of processor time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--scenario", default="alliance")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records"
        verbs.simulate(chosen.scenario, chosen.clients, 1, records)
        steps: list[tuple[str, float, float]] = []
        document = verbs.report(
            records,
            Path(folder) / "report.html",
            json_out=Path(folder) / "report.json",
            progress=lambda words: steps.append((words, time.perf_counter(), spent())),
        )
        steps.append(("end", time.perf_counter(), spent()))
    for (words, clock, processor), (_, next_clock, next_processor) in zip(steps, steps[1:], strict=False):
        print(f"{next_clock - clock:7.1f} s {next_processor - processor:7.1f} s processor  {words}")
    print(f"{steps[-1][1] - steps[0][1]:7.1f} s {steps[-1][2] - steps[0][2]:7.1f} s processor  in all")
    model = document["model"]
    print(f"{model['n']} episodes, {model['periods']} client-periods, k {model['diagnostics']['pareto_k']:.2f}")


if __name__ == "__main__":
    main()
