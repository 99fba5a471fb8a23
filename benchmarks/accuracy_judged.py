"""What the lines of the accuracy benchmark add up to: bias, coverage, error, and each bar met or not."""

from collections.abc import Mapping

import numpy as np
from accuracy_lines import CLIENTS, DRAWS, intervals
from kept_lines import Line
from worlds import WORLDS

METHODS = {
    "ours_flat": "ours, flat priors: posterior mean",
    "ours_flat_mode": "ours, flat priors: mode and SD",
    "ours_ranking": "ours, the ranking's priors: posterior mean",
    "ours_ranking_mode": "ours, the ranking's priors: mode and SD",
    "ours_doubled": "ours, priors twice as wide as the ranking's: posterior mean",
    "ours_doubled_mode": "ours, priors twice as wide as the ranking's: mode and SD",
    "measured_flat": "ours, flat priors, ratings as measurements: posterior mean",
    "measured_ranking": "ours, the ranking's priors, ratings as measurements: posterior mean",
    "two_stage": "two-stage: glmmTMB (therapist, client, ar1, error), then logit",
    "jmstate": "jmstate 0.20 (log hazard ratio)",
    "naive_logit": "last rating, logit",
    "naive_cox": "last rating, Cox (log hazard ratio)",
    "oracle": "the true alliance, logit",
    "oracle_cox": "the true alliance, Cox (log hazard ratio)",
}
RIVAL = "two_stage"
MOST_BIAS = {"full": 0.03, "hard": 0.04}
LEAST_COVERAGE = 0.90
LEAST_PROGRAMS = 60  # fewer settle no bar
ERRORS_TO_TELL = 2.0
Lines = Mapping[int, Line]


def by_method(lines: list[Line], world: str) -> dict[str, Lines]:
    """The lines of one world by method and seed, of two programs or more; ours a second time with the mode."""
    found: dict[str, dict[int, Line]] = {}
    for line in lines:
        if line["world"] == world and np.isfinite(line["estimate"]) and np.isfinite(line["sd"]):
            found.setdefault(line["method"], {})[line["seed"]] = line
            if "mode" in line:
                found.setdefault(f"{line['method']}_mode", {})[line["seed"]] = at_mode(line)
    return {method: found[method] for method in METHODS if len(found.get(method, {})) > 1}


def at_mode(line: Line) -> Line:
    """The mode as the estimate, the posterior's standard deviation as its standard error."""
    return line | {"estimate": line["mode"], **intervals(line["mode"], line["sd"])}


def errors(lines: Lines, truth: float, seeds: list[int] | None = None) -> np.ndarray:
    """Estimate less truth."""
    return np.array([lines[seed]["estimate"] - truth for seed in seeds or sorted(lines)])


def covered(lines: Lines, truth: float, level: str, seeds: list[int] | None = None) -> np.ndarray:
    """Whether each interval holds the truth, as 1 and 0."""
    ends = np.array([lines[seed][f"within{level}"] for seed in seeds or sorted(lines)])
    return ((ends[:, 0] <= truth) & (truth <= ends[:, 1])).astype(float)


def mean_and_error(values: np.ndarray) -> tuple[float, float]:
    """Mean and its standard error."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size))


def row_of(method: str, lines: Lines, truth: float, oracle: Lines | None) -> str:
    """One method's line of the table."""
    away = errors(lines, truth)
    bias, error = mean_and_error(away)
    shared = sorted(set(lines) & set(oracle or {}))
    beside = ""
    if shared:
        further = (errors(lines, 0.0, shared) - errors(oracle or {}, 0.0, shared)) / truth
        beside = "{:+.1%} ({:.1%})".format(*mean_and_error(further))
    cover = [f"{covered(lines, truth, level).mean():.3f}" for level in ("95", "90")]
    seconds = float(np.median([line["seconds"] for line in lines.values()]))
    # Positive: the effect is overstated.
    shares = f"{bias / truth:+.1%} | {error / abs(truth):.1%}"
    rmse = float(np.sqrt((away**2).mean()))
    return (
        f"| {METHODS[method]} | {len(lines)} | {truth + bias:.3f} | {shares} |"
        f" {beside} | {' | '.join(cover)} | {rmse:.3f} | {seconds:.1f} |"
    )


def paired(method: str, ours: Lines, rival: Lines, truth: float) -> str:
    """Ours less the two-stage method on the same programs, with standard errors."""
    seeds = sorted(set(ours) & set(rival))
    one, other = errors(ours, truth, seeds), errors(rival, truth, seeds)
    hits = covered(ours, truth, "95", seeds) - covered(rival, truth, "95", seeds)
    told = [_told(mean_and_error(values)) for values in (one**2 - other**2, np.abs(one) - np.abs(other), hits)]
    return f"| {METHODS[method]} | {len(seeds)} | {' | '.join(told)} |"


def bars(world: str, ours: Lines, rival: Lines, truth: float) -> list[tuple[str, str]]:
    """Each bar in words, and whether it is met."""
    bias, error = mean_and_error(errors(ours, truth))
    most = MOST_BIAS[world]
    beyond = (abs(bias) - error) / abs(truth)
    found = [(f"bias at most {most:.0%} beyond its Monte-Carlo error", _met(beyond <= most, f"{beyond:.1%} beyond it"))]
    seeds = sorted(set(ours) & set(rival))
    squared = mean_and_error(errors(ours, truth, seeds) ** 2 - errors(rival, truth, seeds) ** 2)
    if world == "hard":
        share = covered(ours, truth, "95").mean()
        words = f"95 % intervals hold the truth in at least {LEAST_COVERAGE:.0%}"
        found.append((words, _met(share >= LEAST_COVERAGE, f"{share:.3f}")))
        clearly = squared[0] < -ERRORS_TO_TELL * squared[1]
        return [*found, ("error clearly below two-stage's, paired", _met(clearly, f"squared error {_told(squared)}"))]
    hits = mean_and_error(covered(ours, truth, "95", seeds) - covered(rival, truth, "95", seeds))
    found.append(("coverage not worse than two-stage's, paired", _not_worse(-hits[0], hits[1], _told(hits))))
    return [
        *found,
        ("error not worse than two-stage's, paired", _not_worse(*squared, f"squared error {_told(squared)}")),
    ]


def _told(found: tuple[float, float]) -> str:
    return f"{found[0]:+.4f} ({found[1]:.4f})"


def _met(is_met: bool, because: str) -> str:
    return f"{'met' if is_met else '**not met**'}: {because}"


def _not_worse(worse_by: float, error: float, because: str) -> str:
    if worse_by <= 0.0:
        return f"met: {because}"
    return f"{'**not met**' if worse_by > ERRORS_TO_TELL * error else 'cannot tell'}: {because}"


def _so_far(ours: Lines, rival: Lines) -> str:
    programs = len(set(ours) & set(rival))
    return "" if programs >= LEAST_PROGRAMS else f" (so far, {programs} of {LEAST_PROGRAMS} programs)"


def section(world: str, methods: dict[str, Lines]) -> list[str]:
    """All that is said of one world."""
    truth, rival = WORLDS[world].effect, methods.get(RIVAL, {})
    rows = [row_of(method, lines, truth, methods.get("oracle")) for method, lines in methods.items()]
    ours = [method for method in methods if method.startswith("ours") and len(set(methods[method]) & set(rival)) > 1]
    missing = [words for method, words in METHODS.items() if method not in methods]
    return [
        f"## {world}: {CLIENTS} clients, effect {truth:.2f} per point of rating",
        "",
        "| method | n | mean | bias | its error | beyond the oracle | 95 % | 90 % | RMSE | seconds |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        *([f"Not run, or on one program only: {'; '.join(missing)}.", ""] if missing else []),
        "Ours less two-stage, on the same programs:",
        "",
        "| | n | squared error | absolute error | 95 % coverage |",
        "|---|---|---|---|---|",
        *(paired(method, methods[method], rival, truth) for method in ours),
        "",
        *(
            f"- {METHODS[method]}{_so_far(methods[method], rival)}: {words}: {told}"
            for method in ours
            for words, told in bars(world, methods[method], rival, truth)
        ),
        "",
    ]


def words_of(lines: list[Line]) -> str:
    """The page."""
    told = [line for world in WORLDS for line in section(world, by_method(lines, world))]
    return "\n".join(
        [
            "# Accuracy at equal data",
            "",
            "Effect of one point of alliance on leaving, found by each method on the same simulated programs. A",
            'positive bias overstates it. Standard errors over programs stand in brackets; "beyond the oracle" is the',
            "mean difference to a logit on the true alliance, which no analyst has. Methods on the scale of a hazard",
            "ratio aim at the Cox oracle's number, not at the logit's truth.",
            "",
            f"Ours: {DRAWS} draws; mean with the interval of the draws, as the product tells it, and the mode with the",
            "posterior's standard deviation, as a maximum-likelihood engine would tell it. Seconds are medians on a",
            "busy machine: see `peers.md` instead.",
            "",
            *told,
            "Made by `python benchmarks/accuracy.py`; every fit's line is in `accuracy.jsonl`.",
            "",
        ]
    )
