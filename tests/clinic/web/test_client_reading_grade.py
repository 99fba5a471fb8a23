"""Everything a client reads, on a page, on paper or in a message, is at grade 6 or below in both languages."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client as Browser

from bidewell.actions.check_ins.links import token_of
from bidewell.actions.outbox.texts import TEXTS, text_of
from bidewell.records.models import CheckIn
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import SEVEN, address, offered
from tests.unit.instruments.reading_grade import GRADES, words_of

BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "li",
    "label",
    "legend",
    "button",
    "a",
    "div",
    "th",
    "td",
    "span",
    "template",
    "section",
    "strong",
}
NO_SENTENCE = r"http|^[0-9A-Z]{4}-[0-9A-Z]{4}$"  # addresses and codes
ENOUGH_WORDS = 12  # a formula made for texts says nothing of a button


class Read(HTMLParser):
    """The sentences of a page: a block without a full stop is one of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipping += tag in ("script", "style", "title", "noscript", "textarea")
        if tag in BLOCKS:
            self.said.append("")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in ("script", "style", "title", "noscript", "textarea")
        if tag in BLOCKS:
            self.said.append("")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.said = self.said or [""]
            self.said[-1] += data


def sentences(html: str) -> Iterator[str]:
    reader = Read()
    reader.feed(html.split("<main")[1])
    for block in reader.said:
        words = " ".join(block.split())
        # A button of two words would pass for a very short sentence, and make the page seem easier than it is.
        if len(words_of(words)) > 3 and not re.search(NO_SENTENCE, words):
            yield words if words[-1] in ".?!" else f"{words}."


def pages(phone: Browser, check_in: CheckIn, language: str) -> dict[str, str]:
    where = f"?language={language}"
    found = {"start": phone.get(address(check_in) + where)}
    phone.post(address(check_in, "start"), {"sharing": "therapist", "language": language})
    for place in range(1, SEVEN + 1):
        found[f"question {place}"] = phone.get(address(check_in, place) + where)
        phone.post(address(check_in, place), {"value": "4", "language": language})
    found["end"] = phone.get(address(check_in, "end") + where)
    with time_machine.travel(check_in.expires_at, tick=False):
        found["answered"] = phone.get(address(check_in) + where)
    for name, status in (("declined", "declined"), ("expired", "offered")):
        CheckIn.objects.filter(pk=check_in.pk).update(status=status)
        with time_machine.travel(check_in.expires_at, tick=False):
            found[name] = phone.get(f"/c/{token_of(check_in)}{where}")
    spoken = {"Accept-Language": language}
    found["unknown"] = phone.get("/c/unknown", headers=spoken)
    found["code"] = phone.post("/c/code", {"code": "0", "language": language}, headers=spoken)
    return {name: response.content.decode() for name, response in found.items()}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_reads_at_grade_six_or_below(cast: Cast, browsing: Browsing, language: str) -> None:
    with time_machine.travel(NOW, tick=False):
        check_in = offered(cast, NOW)
        desk = browsing(cast.frida)
        sheet = desk.get(f"/desk/sessions/{check_in.session.ref}/check-in/sheet?language={language}").content.decode()
        read = {"sheet": '<main><article class="sheet"' + sheet.split('<article class="sheet"')[1]}
        read |= pages(browsing(None), check_in, language)
    grades = {name: GRADES[language](" ".join(sentences(html))) for name, html in read.items()}
    assert {name: round(grade, 1) for name, grade in grades.items() if grade > 6} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_of_some_length_reads_at_grade_eight_or_below(
    cast: Cast, browsing: Browsing, language: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        read = pages(browsing(None), offered(cast, NOW), language)
    long = {one for html in read.values() for one in sentences(html) if len(words_of(one)) >= ENOUGH_WORDS}
    assert {one: round(GRADES[language](one), 1) for one in long if GRADES[language](one) > 8} == {}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", list(TEXTS))
def test_every_message_reads_at_grade_six_or_below(kind: str, language: str) -> None:
    words = text_of(kind, language, moment=NOW, time_zone="America/New_York", link="").words
    assert GRADES[language](words.replace("AM", "").replace("PM", "")) <= 6
