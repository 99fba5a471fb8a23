"""Two people at the same moment: the second waits for the first, and then sees what was done. SQLite has one writer
anyway; PostgreSQL has as many as there are people."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from bidewell.actions.attendance import Mark, mark_session
from bidewell.actions.endings import HowItEnded, record_ending
from bidewell.actions.episodes import EpisodeFacts, open_episode
from bidewell.actions.own_ratings import rate_client
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import hold_episodes
from bidewell.actions.sessions import Booking, book_session
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.sessions import SessionStatus
from bidewell.records.models import CheckIn, Client, Episode, Session
from tests.clinic.cast import DAY, NOW, Cast, make_cast

HALF_A_SECOND = 0.5
RATING = {"bond": 4}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time")
    return make_cast()


class Second(Thread):
    """Somebody else, who begins while the first is at it. What they were refused, or what broke, is kept."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act, self.met = act, None

    def run(self) -> None:
        try:
            self.act()
        except Exception as error:
            self.met = error
        finally:
            connection.close()

    def begin(self) -> None:
        self.start()
        self.join(HALF_A_SECOND)


def twice(act: Callable[[], object]) -> Exception | None:
    """The same by two people; what the second met."""
    second = Second(act)
    with transaction.atomic():
        act()
        second.begin()
    second.join()
    return second.met


def test_two_clicks_book_one_appointment(cast: Cast) -> None:
    booking = Booking(NOW + timedelta(days=2), (cast.memberships["thea"],))
    met = twice(lambda: book_session(Episode.objects.get(pk=cast.episode.pk), booking, by=cast.frida, at=NOW))
    assert isinstance(met, Refused)
    assert Session.objects.filter(scheduled_at=booking.scheduled_at).count() == 1


def test_two_clicks_open_one_episode(cast: Cast) -> None:
    record_ending(cast.episode, HowItEnded(EndingKind.MOVED, DAY), version=cast.episode.version, by=None, at=NOW)
    facts = EpisodeFacts(referred_on=DAY)
    met = twice(lambda: open_episode(Client.objects.get(pk=cast.casey.pk), facts, None, by=cast.frida, at=NOW))
    assert isinstance(met, Refused)
    assert Episode.objects.filter(client=cast.casey).count() == 2


def test_two_clicks_keep_one_rating_of_a_day(cast: Cast) -> None:
    assert twice(lambda: rate_client(cast.episode, RATING, by=cast.thea, at=NOW)) is None
    assert CheckIn.objects.filter(answered_by=cast.thea).count() == 1


def test_a_mark_waits_for_the_episode_before_it_takes_the_session(cast: Cast) -> None:
    """As an ending does: else each could hold what the other waits for."""
    mark = Mark(SessionStatus.ATTENDED)
    second = Second(lambda: mark_session(cast.session, mark, version=cast.session.version, by=cast.frida, at=NOW))
    with transaction.atomic():
        hold_episodes([cast.episode.pk])
        second.begin()
        assert Session.objects.select_for_update(nowait=True).get(pk=cast.session.pk).status == "scheduled"
    second.join()
    assert second.met is None
    assert Session.objects.get(pk=cast.session.pk).status == "attended"
