"""Does a posterior cover the truth as often as it says? Calibration over programs drawn from the prior.

    python benchmarks/calibration.py --programs 200          adds what is missing, one line a program, then judges
    python benchmarks/calibration.py --programs 200 --judge  judges what is there

Every program (300 to 1,000 clients) is drawn from the prior and fitted; where a truth lies among its posterior
draws must be uniform over programs (Talts et al. 2018). Lines are kept in results/calibration.jsonl, so that a run that
was cut off goes on where it stopped; the verdict is results/calibration.json and calibration.md.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from kept_lines import keep, kept
from scipy import stats

from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_of
from bidewell.engine.terms.baseline import Baseline
from bidewell.simulate.panels import DrawnProgram, Size, draw_program

RESULTS = Path(__file__).parent / "results"
LINES, NUMBERS, WORDS = (RESULTS / f"calibration.{kind}" for kind in ("jsonl", "json", "md"))
CLIENTS = (300, 1000)
CLIENTS_PER_THERAPIST = 20
DRAWS = 400
BINS = 10
LEVEL = 0.01
COEFFICIENTS = {
    "alliance": "alliance",
    "pressure: start": "court_order[start]",
    "pressure: sustain": "court_order[sustain]",
    "pressure: after": "court_order[after]",
    "travel": "travel_minutes",
    "ride": "ride",
    "alliance x access": "alliance_by_travel",
}
HAZARD_WEEKS = (1, 4, 12)


def headline(model: Model, parameters: Floats, therapist_sd: Floats, baseline: Baseline) -> dict[str, Floats]:
    """The parameters a reader looks at, for draws [n, size] of the vector."""
    place = {label: number for number, label in enumerate(model.labels)}
    dynamics = dynamics_of(model.scalars(parameters.T), np)
    course = np.hstack([b.columns for b in baseline.blocks({"period": np.array(HAZARD_WEEKS, dtype=float)})])
    of_course = [np.arange(model.size)[model.layout[name]] for name in ("baseline", "baseline_smoothness")]
    hazards = parameters[:, np.concatenate(of_course)] @ course.T
    return {
        **{name: parameters[:, place[label]] for name, label in COEFFICIENTS.items()},
        "therapist SD on hazard": therapist_sd,
        "rating error": dynamics.rating_sd[0],
        "state SD": dynamics.patch_sd,
        "persistence": dynamics.persistence[0][0],
        **{f"hazard at week {week}": hazards[:, i] for i, week in enumerate(HAZARD_WEEKS)},
    }


def places_of_truth(program: DrawnProgram, fitted: Fit) -> dict[str, float]:
    """For each headline parameter, the share of posterior draws below the truth."""
    baseline = next(term for term in program.terms if isinstance(term, Baseline) and term.name == "baseline")
    which = list(program.model.scales).index("therapist_hazard_sd")
    truth_sd = np.array([program.scales["therapist_hazard_sd"]])
    truth = headline(program.model, program.parameters[None, :], truth_sd, baseline)
    drawn = headline(program.model, fitted.draws.parameters, np.exp(fitted.draws.log_scales[:, which]), baseline)
    return {name: float((drawn[name] < truth[name]).mean()) for name in truth}


def one_line(seed: int) -> dict[str, object]:
    """Draw a program, fit it, and say where the truth lay."""
    clients = int(np.random.default_rng(seed).integers(*CLIENTS, endpoint=True))
    program = draw_program(Size(clients, max(2, clients // CLIENTS_PER_THERAPIST)), seed)
    began = time.perf_counter()
    fitted = fit(program.model, seed=seed, draws=DRAWS)
    return {
        "seed": seed,
        "clients": program.model.panel.clients,
        "left": int(program.model.panel.left.sum()),
        "seconds": round(time.perf_counter() - began, 2),
        "pareto_k": round(fitted.draws.pareto_k, 3),
        "converged": fitted.converged,
        "places": {name: round(place, 4) for name, place in places_of_truth(program, fitted).items()},
    }


def judge(lines: list[dict], among: int) -> dict[str, object]:
    """Uniformity of the places and 90 % coverage of each parameter; Holm over the whole list."""
    names = list(lines[0]["places"])
    places = {name: np.array([line["places"][name] for line in lines]) for name in names}
    tests = {}
    for name, values in places.items():
        counts = np.bincount(np.minimum((values * BINS).astype(int), BINS - 1), minlength=BINS)
        covered = int(((values >= 0.05) & (values <= 0.95)).sum())
        tests[name] = {
            "coverage": round(covered / len(lines), 3),
            "p_coverage": stats.binomtest(covered, len(lines), 0.9).pvalue,
            "p_uniform": stats.chisquare(counts).pvalue,
            "counts": counts.tolist(),
        }
    p = sorted(one[key] for one in tests.values() for key in ("p_coverage", "p_uniform"))
    rejected = [value < LEVEL / (len(p) - i) for i, value in enumerate(p)]
    k = np.array([line["pareto_k"] for line in lines])
    return {
        "programs": len(lines),
        "left_out": among - len(lines),
        "rejected": int(np.cumprod(rejected).sum()),
        "smallest_p": p[0],
        "limit_for_smallest_p": LEVEL / len(p),
        "pareto_k": {"median": float(np.median(k)), "share_above_0.7": float((k > 0.7).mean())},
        "seconds_median": float(np.median([line["seconds"] for line in lines])),
        "parameters": tests,
    }


def words_of(verdict: dict) -> str:
    """The verdict as a page."""
    rows = [
        f"| {name} | {one['coverage']:.3f} | {one['p_coverage']:.3f} | {one['p_uniform']:.3f} |"
        for name, one in verdict["parameters"].items()
    ]
    told = "none" if verdict["rejected"] == 0 else str(verdict["rejected"])
    left_out = f" ({verdict['left_out']} more left out: the fit did not settle)" if verdict["left_out"] else ""
    return "\n".join(
        [
            "# Calibration",
            "",
            f"{verdict['programs']} programs of {CLIENTS[0]} to {CLIENTS[1]} clients{left_out},"
            f" truths drawn from the prior, {DRAWS} draws each. Of {2 * len(rows)} tests, {told} is rejected"
            f" (Holm, {LEVEL:.0%}; smallest p {verdict['smallest_p']:.4f},"
            f" limit {verdict['limit_for_smallest_p']:.5f})."
            f" Pareto's k: median {verdict['pareto_k']['median']:.2f},"
            f" above 0.7 in {verdict['pareto_k']['share_above_0.7']:.1%}."
            f" Median seconds a fit, on a shared machine: {verdict['seconds_median']:.1f}.",
            "",
            "| parameter | 90 % intervals that hold the truth | p of coverage | p of uniform ranks |",
            "|---|---|---|---|",
            *rows,
            "",
            "Made by `python benchmarks/calibration.py`; every program's line is in `calibration.jsonl`.",
            "",
        ]
    )


def main() -> None:
    """Add programs until there are enough, then judge."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--programs", type=int, default=200)
    asked.add_argument("--judge", action="store_true")
    options = asked.parse_args()
    RESULTS.mkdir(exist_ok=True)
    done = {line["seed"] for line in kept(LINES)}
    for seed in range(0 if options.judge else options.programs):
        if seed not in done:
            keep(LINES, one_line(seed))
            print(seed, flush=True)
    lines = sorted(kept(LINES), key=lambda line: line["seed"])
    trusted = [line for line in lines if line["converged"]]
    verdict = judge(trusted, len(lines))
    NUMBERS.write_text(json.dumps(verdict, indent=1) + "\n")
    WORDS.write_text(words_of(verdict))
    print(words_of(verdict))


if __name__ == "__main__":
    main()
