"""Planted truths: does the product say of each simulated program what is true in it?

    python benchmarks/planted.py --clients 1000 --seeds 3          # every scenario
    python benchmarks/planted.py --clients 60 --seeds 10
    python benchmarks/planted.py --scenario nothing --clients 300 --seeds 200 --ranking-only
    python benchmarks/planted.py --scenario alliance-first --seeds 4   # also: alliance-last, nothing-first

Where a scenario is about what comes before what, only the explaining fit and that of everything observed are made.
Appends a line per program to benchmarks/results/planted.jsonl and goes on where it stopped; `--table` writes the page.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from kept_lines import keep, kept

from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.answers.verdict import verdict
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.fit_together import fit_together
from bidewell.analysis.model.fits import EXPLAINING_DRAWS, SIDE_DRAWS, Fits, fit_all
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import SCENARIOS

RESULTS = Path(__file__).parent / "results" / "planted.jsonl"
PAGE = """# Planted truths

What was said of simulated programs in which the truth is known. Made by `python benchmarks/planted.py`; every program's
line is in `planted.jsonl`.

"""
Result = dict[str, Any]


def run(scenario: str, clients: int, seed: int, *, ranking_only: bool) -> Result:
    """One program: what was said of it, and what had to be said."""
    started = time.perf_counter()
    simulated = simulate(scenario, clients, seed)
    records, expected = simulated.records, simulated.scenario
    panel = build_panel(records, DEFAULT_DEFINITION)
    told: dict[str, str] = {}
    together = None
    if ranking_only:
        explain = fit_program(records, panel, Choices(), FitControl(seed, EXPLAINING_DRAWS))
        largest = verdict(explain, rank(explain, None))
    else:
        is_over_time = bool(expected.truth.further)
        fits = (_over_time if is_over_time else _everything)(records, panel, seed)
        explain, together = fits.explain, fits.together
        ranking = rank(explain, None)
        largest = verdict(explain, ranking, fits.at_order_end, fits.bounds, fits.not_made)
        told = {claim.name: claim.verdict for claim in claims(records, fits, ranking, largest)}
    named = largest.largest.factor.name if largest.largest else None
    acceptable = (*expected.largest_acceptable, None) if clients < 1000 else expected.largest_acceptable
    wrong = [name for name, right in expected.claims.items() if told and told[name] not in (*right, "cannot tell")]
    missed = [name for name, right in expected.claims.items() if told and told[name] not in right]
    return {
        "scenario": scenario, "clients": clients, "seed": seed, "ranking_only": ranking_only, "largest": named,
        "largest_right": named in acceptable, "reason": largest.reason, "claims": told, "wrong": wrong,
        "missed": missed, "pareto_k": round(explain.model.diagnostics.pareto_k, 3),
        "pareto_k_together": round(together.model.diagnostics.pareto_k, 3) if together else None,
        "seconds": round(time.perf_counter() - started, 1),
    }  # fmt: skip


def _everything(records: ProgramRecords, panel: PanelFrames, seed: int) -> Fits:
    return fit_all(records, panel, Choices(), seed)


def _over_time(records: ProgramRecords, panel: PanelFrames, seed: int) -> Fits:
    explain = fit_program(records, panel, Choices(), FitControl(seed, EXPLAINING_DRAWS))
    together = fit_together(records, explain, FitControl(seed, SIDE_DRAWS))
    return Fits(explain, explain, None, (), None, (), together=together)


def table(results: list[Result]) -> str:
    """A row per scenario and size."""
    lines = [
        "| scenario | clients | programs | named | right | wrong claims | true claims not told | k above 0.7 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for key in sorted({(r["scenario"], r["clients"]) for r in results}):
        rows = [r for r in results if (r["scenario"], r["clients"]) == key]
        names = Counter(r["largest"] or "cannot tell" for r in rows)
        named = ", ".join(f"{name} {n}" for name, n in names.most_common())
        wrong = Counter(name for r in rows for name in r["wrong"])
        told = ", ".join(f"{name} {n}" for name, n in wrong.items()) or "none"
        open_ = Counter(name for r in rows for name in set(r["missed"]) - set(r["wrong"]))
        not_told = ", ".join(f"{name} {n}" for name, n in open_.items()) or "none"
        right, high = sum(r["largest_right"] for r in rows), sum(_highest_k(r) > 0.7 for r in rows)
        lines.append(f"| {key[0]} | {key[1]} | {len(rows)} | {named} | {right} | {told} | {not_told} | {high} |")
    return "\n".join(lines)


def _highest_k(result: Result) -> float:
    return max(float(result["pareto_k"]), float(result.get("pareto_k_together") or 0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--ranking-only", action="store_true")
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    RESULTS.parent.mkdir(exist_ok=True)
    done = kept(RESULTS)
    if chosen.table:
        RESULTS.with_suffix(".md").write_text(PAGE + table(done) + "\n")
        print(table(done))
        return
    # A program of which everything was told has its ranking told too.
    known = {(r["scenario"], r["clients"], r["seed"]) for r in done if chosen.ranking_only or not r["ranking_only"]}
    names = [chosen.scenario] if chosen.scenario else [s.name for s in SCENARIOS if s.name != "demo"]
    for seed in range(1, chosen.seeds + 1):
        for name in names:
            if (name, chosen.clients, seed) not in known:
                result = run(name, chosen.clients, seed, ranking_only=chosen.ranking_only)
                keep(RESULTS, result)
                print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
