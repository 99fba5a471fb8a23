"""Who asked, and what may be said: the refusal, and a log that holds no more than it must."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from bidewell.domain.outsiders import Asker, RequestAnswer
from bidewell.records.models import AuditEvent, Person, Request
from tests.clinic.cast import DAY, NOW, Browsing, Cast

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def record(cast: Cast, browsing: Browsing) -> Callable[..., int]:
    def send(person: Person, **more: object) -> int:
        said = {
            "program": str(cast.program.ref), "asked_on": DAY.isoformat(), "asked_by": Asker.COURT, "client_key": "",
            "answer": RequestAnswer.REFUSED, "note": "Letter in the file.", **more,
        }  # fmt: skip
        return browsing(person).post(reverse("record_request"), said).status_code

    return send


def test_the_day_of_a_request_is_filled_in_on_a_spanish_page_too(cast: Cast, browsing: Browsing) -> None:
    frida = browsing(cast.frida)
    frida.post(reverse("language"), {"language": "es"})
    assert f'value="{DAY.isoformat()}"' in frida.get(reverse("requests")).content.decode()


def test_the_refusal_neither_says_nor_denies(cast: Cast, browsing: Browsing) -> None:
    assert "neither say nor deny" in browsing(cast.frida).get(reverse("requests")).content.decode()


def test_a_programs_own_words_stand_in_its_place(cast: Cast, browsing: Browsing) -> None:
    cast.program.requests_text = {"en": "Ask our counsel."}
    cast.program.save()
    page = browsing(cast.frida).get(reverse("requests")).content.decode()
    assert "Ask our counsel." in page and "neither say nor deny" not in page


def test_a_request_is_written_down_with_who_and_when(cast: Cast, record: Callable[..., int]) -> None:
    assert record(cast.frida, client_key="C1") == 302
    request = Request.objects.get()
    assert (request.client, request.recorded_by, request.recorded_at) == (cast.casey, cast.frida, NOW)
    event = AuditEvent.objects.get(what="request_recorded")
    assert event.ref == str(request.ref) and "Letter" not in str(event.detail)


@pytest.mark.parametrize("more", [{"client_key": "C1"}, {"has_written_consent": "on"}])
def test_attendance_is_told_only_of_a_client_who_agreed_in_writing(
    cast: Cast, record: Callable[..., int], more: dict[str, str]
) -> None:
    assert record(cast.frida, answer=RequestAnswer.ATTENDANCE_ONLY, **more) == 400
    assert record(cast.frida, answer=RequestAnswer.ATTENDANCE_ONLY, client_key="C1", has_written_consent="on") == 302


def test_a_day_to_come_is_refused(cast: Cast, record: Callable[..., int]) -> None:
    assert record(cast.frida, asked_on="2026-03-05") == 400


def test_no_answer_holds_a_rating_or_a_forecast() -> None:
    assert set(RequestAnswer) == {"refused", "attendance_only", "referred_to_counsel"}


def test_somebody_elses_client_cannot_be_named(cast: Cast, record: Callable[..., int]) -> None:
    assert record(cast.thea, client_key="C2") == 400, "another therapist's"
    assert record(cast.frida, program=str(cast.elsewhere.ref)) == 400, "another program's"
    assert not Request.objects.exists()


def test_the_log_is_read_by_who_answers_for_the_program_and_by_the_clients_own_staff(
    cast: Cast, browsing: Browsing, record: Callable[..., int]
) -> None:
    record(cast.frida, client_key="C1", note="about one")
    for name, sees in {"frida": True, "pat": True, "thea": True, "sam": True, "tom": False}.items():
        page = browsing(getattr(cast, name)).get(reverse("requests")).content.decode()
        assert ("about one" in page) is sees, name
        assert cast.casey.name not in page


def test_its_queries_do_not_grow_with_the_log(
    cast: Cast, browsing: Browsing, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(30):
        Request.objects.create(
            program=cast.program,
            client=cast.casey,
            asked_on=DAY,
            asked_by=Asker.COURT,
            answer=RequestAnswer.REFUSED,
            recorded_at=NOW,
            recorded_by=cast.frida,
        )
    browser = browsing(cast.frida)
    browser.get(reverse("requests"))
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        browser.get(reverse("requests"))
