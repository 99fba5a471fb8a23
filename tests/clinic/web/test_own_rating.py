"""A therapist's own rating: whole or not at all, beside the client's, and whose it is to see."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bidewell.domain.sessions import Rater
from bidewell.records.models import (
    Assignment,
    CheckIn,
    Membership,
)
from tests.clinic.cast import DAY, Browsing, Cast
from tests.clinic.web.client_pages import address

pytestmark = pytest.mark.usefixtures("at_ten")


def test_an_own_rating_stands_beside_the_clients_and_a_second_one_corrects_it(cast: Cast, browsing: Browsing) -> None:
    browser, rating = browsing(cast.thea), reverse("own_rating", args=[cast.episode.ref])
    assert "before you see what the client said" in browser.get(rating).content.decode()
    for value in (2, 4):
        given = {item: value for item in ("bond", "goals", "tasks", "voice", "return")}
        assert browser.post(rating, given)["Location"] == address(cast.episode)
    own = CheckIn.objects.get(rater=Rater.THERAPIST)
    assert (own.answered_by, own.answers.get(item="alliance").value) == (cast.thea, 4.0)
    page = browser.get(address(cast.episode)).content.decode()
    assert '<rect class="own"' in page


def test_an_own_rating_that_is_not_whole_is_asked_for_again(cast: Cast, browsing: Browsing) -> None:
    response = browsing(cast.thea).post(reverse("own_rating", args=[cast.episode.ref]), {"bond": 9})
    assert response.status_code == 200 and 'aria-invalid="true"' in response.content.decode()
    assert not CheckIn.objects.exists()


def test_an_own_rating_is_the_therapists_alone_during_the_private_window(cast: Cast, browsing: Browsing) -> None:
    given = {item: 4 for item in ("bond", "goals", "tasks", "voice", "return")}
    browsing(cast.thea).post(reverse("own_rating", args=[cast.episode.ref]), given)
    held = Membership.objects.filter(pk=cast.memberships["thea"].pk)
    for until, is_seen in ((DAY, False), (DAY - timedelta(days=1), True)):
        held.update(private_until=until)
        page = browsing(cast.sam).get(address(cast.episode)).content.decode()
        assert ('<rect class="own"' in page) is is_seen
    assert '<rect class="own"' in browsing(cast.thea).get(address(cast.episode)).content.decode()


def test_a_new_counselors_own_ratings_are_not_the_other_therapists_to_see(cast: Cast, browsing: Browsing) -> None:
    given = {item: 4 for item in ("bond", "goals", "tasks", "voice", "return")}
    Assignment.objects.create(episode=cast.episode, therapist=cast.memberships["tom"], from_day=DAY)
    browsing(cast.thea).post(reverse("own_rating", args=[cast.episode.ref]), given)
    Membership.objects.filter(pk=cast.memberships["thea"].pk).update(private_until=DAY)
    for who, is_seen in ((cast.tom, False), (cast.thea, True)):
        page = browsing(who).get(address(cast.episode)).content.decode()
        assert ('<rect class="own"' in page) is is_seen
