"""Where who answers goes with the alliance: its effect with and without the answers in the model, and with all given.

    OMP_NUM_THREADS=1 python benchmarks/answering.py --programs 40

Programs of the *full* world in which a client answers after each session with log odds of 1 + 1.5 for each standard
deviation of the alliance above the usual. Three fits a program: of all ratings, as if everybody had answered; of the
answers given alone; and of these with who answered. Appends to results/answering.jsonl, goes on where it stopped, and
writes results/answering.md.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from kept_lines import Line, keep, kept
from worlds import CLIENT_SD, FULL, PATCH_SD, THERAPIST_SD, USUAL_LEVEL, Flags, Sessions, draw_sessions
from worlds_model import effect_draws, model_of

from bidewell.analysis.model.answering import ANSWERED, answering_terms
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Counts

CLIENTS, DRAWS, PRIORS = 2_000, 200, "ranking"
USUALLY, BY_ALLIANCE = 1.0, 1.5
SPREAD = float(np.sqrt(THERAPIST_SD**2 + CLIENT_SD**2 + PATCH_SD**2))
RESULTS = Path(__file__).parent / "results"
LINES, WORDS = RESULTS / "answering.jsonl", RESULTS / "answering.md"
METHODS = {
    "everybody": "everybody answered",
    "ignored": "who answered is ignored",
    "modelled": "who answered is in the model",
}


def answers_of(sessions: Sessions, seed: int) -> Flags:
    """Who answers after which session."""
    odds = USUALLY + BY_ALLIANCE * (sessions.alliance - USUAL_LEVEL) / SPREAD
    random = np.random.default_rng([seed, 1])
    return np.asarray(random.random(odds.size) < 1.0 / (1.0 + np.exp(-odds)))


def of_answers(whole: Model, answered: Flags) -> Model:
    """The model of ratings where these answered alone."""
    return replace(whole, panel=replace(whole.panel, rating_count=answered.astype(float)))


def with_who_answered(model: Model, answered: Flags, sessions: Sessions) -> Model:
    """The same with the channel of answers."""
    columns = {"period": model.panel.period, "therapist": sessions.therapist.astype(float)}
    therapists = tuple(str(therapist) for therapist in range(sessions.therapists))
    terms = answering_terms(model.panel.period[sessions.at_risk], therapists)
    blocks = (*model.blocks, *(block for term in terms for block in term.blocks(columns)))
    counts = {ANSWERED: Counts(answered.astype(float), np.ones(answered.size))}
    return replace(model, panel=replace(model.panel, counts=counts), blocks=blocks)


def run(seed: int) -> list[Line]:
    """One program, three fits."""
    sessions = draw_sessions(FULL, CLIENTS, seed)
    whole, rating = model_of(sessions, PRIORS)
    answered = answers_of(sessions, seed)
    some = of_answers(whole, answered)
    models = {"everybody": whole, "ignored": some, "modelled": with_who_answered(some, answered, sessions)}
    found = []
    for method, model in models.items():
        fitted = fit(model, seed=seed, draws=DRAWS)
        draws = effect_draws(fitted, rating)
        ends = np.quantile(draws, (0.05, 0.95)).round(4).tolist()
        found.append(
            {"seed": seed, "method": method, "estimate": round(float(draws.mean()), 4), "within90": ends,
             "answered": round(float(answered.mean()), 3), "pareto_k": round(fitted.draws.pareto_k, 2)}
        )  # fmt: skip
    return found


def row_of(method: str, lines: list[Line]) -> str:
    """One method's line of the table."""
    here = [line for line in lines if line["method"] == method]
    estimates, ends = np.array([line["estimate"] for line in here]), np.array([line["within90"] for line in here])
    error = estimates.std(ddof=1) / np.sqrt(estimates.size)
    held = ((ends[:, 0] <= FULL.effect) & (FULL.effect <= ends[:, 1])).mean()
    bias = (estimates.mean() - FULL.effect) / FULL.effect
    rmse = np.sqrt(((estimates - FULL.effect) ** 2).mean())
    found = f"{estimates.mean():.3f} ({error:.3f}) | {bias:+.1%}"
    return f"| {METHODS[method]} | {estimates.size} | {found} | {held:.2f} | {rmse:.3f} |"


def words_of(lines: list[Line]) -> str:
    """The page."""
    share = np.mean([line["answered"] for line in lines])
    return "\n".join(
        [
            "# Where who answers goes with the alliance",
            "",
            f"Programs of the *full* world ({CLIENTS:,} clients; the effect of one point of alliance on the log odds",
            f"of leaving is {FULL.effect:.2f}). After a session a client answers with log odds of {USUALLY:g}, and",
            f"{BY_ALLIANCE:g} more for each standard deviation of the alliance above the usual: {share:.0%} of",
            f"check-ins are answered. The ranking's priors, {DRAWS} draws; standard errors over programs in brackets.",
            "A negative bias is an effect told too small.",
            "",
            "| | programs | effect found | bias | 90 % intervals that hold the truth | RMSE |",
            "|---|---|---|---|---|---|",
            *(row_of(method, lines) for method in METHODS),
            "",
            "Made by `python benchmarks/answering.py`; every fit's line is in `answering.jsonl`.",
            "",
        ]
    )


def main() -> None:
    """Add what is missing, then write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--programs", type=int, default=40, help="seeds 1 to so many")
    done = {line["seed"] for line in kept(LINES)}
    for seed in range(1, asked.parse_args().programs + 1):
        if seed not in done:
            found = run(seed)
            for line in found:
                keep(LINES, line)
            print(seed, {line["method"]: line["estimate"] for line in found}, flush=True)
    words = words_of(kept(LINES))
    WORDS.write_text(words)
    print(words)


if __name__ == "__main__":
    main()
