"""Ratings beside the alliance's: what passes of one goes before another by as much as its truth says."""

import numpy as np
import pytest

from bidewell.simulate.further import a_week_later, in_points, pull_on_alliance
from bidewell.simulate.program import simulate
from bidewell.simulate.truth import FurtherRating, Truth

MANY = 20_000
AFTER, BEFORE = FurtherRating("motivation", after_alliance=0.3), FurtherRating("distress", before_alliance=-0.2)
TRUTH = Truth(further=(AFTER, BEFORE))


def test_only_the_rating_that_follows_the_alliance_is_up_a_week_later() -> None:
    alliance = np.full(MANY, TRUTH.rating.state_sd)
    later = a_week_later(TRUTH, np.zeros((MANY, 2)), alliance, np.random.default_rng(1))
    assert later.mean(axis=0) == pytest.approx([0.3 * AFTER.state_sd, 0.0], abs=0.02)


def test_by_itself_a_passing_part_spreads_as_it_did() -> None:
    states = np.random.default_rng(2).normal(size=(MANY, 2)) * [AFTER.state_sd, BEFORE.state_sd]
    later = a_week_later(TRUTH, states, np.zeros(MANY), np.random.default_rng(3))
    assert later.std(axis=0) == pytest.approx([AFTER.state_sd, BEFORE.state_sd], rel=0.03)


def test_what_goes_before_the_alliance_pulls_it_and_what_follows_it_does_not() -> None:
    states = np.diag([AFTER.state_sd, BEFORE.state_sd])
    assert pull_on_alliance(TRUTH, states) == pytest.approx([0.0, -0.2 * TRUTH.rating.state_sd])


def test_answers_are_what_lasts_what_passes_and_error_in_points() -> None:
    ones = np.ones((MANY, 2))
    points = in_points(TRUTH, ones, ones, np.random.default_rng(4))
    assert points.mean(axis=0) == pytest.approx([3.0 + 0.75 * (0.6 + 1.0)] * 2, abs=0.02)
    assert points.std(axis=0) == pytest.approx([0.75 * 0.4] * 2, rel=0.03)


def test_every_questionnaire_is_asked_and_answered_with_the_alliances() -> None:
    checkins = simulate("alliance-last", 30, seed=1).records.checkins
    asked = {name: rows.sort("checkin")["status"].to_list() for (name,), rows in checkins.group_by("instrument")}
    assert set(asked) == {"alliance", "motivation", "distress"}
    assert asked["alliance"] == asked["motivation"] == asked["distress"]
    assert checkins["checkin"].n_unique() == checkins.height
