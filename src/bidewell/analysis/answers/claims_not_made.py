"""Claims of which a fit could not be made: these cannot be told, and all others are told as ever."""

from dataclasses import replace

from bidewell.analysis.answers import claims_of_bend, claims_together
from bidewell.analysis.answers.claim import CANNOT_TELL, Claim
from bidewell.analysis.model.fits import AT_ORDER_END, BOUNDS

NOT_MADE = "not_made"
# The fit beside the explaining one that a claim is read from, by its name in `Fits.not_made`.
READ_FROM = {
    **dict.fromkeys(claims_of_bend.NAMES, "bend"),
    **dict.fromkeys(claims_together.NAMES, "together"),
}
# Claims about leaving, each held against what it is read from under each bound.
WITHIN_BOUNDS = ("alliance_staying", "alliance_access", "alliance_ride", *claims_of_bend.NAMES, "alliance_total")


def unless_not_made(claim: Claim, not_made: tuple[str, ...]) -> Claim:
    """The claim, or "cannot tell" where a fit that it is read from or held against could not be made."""
    if READ_FROM.get(claim.name) in not_made:
        return Claim(claim.name, CANNOT_TELL, NOT_MADE, scale="none", source=claim.source)
    if claim.verdict == CANNOT_TELL or not set(_held_against(claim.name)) & set(not_made):
        return claim
    held_back = replace(claim, verdict=CANNOT_TELL, why=NOT_MADE)
    # Only where it turns is there a rating at which fewest leave.
    return replace(held_back, estimate=None, scale="none") if claim.name == "alliance_turns" else held_back


def _held_against(name: str) -> tuple[str, ...]:
    if name.startswith("pressure_"):
        return (AT_ORDER_END, *BOUNDS)
    if name not in WITHIN_BOUNDS:
        return ()
    beside = READ_FROM.get(name)
    return (*BOUNDS, *(f"{beside}.{bound}" for bound in BOUNDS if beside))
