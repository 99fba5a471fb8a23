"""How often a clinic is told to use forecasts: where ratings tell nothing, and where they do.

    OMP_NUM_THREADS=1 nice -n 15 python benchmarks/validation.py --programs 200 --world nothing
    OMP_NUM_THREADS=1 nice -n 15 python benchmarks/validation.py --programs 60
    python benchmarks/validation.py --table

Each program is simulated and put to the test of its own past as `bidewell validate` does it. Appends a line a program
to results/validation.jsonl and goes on where it stopped; `--table` writes results/validation.md. Time: two fits for
each of the twelve days stood on, each linear in clients; the measuring takes a second.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
from kept_lines import Line, keep, kept
from scipy.stats import binomtest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.validation.backtest import Question
from bidewell.analysis.validation.baselines import ATTENDANCE, BASELINES
from bidewell.analysis.validation.origins import HORIZONS, ORIGINS
from bidewell.analysis.validation.validate import Horizon, validate
from bidewell.report.language import Language
from bidewell.report.wording.validation import sentence
from bidewell.simulate.program import simulate

LINES = Path(__file__).parent / "results" / "validation.jsonl"
# By scenario, what is true of the ratings; of the first, forecasts from them can only be worse than from attendance.
WORLDS = {
    "nothing": "tell nothing",
    "demo": "tell some, as travel and court orders do",
    "alliance": "tell much, and nothing else does",
}
CLIENTS = 400
LEVEL = 0.9
USE, ORDER = "use", "order_only"
RULES = {
    "base_rate": "one chance for all",
    "attendance": "attendance alone",
    "cut_off": "a cut-off of the last rating",
    "last_value": "Cox's model of the last rating",
}
PAGE = """# How often the verdict is "use"

What `bidewell validate` said of forecasts in simulated programs. In the world *nothing* neither ratings nor factors
make any difference: a model that reads them can be no better than attendance alone, and "use" is a mistake there. In
the others it is what one hopes for, as far as the gain is worth having. "Use" and "for the order" are shares of
programs, with 90 % intervals (Wilson). The gain is what the model explains more of the outcome than attendance alone,
in the mean over programs, with its standard error in brackets. "Surely above 0" counts programs whose 90 % interval of
the gain lies above 0; where the true gain is 0, luck alone should do that in one of twenty. Seconds are medians of
processor time on one core. Made by `python benchmarks/validation.py`; every program's line is in `validation.jsonl`.

"""
GAINS = """## Beside each simple rule

What the model explains more of the outcome than each rule, by the same measure (scaled Brier): its mean over programs
with the standard error, and in how many programs the 90 % interval lay above 0."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=40, help="seeds 1 to so many")
    parser.add_argument("--world", choices=WORLDS, help="one of them; else all")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--origins", type=int, default=ORIGINS, help="days stood on")
    parser.add_argument("--table", action="store_true", help="write the page from the lines there are")
    asked = parser.parse_args()
    if asked.table:
        LINES.with_suffix(".md").write_text(page(kept(LINES)), encoding="utf-8")
        return
    done = {(one["world"], one["clients"], one["origins"], one["seed"]) for one in kept(LINES)}
    for seed in range(1, asked.programs + 1):
        for world in [asked.world] if asked.world else WORLDS:
            if (world, asked.clients, asked.origins, seed) not in done:
                append(one_line(world, asked.clients, asked.origins, seed))


def append(line: Line) -> None:
    keep(LINES, line)
    print(line["world"], line["seed"], *(one["sentence"] for one in line["horizons"]), sep="\n  ", flush=True)


def one_line(world: str, clients: int, origins: int, seed: int) -> Line:
    """One program, what its clinic was told of each horizon, and why."""
    began = time.process_time()
    records = simulate(world, clients, seed).records
    found = validate(Question(records, DEFAULT_DEFINITION, "week", Choices(purpose="forecast"), seed), origins=origins)
    return {
        "world": world, "clients": clients, "origins": origins, "seed": seed,
        "days_counted": sum(bool(origin.used) for origin in found.origins),
        "days_trusted": sum(origin.trusted for origin in found.origins if origin.used),
        "horizons": [horizon_line(horizon) for horizon in found.horizons],
        "seconds": round(time.process_time() - began, 1),
    }  # fmt: skip


def horizon_line(horizon: Horizon) -> Line:
    """What was said of one horizon, and the numbers it rests on; a gain is its mean and the ends of its interval."""
    found = horizon.found
    return {
        "days": found.days, "verdict": horizon.verdict.code, "reason": horizon.verdict.reason,
        "sentence": sentence((horizon,), Language("en")), "forecasts": found.forecasts, "clients": found.clients,
        "clients_left": found.clients_left,
        "gain": {rule: gain_over(horizon, rule) for rule in BASELINES},
    }  # fmt: skip


def gain_over(horizon: Horizon, rule: str) -> list[float] | None:
    scored = horizon.found.scored_of(rule)
    gain = scored.gain if scored else None
    return [round(value, 5) for value in (gain.mean, gain.low, gain.high)] if gain else None


def page(lines: list[Line]) -> str:
    """A row for each world, size and horizon, and which sentences were read in each world."""
    parts = [*table(lines), "", GAINS, "", *gains(lines), "", "## What was read", "", *sentences(lines), ""]
    return PAGE + "\n".join(parts)


def table(lines: list[Line]) -> list[str]:
    """Verdicts: a row for each world, size and horizon."""
    head = [
        "| world | ratings | clients | days | horizon | programs | use | for the order | do not use | cannot tell "
        "| gain over attendance | surely above 0 | s |",
        "|---" * 13 + "|",
    ]
    return head + [row(alike, place) for alike in by_kind(lines) for place in range(len(HORIZONS))]


def gains(lines: list[Line]) -> list[str]:
    """Gains over every rule: a row for each world, size and horizon."""
    head = [
        "| world | clients | horizon | programs | " + " | ".join(RULES[rule] for rule in BASELINES) + " |",
        "|---" * 8 + "|",
    ]
    return head + [gain_row(alike, place) for alike in by_kind(lines) for place in range(len(HORIZONS))]


def by_kind(lines: list[Line]) -> list[list[Line]]:
    """The programs of one world and size together."""

    def kind(line: Line) -> tuple[int, int, int]:
        return list(WORLDS).index(line["world"]), line["clients"], line["origins"]

    return [[one for one in lines if kind(one) == which] for which in sorted(set(map(kind, lines)))]


def gain_row(lines: list[Line], place: int) -> str:
    """One world and size, one horizon: the mean gain over each rule, and in how many programs it was surely above 0."""
    of_horizon = [line["horizons"][place] for line in lines]
    cells = [lines[0]["world"], lines[0]["clients"], f"{of_horizon[0]['days']} days", len(lines)]
    for rule in BASELINES:
        found = np.array([one["gain"][rule] for one in of_horizon if one["gain"][rule]]).reshape(-1, 3)
        cells.append(f"{mean(found[:, 0])}; {int((found[:, 1] > 0.0).sum())} of {len(found)}")
    return "| " + " | ".join(map(str, cells)) + " |"


def row(lines: list[Line], place: int) -> str:
    """One world and size, one horizon."""
    first, n = lines[0], len(lines)
    of_horizon = [line["horizons"][place] for line in lines]
    said = Counter(one["verdict"] for one in of_horizon)
    gains = np.array([one["gain"][ATTENDANCE] for one in of_horizon if one["gain"][ATTENDANCE]]).reshape(-1, 3)
    cells = (
        first["world"], WORLDS[first["world"]], first["clients"], first["origins"], f"{of_horizon[0]['days']} days", n,
        share(said[USE], n), share(said[ORDER], n), said["do_not_use"], said["cannot_tell"], mean(gains[:, 0]),
        share(int((gains[:, 1] > 0.0).sum()), len(gains)), f"{np.median([line['seconds'] for line in lines]):.0f}",
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def share(happened: int, among: int) -> str:
    """How many of how many, in hundredths with a 90 % interval."""
    if among == 0:
        return "none counted"
    low, high = binomtest(happened, among).proportion_ci(LEVEL, method="wilson")
    return f"{happened} ({100 * happened / among:.0f} %; {100 * low:.0f} to {100 * high:.0f})"


def mean(values: np.ndarray) -> str:
    """A mean with its standard error, which takes two programs."""
    if values.size < 2:
        return "too few"
    return f"{values.mean():+.4f} ({values.std(ddof=1) / np.sqrt(values.size):.4f})"


def sentences(lines: list[Line]) -> list[str]:
    """How often each verdict and reason was met in a world, with the words of the first program that met it."""
    told = [(line["world"], one) for line in lines for one in line["horizons"]]
    often = Counter((world, one["days"], one["verdict"], one["reason"]) for world, one in told)
    words = {(world, one["days"], one["verdict"], one["reason"]): one["sentence"] for world, one in reversed(told)}
    programs = Counter(line["world"] for line in lines)
    ordered = sorted(often, key=lambda key: (list(WORLDS).index(key[0]), key[1], -often[key]))
    return [f"- *{key[0]}*, {often[key]} of {programs[key[0]]} programs: {words[key]}" for key in ordered]


if __name__ == "__main__":
    main()
