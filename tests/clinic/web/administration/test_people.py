"""The pages about people: the list, an invitation, one person, and a leaving."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from bidewell.actions.addresses import whole_address
from bidewell.domain.roles import Role
from bidewell.records.models import Person, Program
from tests.clinic.cast import NOW, Browsing, Cast, member, person


@pytest.fixture
def ada(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.ada)


def test_the_list_has_everybody_of_the_program_and_nobody_else(cast: Cast, ada: Browser) -> None:
    words = ada.get(reverse("people")).content.decode()
    assert all(name in words for name in ("Thea", "Tom", "Sam", "Pat", "Frida", "Dana", "Ada"))
    assert "Otto" not in words


def test_its_queries_do_not_grow_with_the_people(
    cast: Cast, ada: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    ada.get(reverse("people"))
    for number in range(30):
        member(cast.program, person(f"p{number}"), Role.THERAPIST, supervisor=cast.sam, site=cast.site)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        ada.get(reverse("people"))


def invitation(**more: object) -> dict[str, object]:
    return {"email": "nia@example.org", "name": "Nia", "language": "en", "roles": [Role.FRONT_DESK], **more}


def test_an_invitation_goes_out_by_mail_with_a_link_that_works(cast: Cast, ada: Browser) -> None:
    response = ada.post(reverse("invite"), invitation())
    assert response.status_code == 302
    [letter] = mail.outbox
    address = next(line for line in letter.body.splitlines() if "/invitation/" in line)
    assert Browser().get(address.removeprefix(whole_address(""))).status_code == 200


def test_without_a_mail_server_the_link_is_shown_once(cast: Cast, ada: Browser, settings: object) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""  # type: ignore[attr-defined]
    words = ada.post(reverse("invite"), invitation()).content.decode()
    assert "No e-mail was sent" in words and "/invitation/" in words


def test_who_has_an_account_is_sent_no_link(cast: Cast, ada: Browser) -> None:
    ada.post(reverse("invite"), invitation(email="otto@example.org"))
    ada.post(reverse("invite_again", args=[cast.otto.ref]))
    assert mail.outbox == []


def test_who_signs_in_without_a_password_is_sent_no_link(cast: Cast, ada: Browser) -> None:
    cast.thea.set_unusable_password()
    cast.thea.last_login = NOW
    cast.thea.save()
    ada.post(reverse("invite"), invitation(email="thea@example.org"))
    ada.post(reverse("invite_again", args=[cast.thea.ref]))
    assert mail.outbox == []


def test_a_link_into_an_account_of_another_program_is_mailed_and_never_shown(
    cast: Cast, ada: Browser, settings: object
) -> None:
    cast.otto.set_unusable_password()
    cast.otto.save()
    ada.post(reverse("invite"), invitation(email="otto@example.org"))
    assert len(mail.outbox) == 1
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""  # type: ignore[attr-defined]
    for name, said in (("invite", invitation(email="otto@example.org")), ("invite_again", {})):
        arguments = [cast.otto.ref] if name == "invite_again" else []
        words = ada.post(reverse(name, args=arguments), said, follow=True).content.decode()
        assert "could not be sent" in words and "/invitation/" not in words


def test_the_link_leads_where_the_configuration_says_and_not_the_request(cast: Cast, ada: Browser) -> None:
    ada.post(reverse("invite"), invitation(), headers={"host": "127.0.0.1"})
    assert f"\n{whole_address('/')}" in mail.outbox[0].body


def test_what_was_typed_stays_where_the_form_is_wrong(cast: Cast, ada: Browser) -> None:
    response = ada.post(reverse("invite"), invitation(email="no address", roles=[]))
    assert response.status_code == 400
    assert 'value="Nia"' in response.content.decode()
    assert not Person.objects.filter(name="Nia").exists()


def test_an_invitation_into_a_program_of_somebody_else_is_refused(cast: Cast, ada: Browser) -> None:
    assert ada.post(reverse("invite"), invitation(program=str(cast.elsewhere.ref))).status_code == 404


def test_somebody_from_the_records_is_given_an_account(cast: Cast, ada: Browser) -> None:
    known = Person.objects.create(name="T9")
    member(cast.program, known, Role.THERAPIST, key="T9")
    assert "No account" in ada.get(reverse("people")).content.decode()
    ada.post(reverse("invite"), invitation(known=str(known.ref), roles=[Role.THERAPIST]))
    known.refresh_from_db()
    assert known.email == "nia@example.org"


def test_a_person_of_another_program_does_not_exist_here(cast: Cast, ada: Browser) -> None:
    for name in ("person", "leaving"):
        assert ada.get(reverse(name, args=[cast.otto.ref])).status_code == 404
    for name in ("invite_again", "give_role", "sign_out_everywhere", "take_second_factor_off"):
        assert ada.post(reverse(name, args=[cast.otto.ref])).status_code == 404
    for name in ("end_role", "change_supervisor"):
        assert ada.post(reverse(name, args=[cast.memberships["otto"].ref])).status_code == 404


def test_roles_are_given_and_ended(cast: Cast, ada: Browser) -> None:
    ada.post(reverse("give_role", args=[cast.pat.ref]), {"roles": [Role.ADMINISTRATOR]})
    held = cast.pat.memberships.get(role=Role.ADMINISTRATOR)
    ada.post(reverse("end_role", args=[held.ref]))
    held.refresh_from_db()
    assert held.to_day is not None


def test_a_refusal_is_told_on_the_page(cast: Cast, ada: Browser) -> None:
    response = ada.post(reverse("end_role", args=[cast.memberships["ada"].ref]), follow=True)
    assert "needs an administrator" in response.content.decode()


def test_a_therapist_leaves_and_a_colleague_takes_over(cast: Cast, ada: Browser) -> None:
    words = ada.get(reverse("leaving", args=[cast.thea.ref])).content.decode()
    assert "1 client is with this person" in words and "Tom" in words and "Otto" not in words
    assert ada.post(reverse("leaving", args=[cast.thea.ref]), {}).status_code == 400
    ada.post(reverse("leaving", args=[cast.thea.ref]), {"clients_to": cast.memberships["tom"].ref})
    cast.thea.refresh_from_db()
    assert not cast.thea.is_active
    assert "No role today" in ada.get(reverse("people")).content.decode()


def test_an_administrator_of_two_programs_chooses_between_them(cast: Cast, ada: Browser) -> None:
    second = Program.objects.create(name="Second", time_zone="UTC")
    member(second, cast.ada, Role.ADMINISTRATOR)
    words = ada.get(reverse("people"), {"program": str(second.ref)}).content.decode()
    assert "Thea" not in words and "Ada" in words
    assert ada.get(reverse("people"), {"program": "nonsense"}).status_code == 404
