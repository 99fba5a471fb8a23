"""Strain: its chance is that of the joint Gaussian, it fires as seldom as stated, and ends where it should."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from bidewell.engine.bivariate import both_below
from bidewell.engine.cell import entry
from bidewell.engine.channels import Channels
from bidewell.engine.panel import Floats
from bidewell.engine.process import ScalarPriors
from bidewell.engine.strain import NEVER
from bidewell.engine.strain_rule import FALSE_ALARMS, LEAST_CHANCE, SMALLEST_FALL, rule_of
from tests.unit.engine.rated_clients import Rated, drawn_patches, rated, scalars_of

USUAL = scalars_of(0.61, 0.5, 0.5, 0.75)
STRONG = scalars_of(0.6, 0.7, 0.3, 0.8)
DRAWS = 200_000


@pytest.mark.parametrize("correlation", [-0.99, -0.4, 0.0, 0.7, 0.999])
@pytest.mark.parametrize(("one", "other"), [(0.0, 0.0), (-1.2, 0.3), (0.4, -2.0), (1.5, 0.0), (-0.3, -0.7)])
def test_the_chance_of_two_normals_is_that_of_numerical_integration(
    one: float, other: float, correlation: float
) -> None:
    known = multivariate_normal([0.0, 0.0], [[1.0, correlation], [correlation, 1.0]]).cdf([one, other])
    assert both_below(np.array(one), np.array(other), np.array(correlation)) == pytest.approx(known, abs=2e-6)


def _two_ratings() -> Floats:
    """Numbers of two ratings, with cells of A beside its diagonal."""
    channels = Channels(kinds=("gaussian", "gaussian"), more=("distress",))
    numbers = ScalarPriors().of(channels)[0]
    numbers[8:] = [0.3, -0.4, 0.15, -0.25]  # partial correlations of traits and shocks, and both lags
    return numbers


def _of_joint(case: Rated, client: int) -> tuple[float, float]:
    """Chance of strain at the last row of a client by draws from the whole joint Gaussian; and its error."""
    dynamics, rating = case.dynamics, case.rating[:, client]
    ratings, rows = rating.shape
    before = int(np.flatnonzero(np.isfinite(rating[0, :-1]))[-1])

    def matrix(upper: tuple[Floats, ...]) -> Floats:
        return np.array([[np.squeeze(upper[entry(i, j, ratings)]) for j in range(ratings)] for i in range(ratings)])

    usual = matrix(dynamics.patch_covariance)

    def kept(gap: float) -> Floats:
        return np.array([[np.squeeze(one) for one in of] for of in dynamics.kept(np.array([gap]))])

    size = ratings * (1 + rows)  # traits, then the patches of each row
    covariance = np.zeros((size, size))
    covariance[:ratings, :ratings] = matrix(dynamics.trait_covariance)
    for late in range(rows):
        for early in range(late + 1):
            block = kept(case.periods[late] - case.periods[early]) @ usual
            at, of = ratings * (1 + late), ratings * (1 + early)
            covariance[at : at + ratings, of : of + ratings] = block
            covariance[of : of + ratings, at : at + ratings] = block.T
    seen = [(k, row) for row in range(rows) for k in range(ratings) if np.isfinite(rating[k, row])]
    loads = np.zeros((len(seen), size))
    for number, (k, row) in enumerate(seen):
        loads[number, k] = loads[number, ratings * (1 + row) + k] = 1.0
    errors = np.diag([float(np.squeeze(dynamics.rating_sd[k])) ** 2 for k, _ in seen])
    gain = covariance @ loads.T @ np.linalg.inv(loads @ covariance @ loads.T + errors)
    mean = gain @ np.array([rating[k, row] for k, row in seen])
    left = covariance - gain @ loads @ covariance
    draws = np.random.default_rng(1).multivariate_normal(mean, left, DRAWS, method="eigh")
    patch, lagged = draws[:, size - ratings], draws[:, ratings * (1 + before) : ratings * (2 + before)]
    forecast = lagged @ kept(case.periods[-1] - case.periods[before])[0]
    share = float(((patch < -rule_of(dynamics).below) & (patch < forecast)).mean())
    return share, np.sqrt(share * (1.0 - share) / DRAWS)


def _of_one_rating() -> Rated:
    rating = rated(USUAL, drawn_patches(USUAL, 4, 7, 3), 4, share=1.0).rating
    rating[0, 0, [2, 5]] = rating[0, 1, 5] = rating[0, 2, [4, 5]] = np.nan
    rating[0, :, -1] -= 0.8
    return Rated(rating, np.array([0.0, 1.0, 2.0, 4.0, 5.0, 6.0, 9.0]), USUAL, Channels())


def _of_two_ratings() -> Rated:
    rating = np.random.default_rng(6).normal(0.0, 0.9, (2, 4, 6))
    rating[1, 0, [1, 4]] = rating[1, 1, 5] = np.nan
    rating[0, :, -1] -= 0.8
    channels = Channels(kinds=("gaussian", "gaussian"), more=("distress",))
    return Rated(rating, np.array([0.0, 1.0, 3.0, 4.0, 5.0, 7.0]), _two_ratings(), channels)


@pytest.mark.parametrize("case", [_of_one_rating(), _of_two_ratings()], ids=["one rating", "two ratings"])
def test_the_chance_of_strain_is_that_of_the_joint_gaussian_with_the_lagged_state(case: Rated) -> None:
    found = case.followed().chance
    for client in range(4):
        share, error = _of_joint(case, client)
        assert found[client] == pytest.approx(share, abs=4.0 * error)
    assert found.max() - found.min() > 0.1


def _fires(case: Rated, row: int) -> Floats:
    """Whose rating at a row fires, of those who rated there: NaN of the others."""
    found = case.followed(row + 1)
    return np.where(found.rated == row, found.chance >= found.fires_at, np.nan)


@pytest.mark.parametrize("scalars", [USUAL, STRONG, scalars_of(0.7, 0.05, 0.7, 0.75)], ids=["usual", "strong", "flat"])
def test_it_fires_at_no_more_than_the_stated_share_of_ratings(scalars: Floats) -> None:
    case = rated(scalars, drawn_patches(scalars, 4_000, 12, 1), 2)
    for row in (2, 6, 11):
        assert np.nanmean(_fires(case, row)) <= FALSE_ALARMS + 3.0 * np.sqrt(FALSE_ALARMS / 3_000)


def test_the_better_a_client_is_known_the_higher_lies_the_chance_it_takes() -> None:
    rule = rule_of(rated(STRONG, np.zeros((1, 2)), 1).dynamics)
    asked = rule.fires_at(np.linspace(rule.variances[0], 1.0, 20))
    assert (np.diff(asked) <= 0.0).all() and asked[0] > 0.6 and asked[-1] >= LEAST_CHANCE


def test_a_planted_rupture_fires_many_times_as_often() -> None:
    patches = drawn_patches(STRONG, 2_000, 9, 1)
    ordinary = float(np.nanmean(_fires(rated(STRONG, patches, 2), 8)))
    patches[:, 8] -= 2.0
    assert np.nanmean(_fires(rated(STRONG, patches, 2), 8)) > max(0.5, 10.0 * ordinary)


def test_the_end_of_a_good_patch_does_not_fire() -> None:
    patches = np.zeros((2_000, 9))
    patches[:, 5:8] = 1.4  # two standard deviations up, then back to the own norm: a fall of more than a point in one
    fires = _fires(rated(STRONG, patches, 2, share=1.0), 8)
    assert np.mean(fires) < 0.01


def test_a_patch_of_a_mean_that_is_too_small_to_be_seen_is_measured_by_the_ratings() -> None:
    rule = rule_of(rated(scalars_of(0.9, 0.03, 0.1, 0.5), np.zeros((1, 2)), 1).dynamics)
    assert rule.below == SMALLEST_FALL and rule.near == SMALLEST_FALL / 2
    assert (rule.fires_at(rule.variances) == LEAST_CHANCE).all()


def _one_strain(after: list[float], new_therapist_at: int | None = None) -> Rated:
    """Steady ratings, then a deep fall at row 8, then these."""
    rating = np.array([[[0.1, -0.1] * 4 + [-2.2, *after]]])
    renewed = None if new_therapist_at is None else (np.arange(rating.shape[-1]) == new_therapist_at)[None]
    return Rated(rating, np.arange(rating.shape[-1], dtype=float), STRONG, Channels(), renewed)


def test_a_strain_has_a_beginning_and_lasts_until_the_alliance_is_back() -> None:
    case = _one_strain([-2.0, np.nan, -1.8, 0.0, 0.1])
    stood = [case.followed(rows) for rows in range(1, 15)]
    assert [int(one.began[0]) for one in stood] == [NEVER] * 8 + [8] * 6
    assert [int(one.ended[0]) for one in stood] == [NEVER] * 12 + [12] * 2
    assert [bool(one.is_open[0]) for one in stood] == [False] * 8 + [True] * 4 + [False] * 2
    assert stood[11].back[0] < 0.5 <= stood[12].back[0]
    assert (stood[9].mean == stood[8].mean).all() and stood[9].chance[0] != stood[8].chance[0]


def test_after_a_strain_there_can_be_another() -> None:
    found = _one_strain([0.0, 0.1, -2.4]).followed()
    assert (found.began[0], found.ended[0]) == (11, NEVER)


@pytest.mark.parametrize(("rating", "began"), [(-0.1, NEVER), (-2.0, 9)])
def test_with_another_therapist_a_strain_is_over_and_only_another_can_begin(rating: float, began: int) -> None:
    found = _one_strain([rating], new_therapist_at=9).followed()
    assert (found.began[0], found.ended[0]) == (began, NEVER)


def test_what_is_expected_with_nobody_acting_is_what_patches_do() -> None:
    found, case = _one_strain([]).followed(), _one_strain([])
    dynamics, random = case.dynamics, np.random.default_rng(2)
    rule, lasts, sd = rule_of(dynamics), float(dynamics.persistence[0][0][0]), float(dynamics.patch_sd[0])
    patch = random.normal(found.mean[0, 0], np.sqrt(found.covariance[0, 0]), DRAWS)
    expected = []
    for weeks in range(1, 7):
        patch = lasts * patch + np.sqrt(1.0 - lasts**2) * random.normal(0.0, sd, DRAWS)
        expected.append(float(found.expected_back(np.array([float(weeks)]), rule, dynamics)[0]))
        assert expected[-1] == pytest.approx((patch > -rule.near).mean(), abs=0.006)
    assert expected == sorted(expected) and expected[-1] < ndtr(rule.near / sd)
