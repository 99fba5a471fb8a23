"""How strong something that nobody recorded would have to be to explain a link away: the E-value.

VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268-274. It says how much would be needed, never whether
there is such a thing, and never that a link is a cause.
"""

import numpy as np

from bidewell.analysis.interval import Interval

# Where at least this share has the outcome by the end, a hazard ratio is further from 1 than the risk ratio.
COMMON = 0.15


def e_value(risk_ratio: float) -> float:
    """The smallest risk ratio that an unrecorded thing needs, with both the factor and the outcome, to explain this.

    1 where nothing needs explaining.
    """
    ratio = max(risk_ratio, 1.0 / risk_ratio)
    return float(ratio + np.sqrt(ratio * (ratio - 1.0)))


def nearer_end(risk_ratio: Interval) -> float:
    """The E-value of the end of an interval that lies nearer to no difference; 1 where it reaches across."""
    if risk_ratio.low <= 1.0 <= risk_ratio.high:
        return 1.0
    return e_value(risk_ratio.low if risk_ratio.low > 1.0 else risk_ratio.high)


def as_risk_ratio(hazard_ratio: float, *, is_common: bool) -> float:
    """A hazard ratio as an approximate risk ratio: itself where the outcome is rare (the paper's table 2)."""
    if not is_common:
        return hazard_ratio
    return float((1.0 - 0.5 ** np.sqrt(hazard_ratio)) / (1.0 - 0.5 ** np.sqrt(1.0 / hazard_ratio)))
