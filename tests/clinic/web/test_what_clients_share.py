"""Answers and safety notes are read by whom the client chose, and by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bidewell.domain.sharing import Sharing
from bidewell.records.models import (
    AuditEvent,
    Membership,
    SafetyNote,
)
from tests.clinic.cast import DAY, NOW, Browsing, Cast
from tests.clinic.web.client_pages import address, answered, treats_in_two_zones

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.mark.parametrize(
    "sharing, seen_by_therapist, seen_by_supervisor",
    [(Sharing.THERAPIST, True, True), (Sharing.SUPERVISOR, False, True), (Sharing.COUNTED, False, False)],
)
def test_answers_are_shown_to_whom_the_client_chose(
    cast: Cast, browsing: Browsing, sharing: Sharing, seen_by_therapist: bool, seen_by_supervisor: bool
) -> None:
    check_in = answered(cast, sharing, "More time for talking", 2.0)
    SafetyNote.objects.create(check_in=check_in, item="bond", raised_at=NOW)
    for who, is_seen in ((cast.thea, seen_by_therapist), (cast.sam, seen_by_supervisor)):
        page = browsing(who).get(address(cast.episode)).content.decode()
        for words in ("More time for talking", "A little", "The latest is 2.0", "Safety note"):
            assert (words in page) is is_seen, words


def test_a_supervisor_who_treats_the_client_sees_what_the_therapist_sees(cast: Cast, browsing: Browsing) -> None:
    Membership.objects.create(program=cast.program, person=cast.thea, role="supervisor", from_day=DAY)
    Membership.objects.filter(pk=cast.memberships["thea"].pk).update(supervisor=cast.thea)
    answered(cast, Sharing.SUPERVISOR, "Only for the supervisor")
    assert "Only for the supervisor" not in browsing(cast.thea).get(address(cast.episode)).content.decode()


def test_who_came_in_by_the_day_of_another_zone_is_no_supervisor(cast: Cast, browsing: Browsing) -> None:
    """In Pago Pago it is still the assignment's last day, in New York the day after."""
    both = treats_in_two_zones(cast, to_day=DAY - timedelta(days=1))
    answered(cast, Sharing.SUPERVISOR, "Only for the supervisor")
    with time_machine.travel(NOW - timedelta(hours=8), tick=False):
        page = browsing(both).get(address(cast.episode))
        assert page.status_code == 200 and "Only for the supervisor" not in page.content.decode()


def test_a_safety_note_is_marked_as_seen_once(cast: Cast, browsing: Browsing) -> None:
    check_in = answered(cast, Sharing.THERAPIST, "")
    SafetyNote.objects.create(check_in=check_in, item="bond", raised_at=NOW)
    seen = reverse("safety_notes_seen", args=[check_in.ref])
    for who in (cast.thea, cast.sam):
        assert browsing(who).post(seen)["Location"] == address(cast.episode)
    assert SafetyNote.objects.get().seen_by == cast.thea
    assert AuditEvent.objects.filter(what="safety_note_seen").count() == 1


@pytest.mark.parametrize(
    "sharing, name", [(Sharing.SUPERVISOR, "thea"), (Sharing.COUNTED, "sam"), (Sharing.THERAPIST, "tom")]
)
def test_nobody_marks_a_note_they_may_not_read(cast: Cast, browsing: Browsing, sharing: Sharing, name: str) -> None:
    check_in = answered(cast, sharing, "")
    SafetyNote.objects.create(check_in=check_in, item="bond", raised_at=NOW)
    assert browsing(getattr(cast, name)).post(reverse("safety_notes_seen", args=[check_in.ref])).status_code == 404
    assert SafetyNote.objects.get().seen_at is None
