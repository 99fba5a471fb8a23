"""What a program asked and what its records answer: fits, ranking, verdict, claims, comparisons, checks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.fair_comparison import KINDS, Comparison, Kind, fair_comparison
from bidewell.analysis.answers.pressure_effects import PressureEffect, pressure_effects
from bidewell.analysis.answers.ranking import Ranked, rank
from bidewell.analysis.answers.verdict import Verdict, verdict
from bidewell.analysis.checks.checks_together import checks_together
from bidewell.analysis.checks.predictive_check import Check
from bidewell.analysis.checks.predictive_checks import predictive_checks
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.sensitivity.whole import Sensitivity, sensitivity
from bidewell.progress import Progress, quietly


@dataclass(frozen=True)
class Answers:
    """The answers of one program under one definition."""

    fits: Fits = field(repr=False)  # they hold the rows they were fitted to
    ranking: tuple[Ranked, ...]
    verdict: Verdict
    claims: tuple[Claim, ...]
    pressures: tuple[PressureEffect, ...]
    comparisons: tuple[Comparison, ...]
    checks: tuple[Check, ...]
    sensitivity: Sensitivity


def answers(
    records: ProgramRecords,
    fits: Fits,
    *,
    thorough: bool = False,
    compared: Sequence[Kind] = KINDS,
    not_compared: frozenset[str] = frozenset(),
    progress: Progress = quietly,
) -> Answers:
    """Everything that follows from the fits. `thorough` makes more of them to see what the ranking depends on.

    `compared` says what stands side by side, `not_compared` which therapists and sites are left out of it, by name.
    """
    ranking = rank(fits.explain, fits.windows)
    largest = verdict(fits.explain, ranking, fits.at_order_end, fits.bounds, fits.not_made)
    told = claims(records, fits, ranking, largest)
    pressures = pressure_effects(fits.explain, fits.windows)
    found = (fair_comparison(fits.explain, kind, not_compared) for kind in compared)
    comparisons = tuple(one for one in found if one is not None)
    seed = fits.explain.model.seed
    checks = (*predictive_checks(fits.explain, seed), *checks_together(fits.together, seed))
    rests_on = sensitivity(records, fits, ranking, thorough=thorough, progress=progress)
    return Answers(fits, ranking, largest, told, pressures, comparisons, checks, rests_on)
