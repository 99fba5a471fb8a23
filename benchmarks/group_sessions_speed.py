"""How long a fit takes where ratings are given in group sessions, beside the same program without their effects.

    python benchmarks/group_sessions_speed.py [--largest 1500]

Four in five clients sit in a group that meets weekly for 78 weeks; a meeting that one of them rated has no effect. The
library leaves the effects out above 400 meetings; here the engine is asked for more, to see how the cost grows.
Processor time is what a busy machine does not change.
"""

import argparse
import os
import time
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from bidewell.analysis.model.group_sessions import FEWEST_RATERS
from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats
from bidewell.simulate.panels import Size, draw_program

DRAWS, SEED, IN_GROUPS = 256, 3, 0.8
# Clients and groups: meetings of eight or nine raters, then as many meetings of ever more, then ever more meetings.
PROGRAMS = ((500, 5), (2_000, 5), (5_000, 5), (1_000, 10), (2_000, 20), (5_000, 50))


def with_and_without(clients: int, groups: int) -> tuple[Model, Model, int]:
    """The program with its meetings' effects and without, and how many meetings have one."""
    model = draw_program(Size(clients, max(4, clients // 40), groups=groups), SEED).model
    blocks = {block.name: block for block in model.blocks}
    blocks["group_session"] = shared = _shared(model, blocks["group_session"])
    without = tuple(block for name, block in blocks.items() if name != "group_session")
    return replace(model, blocks=tuple(blocks.values())), replace(model, blocks=without), shared.size


def _shared(model: Model, block: Block) -> Block:
    """The effects of meetings that two clients or more rated."""
    assert block.level_of_row is not None
    panel = model.panel
    sits = np.random.default_rng(1).random(panel.persons) < IN_GROUPS
    level = np.where(sits[panel.of_person] & (panel.rating_count > 0), block.level_of_row, -1)
    rated = np.unique(np.stack([level, panel.of_person])[:, level >= 0], axis=1)
    kept = np.flatnonzero(np.bincount(rated[0], minlength=block.size) >= FEWEST_RATERS)
    number = np.full(block.size + 1, -1)
    number[kept] = np.arange(kept.size)
    labels = tuple(block.labels[place] for place in kept.tolist())
    return replace(block, labels=labels, level_of_row=number[level])


def measure(model: Model) -> str:
    """Seconds of the processor that a fit took, and what it did."""
    asked: list[int] = []
    gradients = Likelihood._gradients

    def counted(likelihood: Likelihood, parameters: Floats) -> Floats:
        asked.append(len(parameters))
        return gradients(likelihood, parameters)

    with patch.object(Likelihood, "_gradients", counted):
        began, busy = time.perf_counter(), time.process_time()
        found = fit(model, 0, DRAWS)
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
    return (
        f"{busy:7.2f} s processor ({seconds:6.2f} s)  {model.size:>5,} parameters  {sum(asked)} gradients  "
        f"k {found.draws.pareto_k:.2f}"
    )


def main() -> None:
    """Print two lines a program."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--largest", type=int, default=1_500, help="most meetings")
    largest = wanted.parse_args().largest
    fit(draw_program(Size(60, 4, groups=1), 1).model, 0, 64)  # compiles the recursion
    for clients, groups in PROGRAMS:
        model, without, meetings = with_and_without(clients, groups)
        if meetings <= largest:
            print(f"{clients:>6,} clients {model.panel.rows:>7,} rows      without  {measure(without)}", flush=True)
            told = f"{measure(model)}; load {os.getloadavg()[0]:.1f}"
            print(f"{meetings:>22,} meetings      with  {told}", flush=True)


if __name__ == "__main__":
    main()
