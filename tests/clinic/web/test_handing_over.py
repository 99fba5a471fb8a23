"""Who treats a client: taken over, shared, and covered for a while."""

import pytest

from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Assignment, Cover
from tests.clinic.cast import DAY, Browsing, Cast
from tests.clinic.web.episode_forms import at, post
from tests.clinic.web.reading import words

pytestmark = pytest.mark.usefixtures("at_ten")


def test_another_therapist_takes_over(cast: Cast, browsing: Browsing) -> None:
    thea, tom = cast.memberships["thea"], cast.memberships["tom"]
    refused = post(browsing(cast.thea), cast, "therapist", what="take_over", therapist=tom.pk)
    assert refused.status_code == 200 and "Say from whom" in words(refused)
    response = post(browsing(cast.thea), cast, "therapist", what="take_over", therapist=tom.pk, former=thea.pk)
    assert response["Location"] == "/"  # she no longer sees the client
    assert cast.episode in episodes_for(cast.tom, Permission.SEE_CLIENT, DAY)
    assert browsing(cast.thea).get(at(cast, "therapist")).status_code == 404


def test_a_client_is_shared_and_no_longer(cast: Cast, browsing: Browsing) -> None:
    tom = cast.memberships["tom"]
    assert (
        post(browsing(cast.sam), cast, "therapist", what="share", therapist=tom.pk)["Location"]
        == f"/caseload/{cast.episode.ref}"
    )
    assert "now with Thea, Tom" in words(browsing(cast.thea).get(at(cast, "therapist")))
    post(browsing(cast.sam), cast, "therapist", what="leave", therapist=tom.pk)
    assert Assignment.objects.filter(episode=cast.episode).count() == 1
    last = post(browsing(cast.sam), cast, "therapist", what="leave", therapist=cast.memberships["thea"].pk)
    assert last.status_code == 409 and "needs a therapist" in words(last)


def test_cover_is_given_for_a_while_and_ended(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.thea)
    assert "Nobody covers" in words(browser.get("/caseload/cover"))
    sent = {
        "covered": cast.memberships["thea"].pk,
        "covering": cast.memberships["tom"].pk,
        "from_day": "2026-03-04",
        "to_day": "2026-03-10",
    }
    assert browser.post("/caseload/cover", sent).status_code == 302
    assert cast.episode in episodes_for(cast.tom, Permission.SEE_CLIENT, DAY)
    given_cover = Cover.objects.get()
    assert browsing(cast.tom).post(f"/caseload/cover/{given_cover.ref}/end").status_code == 404  # not his to end
    assert browser.post(f"/caseload/cover/{given_cover.ref}/end").status_code == 302
    assert cast.episode not in episodes_for(cast.tom, Permission.SEE_CLIENT, DAY)


def test_nobody_gives_away_a_caseload_that_is_not_theirs(cast: Cast, browsing: Browsing) -> None:
    sent = {
        "covered": cast.memberships["tom"].pk,
        "covering": cast.memberships["thea"].pk,
        "from_day": "2026-03-04",
        "to_day": "2026-03-10",
    }
    assert browsing(cast.thea).post("/caseload/cover", sent).status_code == 200
    assert browsing(cast.sam).post("/caseload/cover", sent).status_code == 200  # Tom is not in his team
    assert not Cover.objects.exists()
