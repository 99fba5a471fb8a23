"""A fit that could not be made leaves open what is read from it or held against it, and nothing else."""

import pytest

from bidewell.analysis.answers import claims_of_bend, claims_together
from bidewell.analysis.answers.claim import CANNOT_TELL, SUPPORTED, Claim
from bidewell.analysis.answers.claims_not_made import unless_not_made
from bidewell.analysis.interval import Interval

ABOUT_LEAVING = {"alliance_staying", "alliance_access", "alliance_ride"}
BENT = set(claims_of_bend.NAMES)
TOGETHER = set(claims_together.NAMES)
UNDER_ORDERS = {"pressure_early", "pressure_late", "pressure_fades", "pressure_with_alliance", "pressure_after"}
OTHERS = {"entry_distance", "alliance_largest"}
EVERY = ABOUT_LEAVING | BENT | TOGETHER | UNDER_ORDERS | OTHERS
SAID = Interval(0.5, 0.4, 0.6)


@pytest.mark.parametrize(
    "name, open_ones",
    [
        ("windows", set()),
        ("split", set()),
        ("fading_2_weeks", set()),
        ("left_at_order_end", UNDER_ORDERS),
        ("agreed_as_left", ABOUT_LEAVING | BENT | UNDER_ORDERS | {"alliance_total"}),
        ("bend", BENT),
        ("bend.agreed_as_left", BENT),
        ("together", TOGETHER),
        ("together.agreed_unattended_as_left", {"alliance_total"}),
    ],
)
def test_only_what_rests_on_it_is_open(name: str, open_ones: set[str]) -> None:
    told = {one: unless_not_made(Claim(one, SUPPORTED, "above", SAID), (name,)) for one in EVERY}
    assert {one for one, claim in told.items() if claim.verdict == CANNOT_TELL} == open_ones
    assert {told[one].why for one in open_ones} <= {"not_made"}


def test_what_is_open_anyway_keeps_its_reason_unless_it_would_be_read_from_that_fit() -> None:
    staying = Claim("alliance_staying", CANNOT_TELL, "both_sides", SAID)
    assert unless_not_made(staying, ("agreed_as_left",)) == staying
    bends = unless_not_made(Claim("alliance_bends", CANNOT_TELL, "few_left", scale="none"), ("bend",))
    assert (bends.why, bends.estimate) == ("not_made", None)


def test_a_turn_that_is_held_back_has_no_rating_at_which_fewest_leave() -> None:
    assert unless_not_made(Claim("alliance_turns", SUPPORTED, "turns", SAID), ("agreed_as_left",)).estimate is None
    assert unless_not_made(Claim("alliance_bends", SUPPORTED, "above", SAID), ("agreed_as_left",)).estimate == SAID
