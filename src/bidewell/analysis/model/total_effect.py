"""What a lasting shift of the alliance goes with in leaving, counting what follows it in the other ratings."""

import numpy as np

from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_of


def total_effect(model: FittedModel) -> Floats:
    """Draws [n] on the log hazard, for an alliance one standard deviation of its ratings higher, week after week.

    Held there, the other ratings' patches settle where d = A_oo d + A_oa: each period they keep what lasts of
    themselves and gain what follows from the alliance. With loadings b the total is b_a + b_o' d. Association: nobody
    has shifted anything. Where the patches of a draw do not settle, its total is nan.
    """
    process = dynamics_of(model.scalars(model.draws).T, np, model.channels)
    persistence = np.moveaxis(np.array(process.persistence), -1, 0)
    others, from_alliance = persistence[:, 1:, 1:], persistence[:, 1:, :1]
    settled = np.linalg.solve(np.eye(others.shape[1]) - others, from_alliance)[..., 0]
    own = model.block("alliance")[:, 0]
    through = np.column_stack([model.block(f"{name}_on_leaving")[:, 0] for name in model.channels.more])
    settles = np.abs(np.linalg.eigvals(persistence)).max(axis=1) < 1.0
    return np.where(settles, own + (through * settled).sum(axis=1), np.nan)


def settled_total(model: FittedModel) -> Floats:
    """The same, of the draws in which it settles."""
    total = total_effect(model)
    return np.asarray(total[np.isfinite(total)])
