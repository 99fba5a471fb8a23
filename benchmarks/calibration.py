"""Does a posterior cover the truth as often as it says? Calibration over programs drawn from the prior.

    python benchmarks/calibration.py --programs 200             adds what is missing, one line a program, then judges
    python benchmarks/calibration.py --programs 200 --judge     judges what is there
    python benchmarks/calibration.py --programs 200 --together  the fit of everything: two ratings, who comes, answers

Every program (300 to 1,000 clients) is drawn from the prior and fitted; where a truth lies among its posterior
draws must be uniform over programs (Talts et al. 2018). Lines are kept in results/calibration.jsonl (together:
calibration_together.jsonl), so that a run that was cut off goes on where it stopped; the verdict is the .json and .md.
"""

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibration_judged import judge, words_of
from kept_lines import Line, keep, kept

from bidewell.engine.diagnostics import HIGHEST_TRUSTED_K
from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_of
from bidewell.engine.terms.baseline import Baseline
from bidewell.simulate.panels import DrawnProgram, Size, draw_program

RESULTS = Path(__file__).parent / "results"
CLIENTS = (300, 1000)
CLIENTS_PER_THERAPIST = 20
DRAWS = 400
COEFFICIENTS = {
    "alliance": "alliance",
    "pressure: start": "court_order[start]",
    "pressure: sustain": "court_order[sustain]",
    "pressure: after": "court_order[after]",
    "travel": "travel_minutes",
    "ride": "ride",
    "alliance x access": "alliance_by_travel",
}
OF_MORE = {
    "distress on leaving": "loading:distress",
    "alliance on attending": "attended_loading",
    "distress on attending": "attended_loading:distress",
    "alliance on answering": "answered_loading",
    "distress on answering": "answered_loading:distress",
    "alliance, then distress": "lag[distress after alliance]",
    "distress, then alliance": "lag[alliance after distress]",
    "what lasts of both (atanh r)": "trait_partial[alliance,distress]",
    "shocks of both (atanh r)": "shock_partial[alliance,distress]",
}
HAZARD_WEEKS = (1, 4, 12)


@dataclass(frozen=True)
class Asked:
    """Which programs are drawn, which parameters are judged, and what the pages say."""

    name: str
    title: str
    about: str
    made_by: str
    coefficients: Mapping[str, str]
    more: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()

    def results(self, kind: str) -> Path:
        """Where results of a kind are kept."""
        return RESULTS / f"{self.name}.{kind}"


ALONE = Asked(
    "calibration",
    "Calibration",
    f"of {CLIENTS[0]} to {CLIENTS[1]} clients, truths drawn from the prior, {DRAWS} draws each.",
    "python benchmarks/calibration.py",
    COEFFICIENTS,
)
TOGETHER = Asked(
    "calibration_together",
    "Calibration of the fit of everything",
    f"of {CLIENTS[0]} to {CLIENTS[1]} clients who give a second rating (distress), attend or miss sessions and answer"
    f" or not, truths drawn from the prior (where patches die out), {DRAWS} draws each.",
    "python benchmarks/calibration.py --together",
    COEFFICIENTS | OF_MORE,
    more=("distress",),
    counted=("attended", "answered"),
)


def headline(
    model: Model, parameters: Floats, therapist_sd: Floats, baseline: Baseline, coefficients: Mapping[str, str]
) -> dict[str, Floats]:
    """The parameters a reader looks at, for draws [n, size] of the vector."""
    place = {label: number for number, label in enumerate(model.labels)}
    dynamics = dynamics_of(model.scalars(parameters.T), np, model.channels)
    course = np.hstack([b.columns for b in baseline.blocks({"period": np.array(HAZARD_WEEKS, dtype=float)})])
    of_course = [np.arange(model.size)[model.layout[name]] for name in ("baseline", "baseline_smoothness")]
    hazards = parameters[:, np.concatenate(of_course)] @ course.T
    return {
        **{name: parameters[:, place[label]] for name, label in coefficients.items()},
        "therapist SD on hazard": therapist_sd,
        "rating error": dynamics.rating_sd[0],
        "state SD": dynamics.patch_sd,
        "persistence": dynamics.persistence[0][0],
        **{f"hazard at week {week}": hazards[:, i] for i, week in enumerate(HAZARD_WEEKS)},
    }


def places_of_truth(program: DrawnProgram, fitted: Fit, coefficients: Mapping[str, str]) -> dict[str, float]:
    """For each headline parameter, the share of posterior draws below the truth."""
    model = program.model
    baseline = next(term for term in program.terms if isinstance(term, Baseline) and term.name == "baseline")
    which = list(model.scales).index("therapist_hazard_sd")
    truth_sd = np.array([program.scales["therapist_hazard_sd"]])
    truth = headline(model, program.parameters[None, :], truth_sd, baseline, coefficients)
    drawn_sd = np.exp(fitted.draws.log_scales[:, which])
    drawn = headline(model, fitted.draws.parameters, drawn_sd, baseline, coefficients)
    return {name: float((drawn[name] < truth[name]).mean()) for name in truth}


def one_line(seed: int, asked: Asked = ALONE) -> Line:
    """Draw a program, fit it, and say where the truth lay."""
    clients = int(np.random.default_rng(seed).integers(*CLIENTS, endpoint=True))
    size = Size(clients, max(2, clients // CLIENTS_PER_THERAPIST))
    program = draw_program(size, seed, more=asked.more, counted=asked.counted)
    began = time.perf_counter()
    fitted = fit(program.model, seed=seed, draws=DRAWS)
    return {
        "seed": seed,
        "clients": program.model.panel.clients,
        "left": int(program.model.panel.left.sum()),
        "seconds": round(time.perf_counter() - began, 2),
        "pareto_k": round(fitted.draws.pareto_k, 3),
        "converged": fitted.converged,
        "places": {name: round(one, 4) for name, one in places_of_truth(program, fitted, asked.coefficients).items()},
    }


def judged(lines: list[Line], asked: Asked) -> Line:
    """The verdict over lines. The fit of everything is judged where it passed its check: else nothing of it is told."""
    settled = [line for line in sorted(lines, key=lambda line: line["seed"]) if line["converged"]]
    k = np.array([line["pareto_k"] for line in settled])
    told = settled if asked is ALONE else [line for line in settled if line["pareto_k"] <= HIGHEST_TRUSTED_K]
    share = {"median": float(np.median(k)), "share_above_0.7": float((k > HIGHEST_TRUSTED_K).mean())}
    return judge(told, len(lines)) | {"pareto_k": share}


def main() -> None:
    """Add programs until there are enough, then judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--together", action="store_true")
    options = parser.parse_args()
    asked = TOGETHER if options.together else ALONE
    RESULTS.mkdir(exist_ok=True)
    lines = asked.results("jsonl")
    done = {line["seed"] for line in kept(lines)}
    for seed in range(0 if options.judge else options.programs):
        if seed not in done:
            keep(lines, one_line(seed, asked))
            print(seed, flush=True)
    verdict = judged(kept(lines), asked)
    words = words_of(verdict, asked.title, asked.about, asked.made_by)
    asked.results("json").write_text(json.dumps(verdict, indent=1) + "\n")
    asked.results("md").write_text(words)
    print(words)


if __name__ == "__main__":
    main()
