"""The claims, one by one: what these records say of each, and when they cannot tell."""

from dataclasses import replace

from bidewell.analysis.answers.claim import CANNOT_TELL, CONTRADICTED, LEAST_OF_HUNDRED, SUPPORTED, Claim, judged
from bidewell.analysis.answers.claims_not_made import unless_not_made
from bidewell.analysis.answers.claims_of_access import of_access
from bidewell.analysis.answers.claims_of_bend import NAMES, claims_of_bend, turns
from bidewell.analysis.answers.claims_of_pressure import of_pressure
from bidewell.analysis.answers.claims_together import claims_together, turns_with_who_answers
from bidewell.analysis.answers.claims_within_bounds import within_bounds
from bidewell.analysis.answers.entry_by_distance import near_less_far
from bidewell.analysis.answers.pressure_effects import PressureEffect, pressure_effects
from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.answers.verdict import Verdict
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.panel import Floats


def claims(records: ProgramRecords, fits: Fits, ranking: tuple[Ranked, ...], largest: Verdict) -> tuple[Claim, ...]:
    """All claims, in the order they are told. Without a fit to be trusted, none that rests on it has a verdict.

    Nor has one where a fit beside, which it rests on as well, could not be made.
    """
    pressures = pressure_effects(fits.explain, fits.windows)
    found = [*_of_alliance(fits, ranking, largest)]
    if pressures:
        found += of_pressure(fits, _main(pressures))
    if not fits.explain.model.diagnostics.trusted:
        found = [replace(claim, verdict=CANNOT_TELL, why="untrusted") for claim in found]
    told = (entry_claim(records), *found, *claims_together(fits.together, fits.together_bounds))
    # Of another rating that stands in for the alliance nothing is claimed, whatever could be fitted.
    is_alliance = fits.explain.choices.rated_is_alliance
    return tuple(unless_not_made(claim, fits.not_made) for claim in told) if is_alliance else told


def entry_claim(records: ProgramRecords) -> Claim:
    """Whether fewer start where the way is long: counted, not modelled, so it can be told without a fit."""
    found = near_less_far(records)
    if found is None:
        return Claim("entry_distance", CANNOT_TELL, "few_referred", scale="none")
    difference, n = found
    return Claim(
        "entry_distance",
        *judged(difference.low, difference.high, 0.0, holds_below=False),
        difference,
        "of 100 referred",
        n=n,
    )


def _main(pressures: tuple[PressureEffect, ...]) -> PressureEffect:
    """The source the claims speak of: the court order where there is one, else the commonest."""
    return next((effect for effect in pressures if effect.source == "court_order"), pressures[0])


def _of_alliance(fits: Fits, ranking: tuple[Ranked, ...], largest: Verdict) -> list[Claim]:
    row = next((row for row in ranking if row.factor.name == "alliance" and row.window == "whole"), None)
    if row is None:
        names = ("alliance_staying", "alliance_largest", "alliance_access", "alliance_ride", *NAMES)
        return [Claim(name, CANNOT_TELL, _why_unrated(fits.explain.panel), scale="none") for name in names]
    staying = _unless_it_turns(_staying(fits, row), fits)
    return [staying, _largest(row, largest, fits.explain.model.equal_draws), *of_access(fits), *claims_of_bend(fits)]


def _unless_it_turns(staying: Claim, fits: Fits) -> Claim:
    # Where a middling alliance stays longest, "the higher, the longer" is true of one half of the clients only.
    if staying.verdict == CANNOT_TELL or fits.bend is None:
        return staying
    if turns(fits.bend):
        return replace(staying, verdict=CANNOT_TELL, why="turns_back")
    turns_within = any(turns(bound) for bound in fits.bend_bounds)
    return replace(staying, verdict=CANNOT_TELL, why="bounds_disagree") if turns_within else staying


def _why_unrated(panel: PanelFrames) -> str:
    is_alliance = panel.instrument is not None and panel.instrument.role == "alliance"
    return "few_repeated" if is_alliance and bool((panel.rows["rating_count"] > 0).any()) else "no_ratings"


def _staying(fits: Fits, row: Ranked) -> Claim:
    change = row.change_stayed
    verdict, why = judged(change.low, change.high, LEAST_OF_HUNDRED, holds_below=False)
    claim = Claim("alliance_staying", verdict, why, change, "of 100", n=row.n)
    claim = within_bounds(claim, fits.explain, fits.bounds, _loading)
    if claim.verdict != CANNOT_TELL and turns_with_who_answers(fits.together, change):
        return replace(claim, verdict=CANNOT_TELL, why="who_answers")
    return claim


def _loading(fitted: FittedProgram) -> Floats:
    return fitted.model.block("alliance")[:, 0]


def _largest(row: Ranked, largest: Verdict, draws: float) -> Claim:
    if row.largest_after is None:
        return Claim("alliance_largest", CANNOT_TELL, largest.reason, scale="none")
    estimate = Interval.of_share(row.largest_after, draws)
    if largest.largest is None:
        return Claim("alliance_largest", CANNOT_TELL, largest.reason, estimate, "chance of being largest", n=row.n)
    verdict, why = SUPPORTED, "stands_apart"
    if largest.largest.factor.name != "alliance":
        verdict, why = CONTRADICTED, "other_stands_apart"
    elif row.change_stayed.mean < 0.0:
        verdict, why = CONTRADICTED, "goes_with_leaving"
    return Claim("alliance_largest", verdict, why, estimate, "chance of being largest", n=row.n)
