"""Who finds the alliance's effect? Ours beside what others use, on the same simulated programs, against the truth.

    python benchmarks/accuracy.py --replicates 60          adds what is missing, a line a fit, then judges
    python benchmarks/accuracy.py --replicates 60 --judge  judges what is there

`benchmarks/rivals/install.sh` installs the others; one that is missing is reported as not run. Lines are kept in
results/accuracy.jsonl, so that a run that was cut off goes on where it stopped; the judgement is results/accuracy.md.
"""

import argparse
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from accuracy_judged import METHODS, words_of
from accuracy_lines import BY_R, READINGS, ours, rivals
from kept_lines import Line, keep, kept
from worlds import WORLDS
from worlds_model import PRIORS

AT_ONCE = 5
RESULTS = Path(__file__).parent / "results"
LINES, WORDS = RESULTS / "accuracy.jsonl", RESULTS / "accuracy.md"


def append(lines: Iterable[Line]) -> None:
    """Keep each line as it comes."""
    for line in lines:
        keep(LINES, line)
        print(line["world"], line["seed"], line["method"], line["estimate"], line["seconds"], flush=True)


def run_rivals(replicates: int, of_jmstate: int) -> None:
    """R's methods on every program, jmstate on the first; a few at a time, so that a run cut off has some of each."""
    for first in range(1, replicates + 1, AT_ONCE):
        seeds = range(first, min(first + AT_ONCE, replicates + 1))
        for world in WORLDS:
            done = {(line["method"], line["seed"]) for line in kept(LINES) if line["world"] == world}
            missing = [seed for seed in seeds if any((method, seed) not in done for method in BY_R)]
            found = rivals(world, missing, "R")
            append(line for line in found if (line["method"], line["seed"]) not in done)
            missing = [seed for seed in seeds if seed <= of_jmstate and ("jmstate", seed) not in done]
            append(rivals(world, missing, "jmstate"))


def run_ours(replicates: int) -> None:
    """Ours under each of its priors, by each reading that is told of, the worlds in turn."""
    done = {(line["world"], line["method"], line["seed"]) for line in kept(LINES)}
    for priors, reading in product(PRIORS, READINGS):
        if f"{reading}_{priors}" not in METHODS:
            continue
        for seed in range(1, replicates + 1):
            wanted = [world for world in WORLDS if (world, f"{reading}_{priors}", seed) not in done]
            append(ours(world, seed, priors, reading) for world in wanted)


def main() -> None:
    """Add what is missing, then judge."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--replicates", type=int, default=60)
    asked.add_argument("--jmstate", type=int, default=20, help="programs for jmstate, which is slow")
    asked.add_argument("--only", choices=("ours", "rivals"))
    asked.add_argument("--judge", action="store_true")
    options = asked.parse_args()
    RESULTS.mkdir(exist_ok=True)
    if not options.judge and options.only != "rivals":
        run_ours(options.replicates)
    if not options.judge and options.only != "ours":
        run_rivals(options.replicates, options.jmstate)
    words = words_of(kept(LINES))
    WORDS.write_text(words)
    print(words)


if __name__ == "__main__":
    main()
