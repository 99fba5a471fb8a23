"""How long a whole fit takes beside the joint models others use: one run, the same simulated clients.

    python benchmarks/peers.py --sizes 1000 10000 100000

Ours with its intervals, therapists, patches and rating error; jmstate with its standard errors, up to 10,000 clients;
at the first size one chain of rstanarm's stan_jm, stopped after ten minutes. One that had to be stopped is not run
again at that size: what it took at least is told. `benchmarks/rivals/install.sh` installs the others; one that is
missing is reported as not run. Every engine has one process and reads tables of the *full* world, 8.6 sessions a
client.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from accuracy_lines import HERE, RIVALS_PYTHON, write_table
from worlds import FULL, draw_sessions
from worlds_model import effect_draws, model_of

from bidewell.engine.fitters.fit import fit

WORDS = HERE / "results" / "peers.md"
DRAWS = 400
SEED = 1
LONGEST_SECONDS = {"ours": 3600, "jmstate": 3600, "stan_jm": 600}
SLOW = "stan_jm"
LARGEST_OF_RIVALS = 10_000
MEBIBYTE = 1024  # ru_maxrss counts kibibytes
Line = dict[str, Any]


def time_ours(clients: int) -> Line:
    """Ours in this process: the first fit compiles, the second is timed."""
    model, rating = model_of(draw_sessions(FULL, clients, SEED), "ranking")
    seconds, processor = [], []
    for _ in range(2):
        began, busy = time.perf_counter(), time.process_time()
        fitted = fit(model, seed=SEED, draws=DRAWS)
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
    draws = effect_draws(fitted, rating)
    apart = (
        f"compiling {max(seconds[0] - seconds[1], 0.0):.1f} s; {model.size} parameters, k {fitted.draws.pareto_k:.2f}"
    )
    found = {"seconds": seconds[1], "processor": processor[1], "estimate": draws.mean(), "sd": draws.std()}
    return {name: float(value) for name, value in found.items()} | {"apart": apart}


def command_of(engine: str, clients: int) -> list[str] | None:
    """How an engine is started on the table of so many clients; None where it is not installed."""
    if engine == "ours":
        return [sys.executable, str(Path(__file__)), "--ours", str(clients)]
    table = str(write_table(FULL.name, SEED, clients))
    if engine == "jmstate":
        script = str(HERE / "rivals" / "jmstate_fit.py")
        return [str(RIVALS_PYTHON), script, table] if RIVALS_PYTHON.exists() else None
    return ["Rscript", str(HERE / "rivals" / "stan_jm.R"), table] if shutil.which("Rscript") else None


def run_alone(engine: str, clients: int, patience: float) -> Line:
    """One engine in a process of its own: what it says, and the most memory it held."""
    known = {"engine": engine, "clients": clients}
    command = command_of(engine, clients)
    if command is None:
        return known | {"instead": "not run: not installed"}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    stop = threading.Timer(min(LONGEST_SECONDS[engine], patience if engine != "ours" else np.inf), process.kill)
    stop.start()
    told = [json.loads(line) for line in process.stdout if line.startswith("{")]
    _, _, usage = os.wait4(process.pid, 0)
    stop.cancel()
    if not told:
        return known | {"stopped": time.perf_counter() - began}
    return known | told[0] | {"megabytes": usage.ru_maxrss / MEBIBYTE}


def run_all(sizes: list[int], repeats: int, patience: float) -> list[Line]:
    """Every engine in turn at each size, so that a busy hour falls on all of them."""
    lines = []
    for clients in sizes:
        given_up = set() if clients <= LARGEST_OF_RIVALS else {"jmstate"}
        for turn in range(repeats):
            engines = ["ours", "jmstate"] + ([SLOW] if clients == sizes[0] and turn == 0 else [])
            for engine in (one for one in engines if one not in given_up):
                lines.append(run_alone(engine, clients, patience))
                print(json.dumps(lines[-1]), flush=True)
                if "seconds" not in lines[-1]:
                    given_up.add(engine)
    return lines


def row_of(engine: str, clients: int, lines: list[Line]) -> str:
    """One engine at one size: medians over turns, and how many times ours."""
    here = [line for line in lines if line["clients"] == clients]
    theirs = [line for line in here if line["engine"] == engine]
    timed = [line for line in theirs if "seconds" in line]
    ours = [line for line in here if line["engine"] == "ours" and "seconds" in line]
    if not timed:
        return f"| {clients:,} | {engine} | {_instead(theirs[0], ours)} | | | |"
    took = {name: median(line[name] for line in timed) for name in ("seconds", "processor", "megabytes")}
    times = [took[name] / median(line[name] for line in ours) for name in ("seconds", "processor")] if ours else []
    ratios = " / ".join(f"{ratio:.1f}" for ratio in times)
    apart = timed[0].get("apart", "")
    return (
        f"| {clients:,} | {engine} | {took['seconds']:.1f} | {took['processor']:.1f} | {ratios} |"
        f" {took['megabytes']:,.0f} | {timed[0]['estimate']:.3f} ({timed[0]['sd']:.3f}) | {apart} |"
    )


def _instead(line: Line, ours: list[Line]) -> str:
    """Of an engine that gave nothing: what it took at least."""
    if "stopped" not in line or not ours:
        return f"{line.get('instead', 'stopped')} | |"
    stopped = line["stopped"]
    return f"stopped after {stopped:.0f} | | more than {stopped / median(one['seconds'] for one in ours):.0f}"


def words_of(lines: list[Line], repeats: int) -> str:
    """The page."""
    pairs = dict.fromkeys((line["clients"], line["engine"]) for line in lines)
    load = os.getloadavg()[1]
    return "\n".join(
        [
            "# Speed beside peers",
            "",
            f"Whole fits of the same clients of the *full* world, seed {SEED}; medians of {repeats} turns, engines in",
            f"turn. {os.cpu_count()} cores, {load:.1f} processes wanting them at the end of the run: on a busy machine",
            "processor time compares better than the clock.",
            "",
            f"Ours: {DRAWS} draws, the ranking's priors, therapists on rating and hazard, patches and error, which no",
            "peer fits. jmstate with its standard errors. Ratios are times ours, by the clock / by the processor.",
            "",
            "| clients | engine | seconds | processor | times ours | most MiB | effect (SD) | apart |",
            "|---|---|---|---|---|---|---|---|",
            *(row_of(engine, clients, lines) for clients, engine in pairs),
            "",
            "Made by `python benchmarks/peers.py`.",
            "",
        ]
    )


def main() -> None:
    """Run every engine, then write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--patience", type=float, default=3600, help="seconds after which another engine is stopped")
    asked.add_argument("--ours", type=int, help="time ours alone at this size, and say so in JSON")
    options = asked.parse_args()
    if options.ours:
        print(json.dumps(time_ours(options.ours)))
        return
    words = words_of(run_all(options.sizes, options.repeats, options.patience), options.repeats)
    WORDS.write_text(words)
    print(words)


if __name__ == "__main__":
    main()
