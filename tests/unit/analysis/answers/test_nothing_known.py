"""With no data at all every verdict is "cannot tell": whatever is asked, of models that know their priors alone."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.fair_comparison import KINDS, Comparison, fair_comparison
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.answers.verdict import Verdict, verdict
from bidewell.analysis.model.fit_together import laid_out_together
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.specification import Choices
from tests.fitted_programs import at_the_prior, from_the_prior, panel_of, program
from tests.unit.analysis.model.test_together import DISTRESS, MOTIVATION, with_following

DRAWS = 400


class Found(NamedTuple):
    verdict: Verdict
    claims: tuple[Claim, ...]
    comparisons: tuple[Comparison, ...]


@pytest.fixture(scope="module")
def found() -> Found:
    """What is told of every fit there is, all at their priors, and of records that do not say who was referred."""
    records = with_following(with_following(program(), MOTIVATION), DISTRESS)
    unknown = replace(records, episodes=records.episodes.with_columns(referred_on=pl.lit(None, pl.Date)))

    def fit(choices: Choices, name: str = "loss_of_contact"):
        return from_the_prior(unknown, choices, DRAWS, panel_of(unknown, name))

    explain = fit(Choices())
    together = laid_out_together(unknown, explain)
    assert together is not None and set(together.rows.further) == {"motivation", "distress"}
    fits = Fits(
        explain, fit(Choices(purpose="forecast")), fit(Choices(windows=True)),
        tuple(fit(Choices(fading_weeks=weeks)) for weeks in (2.0, 8.0)), fit(Choices(), "left_at_order_end"),
        (fit(Choices(), "agreed_as_left"),), split=fit(Choices(split=True)), bend=fit(Choices(bend=True)),
        together=at_the_prior(together, DRAWS),
    )  # fmt: skip
    ranking = rank(explain, fits.windows)
    largest = verdict(explain, ranking, fits.at_order_end, fits.bounds)
    compared = (fair_comparison(explain, kind, frozenset()) for kind in KINDS)
    # A prior knows lags under which ratings run away: their total is no number, and is left out.
    with np.errstate(over="ignore", invalid="ignore"):
        told = claims(unknown, fits, ranking, largest)
    return Found(largest, told, tuple(one for one in compared if one is not None))


def test_no_factor_is_named(found: Found) -> None:
    assert found.verdict.largest is None


def test_no_claim_is_supported_or_contradicted(found: Found) -> None:
    assert {claim.verdict for claim in found.claims} == {"cannot tell"}
    names = {claim.name for claim in found.claims}
    assert names >= {"alliance_staying", "alliance_access", "alliance_ride", "alliance_bends", "pressure_after",
                     "alliance_motivation", "alliance_outcome", "alliance_total", "entry_distance"}  # fmt: skip
    assert sum(claim.estimate is not None for claim in found.claims) >= 15


def test_no_therapist_or_site_stands_apart(found: Found) -> None:
    assert {one.answer for kind in found.comparisons for one in kind.compared} == {"cannot tell"}
