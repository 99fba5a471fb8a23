"""Factors of an episode, entered by hand: one more, one corrected, one ended."""

import pytest

from bidewell.records.models import Factor
from tests.clinic.cast import DAY, Browsing, Cast
from tests.clinic.web.episode_forms import at, court_order, post, version
from tests.clinic.web.reading import words

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def factor(cast: Cast) -> Factor:
    return court_order(cast)


def test_factors_are_entered_corrected_and_ended(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.thea)
    page = words(browser.get(at(cast, "factors")))
    assert "travel time" in page and "court order" in page and "alliance (" not in page
    post(browser, cast, "factors", name="court_order", value="diversion", from_day="2026-01-05")
    post(browser, cast, "factors", name="travel_minutes", value="45")
    order = Factor.objects.get(name="court_order")
    shown = words(browser.get(at(cast, "factors")))
    assert "instead of a sentence (diversion)" in shown and "45 minutes" in shown and "known before treatment" in shown
    corrected = browser.post(
        f"/caseload/factors/{order.ref}/correct", {"version": version(cast), "value": "court", "from_day": "2026-01-05"}
    )
    ended = browser.post(f"/caseload/factors/{order.ref}/end", {"version": version(cast), "on": "2026-03-04"})
    order.refresh_from_db()
    assert (corrected.status_code, ended.status_code) == (302, 302) and (order.value, order.to_day) == ("court", DAY)


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "travel_minutes", "value": "far"},
        {"name": "court_order", "value": "docket 12"},
        {"name": "court_order", "value": "court", "from_day": "2026-02-01", "to_day": "2026-01-01"},
    ],
)
def test_a_factor_that_cannot_be_is_said(cast: Cast, browsing: Browsing, sent: dict[str, str]) -> None:
    response = post(browsing(cast.thea), cast, "factors", **sent)
    assert response.status_code in (200, 409) and "errorlist" in words(response) and "open" in words(response)
    assert not Factor.objects.exists()


def test_two_who_correct_a_factor_and_one_is_told(cast: Cast, browsing: Browsing, factor: Factor) -> None:
    seen = version(cast)
    browsing(cast.thea).post(f"/caseload/factors/{factor.ref}/end", {"version": seen, "on": "2026-03-01"})
    late = browsing(cast.sam).post(f"/caseload/factors/{factor.ref}/correct", {"version": seen, "value": "court"})
    assert late.status_code == 409 and "Somebody else has changed this" in words(late) and "1 March 2026" in words(late)
    assert Factor.objects.get(pk=factor.pk).value == "diversion"


@pytest.mark.parametrize("form", ["correct", "end"])
@pytest.mark.parametrize("who, status", [("thea", 200), ("sam", 200), ("tom", 404), ("otto", 404), ("frida", 403)])
def test_a_factor_is_changed_by_those_who_may_change_the_episode(
    cast: Cast, browsing: Browsing, factor: Factor, form: str, who: str, status: int
) -> None:
    assert browsing(getattr(cast, who)).get(f"/caseload/factors/{factor.ref}/{form}").status_code == status
