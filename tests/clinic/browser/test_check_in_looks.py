"""The check-in looked at: on a phone and at a desk, at twice the size, in light and dark, in both directions of reading."""

import pytest
from playwright.sync_api import Page, expect

from bidewell.records.models import CheckIn
from tests.accessibility import violations
from tests.clinic.browser.answering import answer_all, delivered
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import Cast
from tests.clinic.check_ins import address

pytestmark = pytest.mark.django_db(transaction=True)


SIZES = {
    "phone": PHONE, "desk": DESK,
    # 200 % zoom halves the room: a desk then has that of a small phone.
    "zoomed-phone": {**PHONE, "viewport": {"width": 195, "height": 422}},
    "zoomed-desk": {**DESK, "viewport": {"width": 640, "height": 450}},
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("size", list(SIZES))
def test_axe_finds_nothing_and_nothing_is_cut_off(page_of: Opener, cast: Cast, check_in: CheckIn, size: str, direction: str, scheme: str) -> None:  # fmt: skip
    cast.program.you_said_we_did = {"en": "You asked for evening groups. They begin in May."}
    cast.program.save()
    page = page_of(None, SIZES[size], color_scheme=scheme)
    page.goto(address(check_in))
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    found = {"start": looked_at(page, f"start-{size}-{direction}-{scheme}")}
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Mostly").click()
    page.get_by_role("link", name="Back").click()
    found["question"] = looked_at(page, f"question-{size}-{direction}-{scheme}")
    answer_all(page)
    delivered(page)
    found["end"] = looked_at(page, f"end-{size}-{direction}-{scheme}")
    assert found == {"start": [], "question": [], "end": []}


def looked_at(page: Page, name: str) -> list[str]:
    picture(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"wider than the screen by {wide}"] if wide > 0 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_there_is_nothing_to_answer(phone_page: Opener, cast: Cast, check_in: CheckIn, complaints: list[str], scheme: str) -> None:  # fmt: skip
    page = phone_page(color_scheme=scheme)
    page.goto("/c/unknown")
    assert looked_at(page, f"unknown-{scheme}") == []
    page.goto("/c/code")
    page.get_by_label("The code on your paper").fill("0000-0000")
    page.get_by_role("button", name="Go on").tap()
    expect(page.get_by_text("We do not know this code")).to_be_visible()
    assert looked_at(page, f"code-{scheme}") == []
    link = address(check_in)
    CheckIn.objects.filter(pk=check_in.pk).update(status="declined")
    page.goto(link)
    assert looked_at(page, f"declined-{scheme}") == []
    complaints.clear()  # the 404 of the unknown link
