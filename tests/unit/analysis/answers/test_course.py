"""How many stay when one thing is shifted: the course of a typical client through the first months."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.analysis.answers.course import WEEKS, Course, course_of
from tests.fitted_programs import from_the_prior, program

DRAWS = 3
COURSE = Course(
    contact=np.full(26, 0.8), ended_well=np.full(26, 0.02), ended_otherwise=np.full(26, 0.01),
    predictor=np.full((DRAWS, 26), -2.5), spread=np.full(DRAWS, 0.6), link="cloglog",
)  # fmt: skip
NONE = np.zeros(DRAWS)


def by_hand(course: Course, shift: float, spread: float, weeks: int, people: int = 200_000) -> tuple[float, float]:
    """Many clients followed week by week, each with an own predictor."""
    random = np.random.default_rng(3)
    eta = course.predictor[0, 0] + shift + spread * random.standard_normal(people)
    leaves = 0.8 * -np.expm1(-np.exp(eta))
    in_care, well, lived = np.ones(people, dtype=bool), np.zeros(people, dtype=bool), np.zeros(people)
    for _ in range(weeks):
        lived += in_care | well
        lot = random.random(people)  # of 100 contacts two end well and one otherwise, whoever leaves
        ends_well = in_care & (lot >= leaves) & (lot < leaves + 0.8 * 0.02)
        in_care &= lot >= leaves + 0.8 * 0.03
        well |= ends_well
    return float((in_care | well).mean()), float(lived.mean())


@pytest.mark.parametrize("shift", [-0.5, 0.0, 0.7])
def test_as_many_stay_as_of_many_clients_followed_one_by_one(shift: float) -> None:
    stayed, lived = by_hand(COURSE, shift, 0.6, WEEKS)
    assert COURSE.stayed(np.full(DRAWS, shift), NONE, 0, WEEKS)[0] == pytest.approx(stayed, abs=0.005)
    assert COURSE.periods_stayed(np.full(DRAWS, shift), NONE, 0, WEEKS)[0] == pytest.approx(lived, abs=0.05)


def test_the_more_leave_at_each_contact_the_fewer_have_stayed() -> None:
    stayed = [COURSE.stayed(np.full(DRAWS, shift), NONE, 0, WEEKS)[0] for shift in (-1.0, -0.1, 0.0, 0.1, 1.0)]
    assert stayed == sorted(stayed, reverse=True)


def test_a_window_is_told_among_those_in_care_at_its_start() -> None:
    early = replace(COURSE, predictor=np.where(np.arange(26) < 5, 0.0, -2.5) * np.ones((DRAWS, 1)))
    assert early.stayed(NONE, NONE, 5, 13) == pytest.approx(COURSE.stayed(NONE, NONE, 5, 13))
    assert (early.stayed(NONE, NONE, 0, 5) < COURSE.stayed(NONE, NONE, 0, 5)).all()


def test_a_shift_of_one_week_moves_nothing_outside_that_week() -> None:
    one_week = np.zeros((DRAWS, 26))
    one_week[:, 6] = 1.0
    assert COURSE.stayed(one_week, NONE, 0, 5) == pytest.approx(COURSE.stayed(NONE, NONE, 0, 5))
    assert (COURSE.stayed(one_week, NONE, 5, 13) < COURSE.stayed(NONE, NONE, 5, 13)).all()


def test_a_shift_in_place_of_clients_own_differences_leaves_the_rest_of_them() -> None:
    alone = replace(COURSE, spread=NONE)
    assert COURSE.stayed(NONE, COURSE.spread, 0, WEEKS) == pytest.approx(alone.stayed(NONE, NONE, 0, WEEKS))


def test_contacts_and_endings_are_counted_over_periods_that_are_known() -> None:
    fitted = from_the_prior(program(), draws=2)
    course, rows = course_of(fitted), fitted.panel.rows
    first = rows.filter(rows["period"] == 0, rows["scored"])
    assert course.contact[0] == pytest.approx(first["contact"].mean(), abs=0.05)
    assert ((course.contact > 0) & (course.contact <= 1)).all()
    assert (course.ended_well + course.ended_otherwise < 0.5).all()
