import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.instruments.reliable_change import (
    NoVerdictError,
    Verdict,
    reliable_change,
    reliable_change_index,
)
from bidewell.instruments.scale import Better, Sample
from tests.unit.instruments.toy import MEAN

OUTPATIENTS = Sample("Outpatients", 100, 0.8, 0.91, "made up")
HIGHER, LOWER = MEAN, replace(MEAN, better=Better.LOWER)


def test_the_index_by_hand():
    # 1.96 x 1.4142 x 0.8 x 0.3: with SD 0.8 and reliability 0.91 the evidence file works out 0.67
    assert reliable_change_index(OUTPATIENTS) == pytest.approx(0.6653, abs=1e-4)
    assert reliable_change_index(OUTPATIENTS, confidence=0.90) == pytest.approx(0.5583, abs=1e-4)


@pytest.mark.parametrize(
    ("scale", "after", "verdict"),
    [
        (HIGHER, 3.67, Verdict.RELIABLY_BETTER),
        (HIGHER, 2.33, Verdict.RELIABLY_WORSE),
        (HIGHER, 3.66, Verdict.WITHIN_CHANCE),
        (LOWER, 3.67, Verdict.RELIABLY_WORSE),
        (LOWER, 2.33, Verdict.RELIABLY_BETTER),
        (LOWER, 3.0, Verdict.WITHIN_CHANCE),
    ],
)
def test_the_verdict_knows_which_way_is_better(scale, after, verdict):
    change = reliable_change(scale, 3.0, after, OUTPATIENTS)
    assert (change.verdict, change.sample.name) == (verdict, "Outpatients")
    assert change.difference == pytest.approx(after - 3.0)


def test_a_difference_of_exactly_the_index_is_within_chance():
    index = reliable_change_index(OUTPATIENTS)
    assert reliable_change(HIGHER, 0.0, index, OUTPATIENTS).verdict is Verdict.WITHIN_CHANCE
    assert reliable_change(HIGHER, 0.0, math.nextafter(index, 1), OUTPATIENTS).verdict is Verdict.RELIABLY_BETTER


def test_without_a_sample_there_is_no_verdict():
    with pytest.raises(NoVerdictError, match=r"^no sample: within client only$"):
        reliable_change(HIGHER, 1.0, 40.0, None)


def test_there_is_no_better_where_neither_way_is():
    with pytest.raises(NoVerdictError, match="neither way is better on mean"):
        reliable_change(replace(MEAN, better=Better.NEITHER), 1.0, 40.0, OUTPATIENTS)


@given(st.floats(0.01, 0.98), st.floats(0.1, 50))
def test_a_more_reliable_scale_needs_less_of_a_change(reliability, sd):
    rough = Sample("s", 10, sd, reliability, "made up")
    assert reliable_change_index(replace(rough, reliability=reliability + 0.01)) < reliable_change_index(rough)
