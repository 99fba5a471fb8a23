"""A number on a client's page is not told alone: its range, what is usual, and of how many clients that is."""

from statistics import quantiles, stdev

import pytest

from bidewell.records.models import Factor, Program
from bidewell.web.therapist.factor_numbers import NINE_IN_TEN, Beside, read_beside
from tests.clinic.cast import NOW, Browsing, Cast, client_in_care
from tests.clinic.web.client_pages import address

pytestmark = pytest.mark.usefixtures("at_ten")
SCORES = [float(score) for score in range(20, 31)]


def recorded(cast: Cast, name: str, values: list[float], reliability: float | None = None) -> Factor:
    """The value of as many clients, the first of them Casey's."""
    found = []
    for number, value in enumerate(values):
        episode = cast.episode
        if number:
            _, episode = client_in_care(cast.program, f"K-{name}-{number}", "", cast.memberships["thea"])
        found.append(
            Factor.objects.create(
                episode=episode, name=name, value=f"{value:g}", reliability=reliability, recorded_at=NOW
            )
        )
    return found[0]


def beside(program: Program, factor: Factor) -> Beside | None:
    return read_beside(program, [factor]).get(factor.pk)


def test_a_score_has_its_range_by_its_reliability_and_stands_beside_the_middle_half(cast: Cast) -> None:
    found = beside(cast.program, recorded(cast, "motivation", SCORES, reliability=0.8))
    margin = NINE_IN_TEN * stdev(SCORES) * 0.2**0.5
    low, _, high = quantiles(SCORES, n=4)
    assert found == Beside(f"{20 - margin:.1f}–{20 + margin:.1f}", f"{low:g}", f"{high:g}", 11)


@pytest.mark.parametrize("name, expected", [("motivation", "range not known"), ("travel_minutes", "")])
def test_a_score_of_unknown_reliability_says_so_and_minutes_are_what_they_are(
    cast: Cast, name: str, expected: str
) -> None:
    found = beside(cast.program, recorded(cast, name, SCORES))
    assert found is not None and found.range == expected


def test_of_fewer_than_eleven_clients_nothing_usual_is_told(cast: Cast) -> None:
    assert beside(cast.program, recorded(cast, "motivation", SCORES[:10])) is None


def test_a_client_counts_once_by_the_latest_number_and_what_is_no_number_does_not_count(cast: Cast) -> None:
    first = recorded(cast, "motivation", SCORES)
    for text in ("25", "high", "nan"):
        Factor.objects.create(episode=cast.episode, name="motivation", value=text, recorded_at=NOW)
    found = beside(cast.program, first)
    assert found is not None and found.clients == 11
    assert found.low == f"{quantiles([25.0, *SCORES[1:]], n=4)[0]:g}"


def test_the_page_tells_it_with_what_it_means(cast: Cast, browsing: Browsing) -> None:
    recorded(cast, "motivation", SCORES, reliability=0.8)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    assert "half of 11 clients: 22–28" in page and "nine times in ten, by the reliability" in page


def test_where_no_number_is_recorded_no_range_is_explained(cast: Cast, browsing: Browsing) -> None:
    Factor.objects.create(episode=cast.episode, name="court_order", value="court", recorded_at=NOW)
    assert "by the reliability" not in browsing(cast.thea).get(address(cast.episode)).content.decode()
