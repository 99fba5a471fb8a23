"""What a program asked and what its records answer: fits, ranking, verdict, claims, pressures and checks, together."""

from dataclasses import dataclass

from bidewell.analysis.claims import Claim, claims
from bidewell.analysis.fits import Fits
from bidewell.analysis.predictive_check import Check
from bidewell.analysis.predictive_checks import predictive_checks
from bidewell.analysis.pressure_effects import PressureEffect, pressure_effects
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.ranking import Ranked, rank
from bidewell.analysis.verdict import Verdict, verdict


@dataclass(frozen=True)
class Answers:
    """The answers of one program under one definition."""

    fits: Fits
    ranking: tuple[Ranked, ...]
    verdict: Verdict
    claims: tuple[Claim, ...]
    pressures: tuple[PressureEffect, ...]
    checks: tuple[Check, ...]


def answers(records: ProgramRecords, fits: Fits) -> Answers:
    """Everything that follows from the fits."""
    ranking = rank(fits.explain, fits.windows)
    largest = verdict(fits.explain, ranking, fits.at_order_end, fits.bounds)
    told = claims(records, fits, ranking, largest)
    pressures = pressure_effects(fits.explain, fits.windows)
    checks = predictive_checks(fits.explain, fits.explain.model.seed)
    return Answers(fits, ranking, largest, told, pressures, checks)
