"""The claims about what comes before what: alliance, attendance, motivation and outcome, each way.

They rest on the fit of everything observed at once. A lag is what goes with a client's own passing change of one rating
in another rating one period on, in standard deviations of both, all lasting differences between clients set aside.
"""

from collections.abc import Iterator

import numpy as np

from bidewell.analysis.answers.claim import CANNOT_TELL, Claim, judged, judged_ratio
from bidewell.analysis.answers.claims_within_bounds import within_bounds
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.together_terms import MISSED_BEFORE
from bidewell.analysis.model.total_effect import settled_total
from bidewell.engine.channels import FIRST
from bidewell.engine.panel import Floats

# A twentieth of a standard deviation in the next rating is the least that matters.
LEAST_LAG = 0.05
# What is rated where a rating says how a client fares, with the direction in which more is better.
OUTCOMES = {"use": -1.0, "distress": -1.0, "well_being": 1.0}
NOT_RECORDED = "not_recorded"
NAMES = (
    "alliance_attendance", "attendance_alliance", "alliance_motivation", "motivation_alliance", "alliance_outcome",
    "outcome_alliance", "alliance_total",
)  # fmt: skip


def claims_together(fitted: FittedProgram | None, bounds: tuple[FittedProgram, ...] = ()) -> tuple[Claim, ...]:
    """These claims, in the order of NAMES; those about outcomes once for each rated, which `source` names.

    None: nothing beside the alliance and leaving is recorded often enough. `bounds` are the same fit under the bounds
    on agreed endings, for the one claim that is about leaving.
    """
    # Of another rating that stands in for the alliance nothing is claimed.
    found = list(_told(fitted, bounds)) if fitted is not None and fitted.choices.rated_is_alliance else []
    told = {claim.name for claim in found}
    found += [Claim(name, CANNOT_TELL, NOT_RECORDED, scale="none") for name in NAMES if name not in told]
    return tuple(sorted(found, key=lambda claim: NAMES.index(claim.name)))


def turns_with_who_answers(fitted: FittedProgram | None, change: Interval) -> bool:
    """Whether answering a check-in goes with the alliance, and with that known the alliance's link is not clear."""
    if fitted is None or not fitted.model.diagnostics.trusted or "answered_loading" not in fitted.model.layout:
        return False
    answering = Interval.of(fitted.model.block("answered_loading")[:, 0])
    leaving = Interval.of(-fitted.model.block("alliance")[:, 0])
    is_clear = leaving.low > 0 or leaving.high < 0
    return (answering.low > 0 or answering.high < 0) and not (is_clear and leaving.mean * change.mean > 0)


def _told(fitted: FittedProgram, bounds: tuple[FittedProgram, ...]) -> Iterator[Claim]:
    layout, further = fitted.model.layout, fitted.rows.further
    if "attended_loading" in layout:
        yield _settled(fitted, "alliance_attendance", fitted.model.block("attended_loading")[:, 0], is_ratio=True)
        # A session missed would have to go with a lower next rating.
        yield _settled(fitted, "attendance_alliance", -fitted.model.block(f"{MISSED_BEFORE}_rating")[:, 0])
    if "motivation" in further:
        yield _settled(fitted, "alliance_motivation", lag(fitted, FIRST, "motivation"))
        yield _settled(fitted, "motivation_alliance", lag(fitted, "motivation", FIRST))
    for name in further:
        better = OUTCOMES.get(fitted.panel.further.sources[name].role)
        if better is not None:
            yield _settled(fitted, "alliance_outcome", better * lag(fitted, FIRST, name), source=name)
            yield _settled(fitted, "outcome_alliance", better * lag(fitted, name, FIRST), source=name)
    if further:
        total = _settled(fitted, "alliance_total", _total(fitted), is_ratio=True, holds_below=True)
        yield within_bounds(total, fitted, bounds, _total)


def _total(fitted: FittedProgram) -> Floats:
    return settled_total(fitted.model)


def lag(fitted: FittedProgram, before: str, to: str) -> Floats:
    """Draws [n] of what one rating's passing change goes with in another one period on, in standard deviations."""
    place = fitted.model.labels.index(f"lag[{to} after {before}]")
    return np.asarray(fitted.model.draws[:, place])


def _settled(
    fitted: FittedProgram,
    name: str,
    draws: Floats,
    *,
    is_ratio: bool = False,
    holds_below: bool = False,
    source: str = "",
) -> Claim:
    estimate = Interval.ratio(draws) if is_ratio else Interval.of(draws)
    if is_ratio:
        verdict, why = judged_ratio(estimate, holds_below=holds_below)
    else:
        verdict, why = judged(estimate.low, estimate.high, LEAST_LAG, holds_below=holds_below)
    if not fitted.model.diagnostics.trusted:
        verdict, why = CANNOT_TELL, "untrusted"
    scale = ("hazard ratio" if name == "alliance_total" else "odds ratio") if is_ratio else "standard deviations"
    return Claim(name, verdict, why, estimate, scale, source, clients_in(fitted.rows))
