"""The check-in page by page, without scripts and without a cookie."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bidewell.actions import snapshots
from bidewell.records.models import CheckIn, FreeText, Group, Snapshot
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import SEVEN, address, answers_of, offered, scores_of

COME_BACK = {"follow": True}


@pytest.fixture
def check_in(cast: Cast, at_ten: None) -> CheckIn:
    return offered(cast, NOW)


@pytest.fixture
def phone(browsing: Browsing) -> Browser:
    return browsing(None)


def begin(phone: Browser, check_in: CheckIn, **more: str) -> None:
    phone.post(address(check_in, "start"), {"sharing": "therapist", "language": "en", **more})


def answer_all(phone: Browser, check_in: CheckIn, value: int = 4):
    begin(phone, check_in)
    for place in range(1, SEVEN + 1):
        response = phone.post(address(check_in, place), {"value": value, "language": "en", "shown": ""})
    return response


def test_the_first_page_says_who_sees_it_and_what_is_promised(phone: Browser, check_in: CheckIn) -> None:
    page = phone.get(address(check_in)).content.decode()
    assert "My therapist sees my answers" in page
    assert "We do not give them to courts" in page
    assert re.search(r'value="therapist" checked', page)


def test_no_page_sets_a_cookie_or_may_be_kept(phone: Browser, check_in: CheckIn) -> None:
    for part in ((), (1,), ("end",)):
        response = phone.get(address(check_in, *part))
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_nothing_on_the_pages_names_the_client_the_therapist_or_the_program(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    for part in ((), (1,)):
        page = phone.get(address(check_in, *part)).content.decode()
        # The link itself is random letters: two of them may well be a client's key.
        said = page.replace(address(check_in).split("/")[2], "")
        for word in ("Casey", "Reed", "Thea", "Harbor", "C1"):
            assert word not in said
        title = re.search("<title>(.*)</title>", page)
        assert title and "treatment" not in title[1].lower()


def test_start_and_seven_answers_are_eight_requests_to_the_end(phone: Browser, check_in: CheckIn) -> None:
    response = answer_all(phone, check_in)
    assert response.headers["Location"] == address(check_in, "end")
    check_in.refresh_from_db()
    assert (check_in.status, check_in.mode, len(answers_of(check_in))) == ("answered", "phone", SEVEN)
    assert scores_of(check_in) == {"alliance": 4.0}


def test_the_snapshot_is_marked_at_once_and_knows_the_answer_when_made_anew(phone: Browser, check_in: CheckIn) -> None:
    answer_all(phone, check_in, 2)
    snapshots.refresh([Snapshot.objects.get(episode=check_in.episode_id)], at=NOW)
    snapshot = Snapshot.objects.get(episode=check_in.episode_id)
    assert snapshot.stale_since is not None
    assert [value for _day, value in snapshot.ratings] == [2.0]


def test_an_answer_can_be_changed_until_the_end_and_not_after(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    phone.post(address(check_in, 1), {"value": "1"})
    phone.post(address(check_in, 1), {"value": "5"})
    assert list(answers_of(check_in).values()) == [5.0]
    answer_all(phone, check_in, 3)
    phone.post(address(check_in, 1), {"value": "1"})
    assert set(answers_of(check_in).values()) == {3.0}


def test_the_answer_given_before_is_marked_when_one_goes_back(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    phone.post(address(check_in, 1), {"value": "2"})
    page = phone.get(address(check_in, 1)).content.decode()
    assert re.search(r'value="2" aria-pressed="true"', page)
    assert page.count('aria-pressed="true"') == 1


def test_a_begun_check_in_goes_on_where_it_was_left(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    phone.post(address(check_in, 1), {"value": "2"})
    assert "Go on" in phone.get(address(check_in)).content.decode()
    again = phone.post(address(check_in, "start"), {"sharing": "therapist"})
    assert again.headers["Location"] == address(check_in, 2)


def test_a_question_can_be_passed_over(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    for place in range(1, SEVEN + 1):
        phone.post(address(check_in, place), {"value": "" if place == 1 else "4"})
    assert "bond" not in answers_of(check_in) and len(answers_of(check_in)) == SEVEN - 1
    assert scores_of(check_in) == {"alliance": 4.0}


def test_passing_over_everything_is_not_today(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    for place in range(1, SEVEN + 1):
        phone.post(address(check_in, place), {"value": ""})
    check_in.refresh_from_db()
    assert check_in.status == "declined"


def test_too_few_answers_give_no_score(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    for place in range(1, SEVEN + 1):
        phone.post(address(check_in, place), {"value": "4" if place == SEVEN else ""})
    assert (len(answers_of(check_in)), scores_of(check_in)) == (1, {})


def test_not_today_is_stored(phone: Browser, check_in: CheckIn) -> None:
    page = phone.post(address(check_in, "not-today"), {"language": "en"}, **COME_BACK).content.decode()
    check_in.refresh_from_db()
    assert (check_in.status, check_in.answered_at) == ("declined", NOW)
    assert "No one will ask you why" in page


def test_the_choice_of_who_sees_it_is_kept(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in, sharing="counted")
    check_in.refresh_from_db()
    assert check_in.sharing == "counted"


def test_only_the_therapists_share_reaches_the_snapshot(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in, sharing="supervisor")
    for place in range(1, SEVEN + 1):
        phone.post(address(check_in, place), {"value": "2"})
    assert Snapshot.objects.get(episode=check_in.episode_id).ratings == []


def test_an_answer_nobody_can_give_asks_the_question_again(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    for nonsense in ("6", "0", "abc", "4.5", "\x00"):
        response = phone.post(address(check_in, 1), {"value": nonsense})
        assert response.headers["Location"] == address(check_in, 1)
    assert answers_of(check_in) == {}


def test_a_line_is_kept_apart_for_an_hour_after_the_end(phone: Browser, check_in: CheckIn) -> None:
    answer_all(phone, check_in)
    assert "No one reads this right away" in phone.get(address(check_in, "end")).content.decode()
    page = phone.post(address(check_in, "end"), {"text": "More time\x00 please"}).content.decode()
    assert "We have your note" in page
    assert FreeText.objects.get(check_in=check_in).text == "More time please"
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        phone.post(address(check_in, "end"), {"text": "Another"})
        assert "works one time only" in phone.get(address(check_in, "end"), **COME_BACK).content.decode()
    assert FreeText.objects.get(check_in=check_in).text == "More time please"


def test_the_end_says_what_was_changed_because_of_answers(phone: Browser, check_in: CheckIn, cast: Cast) -> None:
    cast.program.you_said_we_did = {"en": "You asked for evening groups. They begin in May."}
    cast.program.save()
    answer_all(phone, check_in)
    assert "evening groups" in phone.get(address(check_in, "end")).content.decode()


def test_a_program_words_its_own_promise_and_crisis_line(phone: Browser, check_in: CheckIn, cast: Cast) -> None:
    cast.program.promise, cast.program.crisis_line = {"en": "Counsel wrote this."}, {"en": "Call 555."}
    cast.program.save()
    page = phone.get(address(check_in)).content.decode()
    assert "Counsel wrote this." in page and "Call 555." in page


def test_the_page_is_in_the_clients_language_and_can_be_switched(phone: Browser, check_in: CheckIn) -> None:
    CheckIn.objects.filter(pk=check_in.pk).update(language="es")
    response = phone.get(address(check_in), headers={"Accept-Language": "en"})
    assert 'lang="es"' in response.content.decode() and response.headers["Content-Language"] == "es"
    assert "¿Cómo le va aquí?" in response.content.decode()
    assert 'html lang="en"' in phone.get(address(check_in) + "?language=en").content.decode()


def test_a_language_chosen_on_a_question_stays(phone: Browser, check_in: CheckIn) -> None:
    begin(phone, check_in)
    phone.post(address(check_in, 1), {"value": "4", "language": "es"})
    assert "Pregunta 2 de 7" in phone.get(address(check_in, 2)).content.decode()


def test_without_a_language_of_the_client_the_browsers_is_used(phone: Browser, check_in: CheckIn) -> None:
    page = phone.get(address(check_in), headers={"Accept-Language": "es-MX,es;q=0.9"}).content.decode()
    assert 'html lang="es"' in page
    assert 'html lang="en"' in phone.get(address(check_in), headers={"Accept-Language": "fi"}).content.decode()


def test_a_link_that_is_too_old_says_so_kindly(phone: Browser, check_in: CheckIn) -> None:
    link = address(check_in)
    with time_machine.travel(NOW + timedelta(hours=73), tick=False):
        response = phone.get(link)
        assert response.status_code == 410
        assert "You have done nothing wrong" in response.content.decode()
        phone.post(link + "/start", {"sharing": "therapist"})
    check_in.refresh_from_db()
    assert check_in.status == "offered"


def test_a_link_we_never_made_says_what_to_do(phone: Browser, check_in: CheckIn) -> None:
    forged = address(check_in)[:-1] + ("A" if address(check_in)[-1] != "A" else "B")
    response = phone.get(forged)
    assert response.status_code == 404
    assert "Type a code" in response.content.decode()


def test_an_hour_later_a_used_link_shows_no_answer(phone: Browser, check_in: CheckIn) -> None:
    answer_all(phone, check_in)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        page = phone.get(address(check_in)).content.decode()
    assert "You have answered. Thank you!" in page
    assert "aria-pressed" not in page


def test_in_a_group_the_questions_speak_of_the_group(phone: Browser, cast: Cast, at_ten: None) -> None:
    check_in = offered(cast, NOW, group=Group.objects.create(program=cast.program, name="Tuesdays"))
    begin(phone, check_in)
    assert "in your group?" in phone.get(address(check_in, 1)).content.decode()


def test_a_code_from_paper_leads_to_the_same_check_in(phone: Browser, check_in: CheckIn) -> None:
    typed = f" {check_in.key[:4].lower()}-{check_in.key[4:]} "
    assert phone.post("/c/code", {"code": typed}).headers["Location"] == address(check_in)
    assert "We do not know this code" in phone.post("/c/code", {"code": "0000-0000"}).content.decode()


def test_codes_are_not_guessed_by_the_thousand(phone: Browser, check_in: CheckIn, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"check_in_code": "2/m/ip"}
    assert [phone.post("/c/code", {"code": "0000-0000"}).status_code for _ in range(2)] == [200, 200]
    page = phone.post("/c/code", {"code": check_in.key})
    assert page.status_code == 429 and "Wait a minute" in page.content.decode()
    assert phone.get("/c/code").status_code == 200


def test_pages_of_clients_ask_the_database_few_times(
    phone: Browser, check_in: CheckIn, django_assert_max_num_queries
) -> None:
    begin(phone, check_in)
    with django_assert_max_num_queries(3):
        phone.get(address(check_in))
    with django_assert_max_num_queries(10):
        phone.post(address(check_in, 1), {"value": "4", "language": "en"})
