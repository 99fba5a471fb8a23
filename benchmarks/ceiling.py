"""What ratings at the top of their scale do to the alliance's part in leaving, by how they are read.

    python benchmarks/ceiling.py --programs 40
    python benchmarks/ceiling.py --programs 40 --prior product
    python benchmarks/ceiling.py --table

Appends a line a fit to results/ceiling.jsonl and goes on where it stopped; `--table` writes results/ceiling.md.

The same programs (600 clients, alliance effect -0.7 per point of the level) with two ratings in five at the highest
value, and in five categories: each fitted as it would be without an end, and as it is written down, read in each way.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from kept_lines import Line, keep, kept

from bidewell.engine.fitters.fit import fit
from bidewell.engine.ratings import Censored, Gaussian, Ordinal, Ratings
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from bidewell.simulate.written_ratings import written

LINES = Path(__file__).parent / "results" / "ceiling.jsonl"
TRUTH, SHARE_AT_TOP = -0.7, 0.4
SIZE = Size(600, 12, weeks=16)
PLANTED = {"alliance": TRUTH, "latent": (-0.5, -0.4, 0.0, 1.0)}
DRAWS = 200
# Of the alliance's effect: the truth lies two standard deviations out in the product's own, and is drawn inwards by it.
PRIOR_SD = {"flat": np.inf, "product": 0.35}
UNBOUNDED = "no end to the scale"
PAGE = """# Ratings at the top of their scale

Effect of one point of the alliance's level on leaving (log hazard ratio; the truth is -0.70), found on the same
simulated programs of 600 clients by how their ratings are read. Two ratings in five are at the highest value; or all
are in five categories, the highest with two in five. A negative bias overstates the effect. Standard errors over
programs stand in brackets; "beyond" is the difference to the same program's estimate where the scale has no end, which
is paired. The product's prior on the effect is N(0, 0.35²): the truth is two of its standard deviations out, and what
it takes off, it takes off every reading; the flat prior shows the readings alone. Made by
`python benchmarks/ceiling.py`; every fit's line is in `ceiling.jsonl`. Posterior means and modes; intervals of 90 % and
how many hold the truth; programs with Pareto's k above 0.7; seconds are medians on a busy machine.

| prior | ratings | n | mean | bias | bias of the mode | beyond | 90 % | k > 0.7 | s |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=40)
    parser.add_argument("--prior", choices=PRIOR_SD, default="flat", help="of the alliance's effect")
    parser.add_argument("--table", action="store_true", help="write the page from the lines there are")
    asked = parser.parse_args()
    if asked.table:
        LINES.with_suffix(".md").write_text(page(kept(LINES)), encoding="utf-8")
        return
    done = {(line["seed"], line["ratings"]) for line in kept(LINES) if line["prior"] == asked.prior}
    for seed in range(asked.programs):
        for name, program in readings(seed):
            if (seed, name) not in done:
                found = alliance(with_prior(program(), PRIOR_SD[asked.prior]))
                keep(LINES, {"prior": asked.prior, "seed": seed, "ratings": name, **found})


def readings(seed: int) -> Iterator[tuple[str, Callable[[], DrawnProgram]]]:
    """One program as it would be without an end, and as it is written down, read in each way."""
    drawn = draw_program(SIZE, seed, PLANTED)
    panel = drawn.model.panel
    top = float(np.quantile(panel.rating[panel.rating_count > 0], 1.0 - SHARE_AT_TOP))
    ended, five = Censored(high=top), Ordinal(tuple(top + 0.7 * (place - 4) for place in range(5)))
    yield UNBOUNDED, lambda: drawn
    yield "two in five at the top, as measurements", lambda: read_as(written(drawn, ended), Gaussian())
    yield "two in five at the top, as cut off", lambda: written(drawn, ended)
    yield "five categories, as measurements", lambda: read_as(written(drawn, five), Gaussian())
    yield "five categories, as ordinal", lambda: written(drawn, five)


def read_as(program: DrawnProgram, ratings: Ratings) -> DrawnProgram:
    return replace(program, model=replace(program.model, ratings=ratings))


def with_prior(program: DrawnProgram, sd: float) -> DrawnProgram:
    blocks = [replace(b, prior_sd=sd) if b.name == "alliance" else b for b in program.model.blocks]
    return replace(program, model=replace(program.model, blocks=tuple(blocks)))


def alliance(program: DrawnProgram) -> Line:
    """Posterior mean and 90 % interval of the alliance effect."""
    began = time.perf_counter()
    fitted = fit(program.model, seed=1, draws=DRAWS)
    draws = fitted.draws.parameters[:, program.model.layout["alliance"]]
    return {
        "estimate": round(float(draws.mean()), 6),
        "mode": round(float(fitted.mode[program.model.layout["alliance"]][0]), 6),
        "within90": np.quantile(draws, (0.05, 0.95)).round(6).tolist(),
        "pareto_k": round(fitted.draws.pareto_k, 3),
        "converged": fitted.converged,
        "seconds": round(time.perf_counter() - began, 1),
    }


def page(lines: list[Line]) -> str:
    """The table, a row for a prior and a reading."""
    priors = [prior for prior in PRIOR_SD if any(line["prior"] == prior for line in lines)]
    return PAGE + "".join(rows([line for line in lines if line["prior"] == prior]) for prior in priors)


def rows(lines: list[Line]) -> str:
    """A row a reading, of the programs that were fitted in every way."""
    names = list(dict.fromkeys(line["ratings"] for line in lines))
    seeds = set.intersection(*({line["seed"] for line in lines if line["ratings"] == name} for name in names))
    by_name = {name: [one for one in lines if one["ratings"] == name and one["seed"] in seeds] for name in names}
    unbounded = column(by_name[UNBOUNDED], "estimate")
    return "".join(row(of_name, unbounded) for of_name in by_name.values())


def row(lines: list[Line], unbounded: np.ndarray) -> str:
    prior, name, n = lines[0]["prior"], lines[0]["ratings"], len(lines)
    mean, mode = column(lines, "estimate"), column(lines, "mode")
    held = sum(line["within90"][0] < TRUTH < line["within90"][1] for line in lines)
    unsure, seconds = (column(lines, "pareto_k") > 0.7).sum(), np.median(column(lines, "seconds"))
    beyond = "" if name == UNBOUNDED else told(mean - unbounded)
    biases = f"{mean.mean():.3f} | {told(mean - TRUTH)} | {told(mode - TRUTH)} | {beyond}"
    return f"| {prior} | {name} | {n} | {biases} | {held} of {n} | {unsure} | {seconds:.0f} |\n"


def column(lines: list[Line], name: str) -> np.ndarray:
    return np.array([line[name] for line in sorted(lines, key=lambda line: line["seed"])])


def told(differences: np.ndarray) -> str:
    return f"{differences.mean():+.3f} ({differences.std(ddof=1) / np.sqrt(differences.size):.3f})"


if __name__ == "__main__":
    main()
