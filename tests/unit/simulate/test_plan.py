"""Before there are data: after how many months something can be told, and what cannot be asked."""

import pytest

from bidewell.simulate.plan import EFFECT_SIZES, LONGEST_MONTHS, CannotPlan, Plan, plan

SMALLER, LARGER = 5, 20  # a month; both below what makes the simulated program larger
SHARES = {"court_order": 0.35}


@pytest.fixture(scope="module")
def plans() -> dict[int, Plan]:
    return {pace: plan(pace, SHARES) for pace in (SMALLER, LARGER)}


def test_with_more_admissions_nothing_is_told_later(plans: dict[int, Plan]) -> None:
    for few, many in zip(plans[SMALLER].questions, plans[LARGER].questions, strict=True):
        for size in EFFECT_SIZES:
            assert (many.months[size] or LONGEST_MONTHS + 1) <= (few.months[size] or LONGEST_MONTHS + 1)


def test_a_larger_effect_is_told_no_later(plans: dict[int, Plan]) -> None:
    for question in plans[LARGER].questions:
        smaller, larger = (question.months[size] or LONGEST_MONTHS + 1 for size in EFFECT_SIZES)
        assert larger <= smaller


def test_every_question_names_what_it_asks_about(plans: dict[int, Plan]) -> None:
    names = [question.question for question in plans[LARGER].questions]
    assert len(set(names)) == len(names)
    assert {"alliance", "court_order.start", "court_order.after", "travel_minutes"} <= set(names)
    assert any(question.months["half as many leave"] for question in plans[LARGER].questions)


@pytest.mark.parametrize("pace", [0.0, -3.0, 1e6, float("nan")])
def test_a_pace_that_cannot_be_is_refused(pace: float) -> None:
    with pytest.raises(CannotPlan, match="admissions"):
        plan(pace, {})


@pytest.mark.parametrize("shares", [{"moon": 0.3}, {"court_order": 0.0}, {"court_order": 1.0}, {"court_order": 35.0}])
def test_a_share_that_cannot_be_is_refused(shares: dict[str, float]) -> None:
    with pytest.raises(CannotPlan):
        plan(SMALLER, shares)
