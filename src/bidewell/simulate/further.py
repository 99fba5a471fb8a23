"""Further ratings: what passes of each from week to week, before and after the alliance's own, and what is answered.

Arrays are [clients, further ratings].
"""

import numpy as np

from bidewell.simulate.arrays import Floats
from bidewell.simulate.truth import Truth


def drawn_states(truth: Truth, n: int, chance: np.random.Generator) -> Floats:
    """Passing parts of n clients, as they are in the long run by themselves."""
    sizes = np.array([one.state_sd for one in truth.further], dtype=float)
    return np.asarray(chance.normal(size=(n, len(truth.further))) * sizes)


def pull_on_alliance(truth: Truth, states: Floats) -> Floats:
    """What the passing parts of one week add to the alliance's of the next, [clients]."""
    sizes = [truth.rating.state_sd * one.before_alliance / one.state_sd for one in truth.further]
    return np.asarray(states @ np.array(sizes, dtype=float))


def a_week_later(truth: Truth, states: Floats, alliance: Floats, chance: np.random.Generator) -> Floats:
    """The passing parts a week on; `alliance` is its own passing part of the week before, [clients]."""
    moved = np.empty_like(states)
    for place, one in enumerate(truth.further):
        noise = chance.normal(0, np.sqrt(1 - one.weekly_persistence**2) * one.state_sd, len(states))
        pulled = one.after_alliance * one.state_sd / truth.rating.state_sd * alliance
        moved[:, place] = one.weekly_persistence * states[:, place] + noise + pulled
    return moved


def in_points(truth: Truth, traits: Floats, states: Floats, chance: np.random.Generator) -> Floats:
    """What each client answers, before it is put on the scale; `traits` are standardised."""
    points = np.empty_like(states)
    for place, one in enumerate(truth.further):
        latent = one.trait_sd * traits[:, place] + states[:, place] + chance.normal(0, one.error_sd, len(states))
        points[:, place] = one.average + one.points * latent
    return points
