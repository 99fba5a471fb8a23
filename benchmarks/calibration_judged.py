"""What lines of a calibration say: uniform ranks and 90 % coverage of each parameter, as numbers and as a page."""

import numpy as np
from kept_lines import Line
from scipy import stats

BINS = 10
LEVEL = 0.01


def judge(lines: list[Line], among: int) -> Line:
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
    return {
        "programs": len(lines),
        "left_out": among - len(lines),
        "rejected": int(np.cumprod(rejected).sum()),
        "smallest_p": p[0],
        "limit_for_smallest_p": LEVEL / len(p),
        "seconds_median": float(np.median([line["seconds"] for line in lines])),
        "parameters": tests,
    }


def words_of(verdict: Line, title: str, about: str, made_by: str) -> str:
    """The verdict as a page: `about` says what was drawn, `made_by` which command did it."""
    rows = [
        f"| {name} | {one['coverage']:.3f} | {one['p_coverage']:.3f} | {one['p_uniform']:.3f} |"
        for name, one in verdict["parameters"].items()
    ]
    told = "none" if verdict["rejected"] == 0 else str(verdict["rejected"])
    left_out = f" ({verdict['left_out']} more left out: no fit to be judged by)" if verdict["left_out"] else ""
    return "\n".join(
        [
            f"# {title}",
            "",
            f"{verdict['programs']} programs{left_out} {about} Of {2 * len(rows)} tests, {told} is rejected"
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
            f"Made by `{made_by}`; every program's line is in the `.jsonl` beside.",
            "",
        ]
    )
