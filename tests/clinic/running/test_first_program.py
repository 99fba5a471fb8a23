"""The first person of an installation: made by the command, signs in by a link, and looks after the program."""

import pytest
from django.test import Client as Browser
from time_machine import TimeMachineFixture

from bidewell.actions.first_program import invite_administrator
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.records.models import AuditEvent, Membership, Person, Program
from bidewell.web.account.invitations import make_token
from tests.clinic.cast import NOW, ZONE, Cast

ADA = {"email": "first@example.org", "name": "Ada", "program": "Lighthouse", "time_zone": ZONE, "at": NOW}


@pytest.mark.django_db
def test_the_program_and_its_administrator_are_made_and_noted() -> None:
    person, is_new = invite_administrator(**ADA)
    held = Membership.objects.get(person=person)
    assert is_new and held.role == Role.ADMINISTRATOR and held.program.name == "Lighthouse"
    assert set(AuditEvent.objects.values_list("what", flat=True)) == {"program_made", "person_invited", "role_given"}


def test_a_program_that_is_there_gets_another_administrator(cast: Cast) -> None:
    _, is_new = invite_administrator(**ADA | {"program": cast.program.name})
    assert not is_new and Program.objects.count() == 2
    assert cast.program.memberships.filter(role=Role.ADMINISTRATOR).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": "a@b"}, {"time_zone": "Harbor"}])
def test_what_cannot_be_is_refused_and_nothing_is_made(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        invite_administrator(**ADA | wrong)
    assert not Program.objects.exists() and not Person.objects.exists()


@pytest.mark.django_db
def test_the_link_opens_a_page_that_asks_for_a_password(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    person, _ = invite_administrator(**ADA)
    page = Browser().get(f"/account/invitation/{make_token(person, NOW)}")
    assert page.status_code == 200 and "password1" in page.content.decode()
