"""Claims about what a formula left out: not asked, which is neither a finding nor missing from the records."""

from dataclasses import replace

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims import entry_claim
from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.model.factor_values import factors_in
from bidewell.analysis.model.products import WAYS
from bidewell.analysis.program import ProgramRecords

LEFT_OUT, ENTRY = "left_out", "entry_distance"
_OF_THE_RATING, _OF_RIDES = ("no_ratings", "few_repeated"), ("no_rides", "few_rides")


def as_asked(answers: Answers, chosen: Chosen, records: ProgramRecords) -> Answers:
    """The answers, where a claim fell to the formula said so; who starts is counted, whatever the formula says."""
    told = (entry_claim(records) if claim.name == ENTRY else _told(claim, chosen, records) for claim in answers.claims)
    return replace(answers, claims=tuple(told))


def _told(claim: Claim, chosen: Chosen, records: ProgramRecords) -> Claim:
    recorded = chosen.whole.instrument
    is_rating_left_out = chosen.panel.instrument is None and recorded is not None and recorded.role == "alliance"
    left_out = (*chosen.not_asked, *chosen.choices.without_products)
    is_way_left_out = any(name in WAYS for name in left_out)
    is_ride_left_out = any(one.kind == "ride" and one.name in left_out for one in factors_in(records))
    if is_rating_left_out and claim.why in _OF_THE_RATING:
        return replace(claim, why=LEFT_OUT)
    if (is_way_left_out and claim.why == "no_access") or (is_ride_left_out and claim.why in _OF_RIDES):
        return replace(claim, why=LEFT_OUT)
    return claim
