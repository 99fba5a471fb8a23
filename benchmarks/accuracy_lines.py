"""Estimates of the alliance's effect, a line each: by ours and by every rival installed, on the same sessions."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from kept_lines import Line
from worlds import WORLDS, Sessions, draw_sessions
from worlds_model import effect_draws, model_of

from bidewell.engine.fitters.fit import fit

CLIENTS = 500
DRAWS = 400
HERE = Path(__file__).parent
TABLES = HERE.parent / "build" / "worlds"
RIVALS_PYTHON = HERE.parent / "build" / "rivals" / "bin" / "python"
LEVELS = {"95": (0.025, 0.975), "90": (0.05, 0.95)}
NORMAL = {"95": 1.959964, "90": 1.644854}
# Ours as the product reads ratings, and as if their scale had no end.
READINGS = ("ours", "measured")
BY_R = ("oracle", "oracle_cox", "naive_logit", "naive_cox", "two_stage")


def ours(world: str, seed: int, priors: str, reading: str) -> Line:
    """One fit of ours: posterior mean, and intervals as the draws have them; `reading` is one of READINGS."""
    sessions = draw_sessions(WORLDS[world], CLIENTS, seed)
    model, rating = model_of(sessions, priors, measured=reading == "measured")
    began = time.perf_counter()
    fitted = fit(model, seed=seed, draws=DRAWS)
    seconds = time.perf_counter() - began
    draws = effect_draws(fitted, rating)
    mode = float(fitted.mode[model.layout["alliance"]][0] / rating.spread)
    return {
        "world": world,
        "seed": seed,
        "method": f"{reading}_{priors}",
        "estimate": round(float(draws.mean()), 6),
        "mode": round(mode, 6),
        "median": round(float(np.median(draws)), 6),
        "sd": round(float(draws.std()), 6),
        **{f"within{name}": np.quantile(draws, ends).round(6).tolist() for name, ends in LEVELS.items()},
        "pareto_k": round(fitted.draws.pareto_k, 3),
        "converged": fitted.converged,
        "seconds": round(seconds, 3),
    }


def rivals(world: str, seeds: list[int], method: str) -> Iterator[Line]:
    """The lines of one rival process over many programs; nothing where it is not installed."""
    command = command_of(method)
    if command is None or not seeds:
        return
    tables = [str(write_table(world, seed)) for seed in seeds]
    with subprocess.Popen([*command, *tables], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for text in process.stdout:
            if text.startswith("{"):
                yield _with_interval(world, json.loads(text))
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")


def command_of(method: str) -> list[str] | None:
    """How a rival is started; None where it is not installed."""
    if method == "R":
        return ["Rscript", str(HERE / "rivals" / "effects.R")] if shutil.which("Rscript") else None
    return [str(RIVALS_PYTHON), str(HERE / "rivals" / "jmstate_fit.py")] if RIVALS_PYTHON.exists() else None


def write_table(world: str, seed: int, clients: int = CLIENTS) -> Path:
    """The sessions of a program as a table that any engine can read."""
    TABLES.mkdir(parents=True, exist_ok=True)
    path = TABLES / f"{world}-{clients}-{seed}.csv"
    sessions = draw_sessions(WORLDS[world], clients, seed)
    columns = columns_of(sessions)
    np.savetxt(path, np.column_stack(list(columns.values())), "%.10g", ",", header=",".join(columns), comments="")
    return path


def columns_of(sessions: Sessions) -> dict[str, np.ndarray]:
    """The table's columns, yes and no as 1 and 0."""
    names = ("client", "session", "therapist", "rating", "alliance", "court", "fading", "distance", "ride")
    return {name: getattr(sessions, name) for name in (*names, "at_risk", "left")}


def _with_interval(world: str, told: Line) -> Line:
    seed = int(told.pop("file").removesuffix(".csv").rpartition("-")[2])
    estimate, sd = (float("nan") if told[name] is None else told[name] for name in ("estimate", "sd"))
    return {"world": world, "seed": seed, **told, **intervals(estimate, sd)}


def intervals(estimate: float, sd: float) -> Line:
    """Estimate and standard errors as intervals."""
    return {f"within{name}": [round(estimate - z * sd, 6), round(estimate + z * sd, 6)] for name, z in NORMAL.items()}
