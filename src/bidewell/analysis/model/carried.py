"""Whether the fits beside the explaining one say anything: more than their priors did, and more than nothing."""

from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import BEND, CASELOAD, PASSING
from bidewell.analysis.model.total_effect import settled_total

# Data say more of an effect than its prior where they leave less than this of its prior's spread.
MOST_OF_PRIOR = 0.5


def tells_of_bend(bend: FittedProgram) -> bool:
    """Whether anything is said of a bend: its fit is to be trusted, and the data say more of it than the prior."""
    return bend.model.diagnostics.trusted and carries_bend(bend)


def tells_total(together: FittedProgram) -> bool:
    """Whether a trusted fit of everything has a total of the alliance that lies to one side of no difference."""
    if not together.model.diagnostics.trusted or not together.rows.further:
        return False
    total = Interval.of(settled_total(together.model))
    return total.low > 0.0 or total.high < 0.0


def carried_parts(split: FittedProgram) -> tuple[str, ...]:
    """The parts of the alliance's effect of which the data say more than the prior did."""
    return tuple(name for name in (PASSING, CASELOAD) if name in split.model.layout and _is_carried(split, name))


def carries_bend(bend: FittedProgram) -> bool:
    """Whether the data say more about the bend than the prior did."""
    return _is_carried(bend, BEND)


def _is_carried(fitted: FittedProgram, name: str) -> bool:
    model = fitted.model
    return bool(model.block(name).std() < MOST_OF_PRIOR * model.prior_sd[model.layout[name][0]])
