"""Paper keyed in by the front desk: held to the sheet's boxes, twice where it looks odd, and without a score."""

import re

import pytest
import time_machine
from django.test import Client as Browser

from bidewell.actions.check_ins.keying import key_check_in
from bidewell.actions.check_ins.opening import AlreadyOver, decline_check_in, start_check_in
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import answers_of, offered, own_instrument, scores_of

MIXED = ("4", "5", "3", "4", "5", "2", "4")


@pytest.fixture
def check_in(cast: Cast):
    with time_machine.travel(NOW, tick=False):
        yield offered(cast, NOW)


@pytest.fixture
def desk(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.frida)


def keyed(desk: Browser, check_in: CheckIn, digits: tuple[str, ...], **more: str):
    rows = {f"item-{item}": digit for item, digit in zip(check_in.items, digits, strict=True)}
    return desk.post(f"/desk/paper/{check_in.ref}", {"sharing": "therapist", **rows, **more})


def first_time(response) -> str:
    found = re.search(r'name="first" value="([^"]+)"', response.content.decode())
    return found[1] if found else ""


def test_the_code_on_the_sheet_leads_to_its_rows(desk: Browser, check_in: CheckIn) -> None:
    response = desk.post("/desk/paper", {"code": check_in.key.lower()})
    assert response.headers["Location"] == f"/desk/paper/{check_in.ref}"
    page = desk.get(response.headers["Location"]).content.decode()
    assert "How much do you feel understood" in page and page.count('name="item-') == 7


def test_only_the_front_desk_of_the_program_keys_in(check_in: CheckIn, cast: Cast, browsing: Browsing) -> None:
    for person, expected in ((cast.thea, 403), (cast.dana, 403), (cast.otto, 403)):
        assert browsing(person).get(f"/desk/paper/{check_in.ref}").status_code == expected


def test_what_is_keyed_in_is_scored_and_says_by_whom_and_how(desk: Browser, check_in: CheckIn, cast: Cast) -> None:
    response = keyed(desk, check_in, MIXED)
    assert response.headers["Location"] == "/desk/paper"
    check_in.refresh_from_db()
    assert (check_in.status, check_in.mode, check_in.keyed_by) == ("answered", "paper", cast.frida)
    assert list(answers_of(check_in).values()) == [float(digit) for digit in MIXED]
    assert scores_of(check_in) == {"alliance": 4.0}
    assert check_in.answered_at == check_in.session.scheduled_at


def test_no_page_of_the_desk_shows_a_score_or_an_answer_afterwards(desk: Browser, check_in: CheckIn) -> None:
    page = keyed(desk, check_in, MIXED).headers["Location"]
    assert "alliance" not in desk.get(page).content.decode().lower()
    assert desk.get(f"/desk/paper/{check_in.ref}").headers["Location"] == "/desk/paper"


@pytest.mark.parametrize("odd", [("4",) * 7, (*MIXED[:6], ""), ("",) * 7])
def test_what_looks_like_a_slip_of_the_hand_is_keyed_twice(
    desk: Browser, check_in: CheckIn, odd: tuple[str, ...]
) -> None:
    response = keyed(desk, check_in, odd)
    page = response.content.decode()
    assert "key it in once more" in page
    assert all(f'value="{digit}" inputmode' not in page for digit in "12345")
    keyed(desk, check_in, odd, first=first_time(response))
    check_in.refresh_from_db()
    assert check_in.status == ("answered" if any(odd) else "declined")


def test_where_the_two_times_differ_the_row_is_named_and_nothing_is_saved(desk: Browser, check_in: CheckIn) -> None:
    response = keyed(desk, check_in, ("4",) * 7)
    second = keyed(desk, check_in, ("3", *("4",) * 6), first=first_time(response))
    page = second.content.decode()
    assert second.status_code == 400 and page.count('aria-invalid="true"') == 1
    check_in.refresh_from_db()
    assert check_in.status == "offered"


def test_a_first_time_that_was_tampered_with_counts_for_nothing(desk: Browser, check_in: CheckIn) -> None:
    response = keyed(desk, check_in, ("4",) * 7, first="forged")
    assert "key it in once more" in response.content.decode()


@pytest.mark.parametrize("wrong", ["6", "0", "x", "44"])
def test_a_digit_that_is_no_box_is_refused_and_the_rest_is_kept(desk: Browser, check_in: CheckIn, wrong: str) -> None:
    response = keyed(desk, check_in, (wrong, *MIXED[1:]))
    assert response.status_code == 400
    assert response.content.decode().count('aria-invalid="true"') == 1
    assert answers_of(check_in) == {}


def test_not_today_on_paper_is_stored(desk: Browser, check_in: CheckIn, cast: Cast) -> None:
    keyed(desk, check_in, ("",) * 7, declined="yes")
    check_in.refresh_from_db()
    assert (check_in.status, check_in.mode, check_in.keyed_by) == ("declined", "paper", cast.frida)


def test_what_was_declined_meanwhile_is_told_as_that(check_in: CheckIn, cast: Cast) -> None:
    decline_check_in(check_in, mode="phone", at=NOW)
    with pytest.raises(AlreadyOver, match="not today"):
        key_check_in(check_in, {}, sharing=Sharing.COUNTED, language="en", by=cast.frida, at=NOW)


def test_a_sheet_whose_link_is_too_old_can_still_be_keyed(desk: Browser, check_in: CheckIn) -> None:
    with time_machine.travel(check_in.expires_at, tick=False):
        assert desk.post("/desk/paper", {"code": check_in.key}).status_code == 302


def test_an_unknown_code_says_so(desk: Browser, check_in: CheckIn) -> None:
    assert "No open sheet has this code" in desk.post("/desk/paper", {"code": "00000000"}).content.decode()


def test_a_check_in_that_came_with_records_has_no_sheet(desk: Browser, check_in: CheckIn) -> None:
    CheckIn.objects.filter(pk=check_in.pk).update(expires_at=None)
    assert desk.get(f"/desk/paper/{check_in.ref}").status_code == 404


def test_where_an_answer_is_worth_nothing_a_row_without_a_mark_stays_empty(desk: Browser, cast: Cast) -> None:
    own_instrument(cast)
    with time_machine.travel(NOW, tick=False):
        check_in = offered(cast, NOW)
        page = desk.get(f"/desk/paper/{check_in.ref}").content.decode()
        assert page.count('value="" inputmode') == len(check_in.items) and 'value="1" inputmode' not in page
        # A row that is kept is the one marked, also where its mark stands for 0.
        refused = keyed(desk, check_in, ("1", "x")).content.decode()
        assert refused.count('value="1" inputmode') == 1


def test_who_may_see_it_is_keyed_from_the_sheet_and_never_chosen_beforehand(desk: Browser, check_in: CheckIn) -> None:
    assert " checked" not in desk.get(f"/desk/paper/{check_in.ref}").content.decode()
    forgotten = keyed(desk, check_in, MIXED, sharing="")
    assert forgotten.status_code == 400 and " checked" not in forgotten.content.decode()
    check_in.refresh_from_db()
    assert check_in.status == "offered"


def test_what_the_client_chose_on_a_phone_before_stays_chosen(desk: Browser, check_in: CheckIn) -> None:
    start_check_in(check_in, sharing=Sharing.COUNTED, language="en", mode="phone", at=NOW)
    page = desk.get(f"/desk/paper/{check_in.ref}").content.decode()
    assert 'value="counted" required checked' in page and page.count(" checked") == 1
