"""What ratings at the top of their scale do to the alliance's part in leaving, by how they are read.

    python benchmarks/ceiling.py --programs 40

The same programs (600 clients, alliance effect -0.7 per point of the level) with two ratings in five at the highest
value, and in five categories. Prints, for each reading, mean, bias with its Monte-Carlo error, and how many of the 90 %
intervals hold the truth.
"""

import argparse
from collections import defaultdict
from dataclasses import replace

import numpy as np

from bidewell.engine.fitters.fit import fit
from bidewell.engine.ratings import Censored, Gaussian, Ordinal, Ratings
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from bidewell.simulate.written_ratings import written

TRUTH, SHARE_AT_TOP = -0.7, 0.4
SIZE = Size(600, 12, weeks=16)
PLANTED = {"alliance": TRUTH, "latent": (-0.5, -0.4, 0.0, 1.0)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=40)
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for seed in range(parser.parse_args().programs):
        for name, program in readings(seed).items():
            found[name].append(alliance(program))
    for name, rows in found.items():
        mean, low, high = np.array(rows).T
        error = mean.std(ddof=1) / np.sqrt(mean.size)
        held = ((low < TRUTH) & (high > TRUTH)).mean()
        print(
            f"{name:28s} {mean.mean():6.3f}  bias {mean.mean() - TRUTH:+.3f} ({error:.3f})  90 % intervals {held:.2f}"
        )


def readings(seed: int) -> dict[str, DrawnProgram]:
    """One program as it would be without an end, and as it is written down, read in each way."""
    drawn = draw_program(SIZE, seed, PLANTED)
    panel = drawn.model.panel
    top = float(np.quantile(panel.rating[panel.rating_count > 0], 1.0 - SHARE_AT_TOP))
    ended, five = Censored(high=top), Ordinal(tuple(top + 0.7 * (place - 4) for place in range(5)))
    return {
        "no end": drawn,
        "ends, as measurements": read_as(written(drawn, ended), Gaussian()),
        "ends, as cut off": written(drawn, ended),
        "categories, as measurements": read_as(written(drawn, five), Gaussian()),
        "categories, as ordinal": written(drawn, five),
    }


def read_as(program: DrawnProgram, ratings: Ratings) -> DrawnProgram:
    return replace(program, model=replace(program.model, ratings=ratings))


def alliance(program: DrawnProgram) -> tuple[float, float, float]:
    """Posterior mean and 90 % interval of the alliance effect."""
    draws = fit(program.model, seed=1, draws=200).draws.parameters[:, program.model.layout["alliance"]]
    return float(draws.mean()), *np.quantile(draws, (0.05, 0.95)).tolist()


if __name__ == "__main__":
    main()
