"""How far apart a client's own ratings usually lie: one client has too few to tell, so the program's fit does."""

import numpy as np

from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.engine.process import dynamics_of


def usual_spread(saved: SavedProgram) -> float | None:
    """Standard deviation of one rating around a client's own lasting level, on the instrument's scale.

    None where the fit has no ratings.
    """
    if not saved.forecast.has_alliance:
        return None
    dynamics = dynamics_of(saved.forecast.scalars(saved.forecast.mode), np, saved.forecast.channels)
    return float(np.hypot(dynamics.patch_sd, dynamics.rating_sd[0])) * saved.rating.spread
