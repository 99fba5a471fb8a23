"""The demo's check-in is about a visit that took place, or may still, whatever the day it is made on."""

from datetime import timedelta

import pytest

from bidewell.actions.demo.making import session_to_ask_about
from tests.clinic.cast import NOW, booked, make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["no_show", "cancelled_by_client", "cancelled_by_program"])
def test_a_visit_that_was_missed_or_called_off_is_passed_over(status: str) -> None:
    cast = make_cast()
    booked(cast.episode, "S0", NOW - timedelta(hours=2), cast.memberships["thea"], status)
    assert session_to_ask_about(cast.program, NOW) == cast.session
