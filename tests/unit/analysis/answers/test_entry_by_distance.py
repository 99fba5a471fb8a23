"""Of those referred, do fewer start where the way is long? Against numbers worked by hand."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from bidewell.analysis.answers.claims import entry_claim
from bidewell.analysis.answers.entry_by_distance import near_less_far
from bidewell.analysis.program import FACTORS_SCHEMA, ProgramRecords
from tests.described_programs import EXTRACT, Chart, program

REFERRED = EXTRACT - timedelta(days=200)


def referred(near: tuple[int, int], far: tuple[int, int], on: date = REFERRED) -> ProgramRecords:
    """(how many started, of how many) at ten minutes and at fifty."""
    charts, minutes = [], []
    for way, (started, of) in ((10.0, near), (50.0, far)):
        charts += [Chart(days=(0,) if i < started else (), start=on, facts={"referred_on": on}) for i in range(of)]
        minutes += [way] * of
    factors = pl.DataFrame(
        {"episode": [f"E{i}" for i in range(len(charts))], "name": "travel_minutes", "number": minutes},
        schema_overrides=FACTORS_SCHEMA,
    )
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in FACTORS_SCHEMA.items() if name not in factors.columns]
    return replace(program(*charts), factors=factors.with_columns(absent).select(*FACTORS_SCHEMA))


def test_the_difference_and_its_interval_are_newcombes() -> None:
    """56/70 against 48/80: Newcombe (1998) gives 0.0524 to 0.3339 at 95 %; at 90 % by the same formula, by hand."""
    found = near_less_far(referred((56, 70), (48, 80)))
    assert found is not None
    assert found[0].mean == pytest.approx(0.2)
    assert (found[0].low, found[0].high) == (pytest.approx(0.0766, abs=1e-4), pytest.approx(0.3136, abs=1e-4))
    assert found[1] == 150


def test_where_clearly_fewer_start_the_claim_is_supported() -> None:
    claim = entry_claim(referred((90, 100), (60, 100)))
    assert (claim.verdict, claim.n) == ("supported", 200)


def test_where_clearly_more_start_the_claim_is_contradicted() -> None:
    assert entry_claim(referred((60, 100), (90, 100))).verdict == "contradicted"


def test_minutes_and_miles_are_never_put_in_one_order() -> None:
    """Each client's way in miles too, turned round and written down first: the minutes alone decide."""
    records = referred((56, 70), (48, 80))
    miles = records.factors.with_columns(pl.lit("travel_miles").alias("name"), number=60.0 - pl.col("number"))
    both = replace(records, factors=pl.concat([miles, records.factors]))
    assert near_less_far(both) == near_less_far(records)
    few_minutes = replace(records, factors=pl.concat([records.factors[:10], miles]))
    assert near_less_far(few_minutes) == near_less_far(replace(records, factors=miles))


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(referred((8, 10), (5, 40)), id="ten of them near"),
        pytest.param(referred((40, 40), (40, 40)), id="nobody who did not start was recorded"),
        pytest.param(referred((30, 40), (20, 40), on=EXTRACT - timedelta(days=10)), id="referred too lately"),
        pytest.param(program(Chart(days=(0, 7))), id="no referral, no way"),
    ],
)
def test_where_it_cannot_be_counted_nobody_can_tell(records: ProgramRecords) -> None:
    claim = entry_claim(records)
    assert (claim.verdict, claim.why, claim.estimate) == ("cannot tell", "few_referred", None)


def test_a_way_written_down_only_once_care_began_does_not_count() -> None:
    records = referred((90, 100), (60, 100))
    later = replace(records, factors=records.factors.with_columns(pl.lit(REFERRED).alias("from")))
    assert near_less_far(later) is None
