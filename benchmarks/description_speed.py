"""How long it takes to describe 5,000 clients in six groupings: figures are arrays, not loops over clients.

python benchmarks/description_speed.py
"""

import time

from bidewell.analysis.description.describe import describe
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.simulate.program import simulate

CLIENTS, SEED = 5_000, 1


def main() -> None:
    records = simulate("demo", CLIENTS, SEED).records
    panel = build_panel(records, DEFAULT_DEFINITION)
    for said in ("first", "again"):
        began, worked = time.perf_counter(), time.process_time()
        description = describe(records, panel)
        took, processor = time.perf_counter() - began, time.process_time() - worked
        print(f"{said}: {took:.2f} s, {processor:.2f} s of processor time, {len(description.retention)} figures")


if __name__ == "__main__":
    main()
