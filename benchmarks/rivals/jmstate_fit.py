"""jmstate on tables of sessions: one JSON line a table. Runs in an environment of its own, see install.sh.

build/rivals/bin/python benchmarks/rivals/jmstate_fit.py FILE.csv ...

Its model: random intercept and slope, a Weibull hazard in continuous time, current value of the alliance, and the
court order's start fading as it truly does. It has no therapists and no session-level patches. A session's number is
its time: the client is rated then, and leaves then.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from jmstate import MultiStateJointModel
from jmstate.functions.base_hazards import Weibull
from jmstate.types import ModelData, ModelDesign, ModelParameters, PrecisionParameters

LEAVES = ("in care", "left")
FADING_SESSIONS = 4.0
USUAL_LEVEL = 5.0
LEARNING_RATE = 0.1  # as in its own examples


def individual(fixed: torch.Tensor, x: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Level, slope and court order of each client: fixed is (level, slope, court on level), x[:, 0] the order."""
    court = x[:, :1].expand(*b.shape[:-1], 1)
    return torch.cat([fixed[:2] + b + torch.cat([fixed[2] * court, 0.0 * court], dim=-1), court], dim=-1)


def level(t: torch.Tensor, client: torch.Tensor) -> torch.Tensor:
    """The alliance about its usual level, [..., clients, times]."""
    return client[..., :1] + client[..., 1:2] * (t - 1.0)


def rating(t: torch.Tensor, client: torch.Tensor) -> torch.Tensor:
    """The expected rating about the usual level."""
    return level(t, client).unsqueeze(-1)


def link(t: torch.Tensor, client: torch.Tensor) -> torch.Tensor:
    """What the hazard depends on: the current alliance, and what is left of the court order's start."""
    fading = client[..., 2:] * torch.exp(-(t - 1.0) / FADING_SESSIONS)
    return torch.stack([level(t, client), fading], dim=-1)


def data_of(rows: np.ndarray) -> ModelData:
    """The table as jmstate's tensors; leaving at the session after which the client left."""
    client = rows["client"].astype(int)
    first = np.flatnonzero(np.diff(client, prepend=-1) > 0)
    ends = np.append(first[1:], client.size) - 1
    session = rows["session"].astype(int)
    ratings = np.full((first.size, session.max(), 1), np.nan)
    ratings[client, session - 1, 0] = rows["rating"] - USUAL_LEVEL
    at = rows[first]
    x = np.column_stack([at["court"], at["distance"], at["ride"], at["ride"] * at["distance"]])
    # Nobody knows what became of the client after a session that is not at risk.
    seen_until = np.where(rows["at_risk"][ends] > 0, session[ends], np.maximum(session[ends] - 1, 0)).astype(float)
    left = rows["left"][ends] > 0
    trajectories = [
        [(0.0, LEAVES[0])] + ([(float(until), LEAVES[1])] if gone else [])
        for until, gone in zip(seen_until, left, strict=True)
    ]
    return ModelData(
        torch.tensor(x),
        torch.arange(1.0, session.max() + 1.0, dtype=torch.float64),
        torch.tensor(ratings),
        trajectories,
        torch.tensor(seen_until)[:, None],
    )


def model_of(data: ModelData, seed: int) -> MultiStateJointModel:
    """The model, begun from the table: half the ratings' variance is the clients', and nothing has an effect."""
    torch.manual_seed(seed)
    ratings = data.y[torch.isfinite(data.y)]
    half = float(ratings.var()) / 2.0
    leaving = sum(len(one) - 1 for one in data.trajectories) / float(data.c.sum())
    parameters = ModelParameters(
        torch.tensor([float(ratings.mean()), 0.0, 0.0]),
        PrecisionParameters.from_covariance(torch.diag(torch.tensor([half, 0.01])), "full"),
        PrecisionParameters.from_covariance(half * torch.eye(1), "spherical"),
        {LEAVES: Weibull(leaving, 1.0)},
        {LEAVES: torch.zeros(2)},
        {LEAVES: torch.zeros(4)},
    )
    design = ModelDesign(individual, rating, {LEAVES: link})
    return MultiStateJointModel(
        design, parameters, torch.optim.Adam(parameters.parameters(), lr=LEARNING_RATE), verbose=False
    )


def one_line(path: Path) -> dict[str, object]:
    """Fit one table."""
    rows = np.genfromtxt(path, delimiter=",", names=True)
    data = data_of(rows)
    model = model_of(data, 1)
    began, busy = time.perf_counter(), time.process_time()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model.fit(data)
        fitted = time.perf_counter()
        model.compute_summary()
        ended, busy = time.perf_counter(), time.process_time() - busy
    place = next(i for i, name in enumerate(model.params.names()) if "link_coefs" in name)
    return {
        "file": path.name,
        "method": "jmstate",
        "estimate": round(float(model.params.to_vector()[place]), 6),
        "sd": round(float(model.stderr[place]), 6),
        "converged": not any("converged" in str(one.message) for one in said),
        "iterations": len(model.params_history_) - 1,
        "apart": f"without standard errors {fitted - began:.1f} s",
        "seconds": round(ended - began, 3),
        "processor": round(busy, 3),
    }


def main() -> None:
    """One line a table, as each is fitted."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for name in sys.argv[1:]:
        print(json.dumps(one_line(Path(name))), flush=True)


if __name__ == "__main__":
    main()
