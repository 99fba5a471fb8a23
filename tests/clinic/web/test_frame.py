"""The frame of every page: the menu shows what one's roles open, and nobody enters without an account."""

from collections.abc import Callable

from django.test import Client as Browser
from django.urls import reverse

from tests.clinic.cast import Cast


def test_each_role_lands_on_its_first_page(cast: Cast, browsing: Callable[..., Browser]) -> None:
    first = {
        "thea": "/caseload/",
        "sam": "/team/",
        "frida": "/desk/",
        "pat": "/program/",
        "dana": "/data/",
        "ada": "/administration/people",
    }
    for name, address in first.items():
        response = browsing(getattr(cast, name)).get("/")
        assert response["Location"] == address
        assert browsing(getattr(cast, name)).get(address).status_code == 200


def test_nobody_enters_without_signing_in(cast: Cast, browsing: Callable[..., Browser]) -> None:
    response = browsing(None).get("/caseload/")
    assert response.status_code == 302 and response["Location"].startswith("/account/login")


def test_a_page_of_another_role_is_refused_in_words(cast: Cast, browsing: Callable[..., Browser]) -> None:
    response = browsing(cast.frida).get("/caseload/")
    assert response.status_code == 403
    assert "not open to you" in response.content.decode()


def test_a_form_sent_after_the_time_out_leads_to_a_page_and_not_back_to_the_form(
    cast: Cast, browsing: Callable[..., Browser]
) -> None:
    response = browsing(None).post(reverse("safety_notes_seen", args=[cast.casey.ref]))
    assert response["Location"].endswith("?next=/")


def test_an_address_that_only_takes_a_form_says_so_in_words(cast: Cast, browsing: Callable[..., Browser]) -> None:
    response = browsing(cast.thea).get(reverse("safety_notes_seen", args=[cast.casey.ref]))
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert "only takes what a form sends" in response.content.decode()
