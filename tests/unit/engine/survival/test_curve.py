"""What a curve answers, and what it refuses to."""

import numpy as np
import pytest

from bidewell.engine.survival.curve import NotEnough, known_through
from bidewell.engine.survival.followup import FollowUp, follow_up
from bidewell.engine.survival.incidence import any_ending, cumulative_incidence

LEFT, OTHER = 1, 2


def everyone_followed(exits: list[float], causes: list[int], until: float) -> FollowUp:
    return follow_up(exits, causes, until=np.full(len(exits), until))


def test_without_censoring_incidence_is_the_plain_share() -> None:
    people = everyone_followed([0, 0, 3, 3, 3, 8] + [20] * 14, [LEFT, OTHER, LEFT, LEFT, OTHER, LEFT] + [0] * 14, 20)
    assert cumulative_incidence(people, (LEFT,))([0, 2, 3, 8, 20]) == pytest.approx([0.05, 0.05, 0.15, 0.2, 0.2])


def test_the_causes_and_being_in_care_add_up_to_one() -> None:
    people = follow_up([0, 1, 1, 4, 6] * 8, [1, 2, 1, 0, 2] * 8, until=[9] * 40)
    parts = sum(cumulative_incidence(people, (cause,)).probability[-1] for cause in (LEFT, OTHER))
    assert parts == pytest.approx(any_ending(people).probability[-1])


def test_leaving_at_day_0_counts_for_someone_observed_from_day_0() -> None:
    people = everyone_followed([0] * 4 + [10] * 16, [LEFT] * 4 + [0] * 16, 10)
    assert float(cumulative_incidence(people, (LEFT,))(0)) == pytest.approx(0.2)


def test_people_who_enter_late_are_not_at_risk_before() -> None:
    people = follow_up([5.0] * 10 + [20.0] * 30, [LEFT] * 5 + [0] * 35, [0.0] * 20 + [10.0] * 20, [30.0] * 40)
    assert people.at_risk(np.array([0.0, 5.0, 10.0])).tolist() == [20, 20, 30]
    assert float(cumulative_incidence(people, (LEFT,))(5)) == pytest.approx(0.25)


def test_a_curve_refuses_times_after_follow_up_and_before_the_start() -> None:
    curve = cumulative_incidence(everyone_followed([5] * 3 + [30] * 17, [LEFT] * 3 + [0] * 17, 30), (LEFT,))
    assert curve.knows(30) and not curve.knows(31) and not curve.knows(-1)
    with pytest.raises(NotEnough):
        curve(31)
    with pytest.raises(NotEnough):
        curve.at(-1)


def test_a_curve_ends_where_fewer_than_ten_remain_in_view() -> None:
    assert known_through(follow_up(np.arange(1.0, 31.0), np.zeros(30))) == 21


def test_a_program_where_everyone_has_ended_is_known_while_follow_up_lasts() -> None:
    curve = cumulative_incidence(everyone_followed(list(range(12)), [LEFT] * 12, 90), (LEFT,))
    assert float(curve(90)) == pytest.approx(1.0)


def test_while_others_still_enter_a_small_risk_set_makes_the_curve_unknown() -> None:
    """Twelve are in view throughout, but what happened to four of them on day 9 would be multiplied into all curves."""
    early, late = [0.0] * 12, [20.0] * 50
    exits = [5.0] * 8 + [9.0] * 4 + [40.0] * 50
    active_list = follow_up(exits, [LEFT] * 12 + [0] * 50, early + late, [60.0] * 62)
    assert known_through(active_list) == 5
    assert known_through(active_list.take(np.arange(62) < 12)) == 60


def test_nine_clients_make_no_curve() -> None:
    assert known_through(everyone_followed([4] * 9, [LEFT] * 9, 50)) == -np.inf
    assert known_through(follow_up([], [])) == -np.inf


def test_where_nobody_left_the_interval_is_not_empty() -> None:
    nobody = cumulative_incidence(everyone_followed([20] * 20, [0] * 20, 20), (LEFT,)).at(10)
    assert nobody.probability == nobody.low == 0 and 0.1 < nobody.high < 0.2


def test_the_interval_of_staying_mirrors_that_of_leaving() -> None:
    left = cumulative_incidence(everyone_followed([3] * 6 + [9] * 14, [LEFT] * 6 + [0] * 14, 9), (LEFT,)).at(5)
    stayed = left.complement()
    assert (stayed.probability, stayed.low, stayed.high, stayed.n) == (
        1 - left.probability,
        1 - left.high,
        1 - left.low,
        20,
    )


@pytest.mark.parametrize(
    "exits, causes, entries, untils",
    [
        ([5], [1], [6], [9]),
        ([5], [1], [0], [4]),
        ([5], [-1], [0], [5]),
        ([np.nan], [1], [0], [5]),
        ([5, 6], [1], [0], [5]),
    ],
)
def test_impossible_follow_up_is_refused(exits: list, causes: list, entries: list, untils: list) -> None:
    with pytest.raises(ValueError):
        follow_up(exits, causes, entries, untils)
