"""The instruments pages: what is listed and shown, what is refused and where, who may come in."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.actions.instruments.adopting import adopt_instrument
from bidewell.actions.instruments.defining import define_instrument
from bidewell.actions.instruments.definitions import definition_of
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.registry import INSTRUMENTS, instrument
from bidewell.records.models import Answer, CheckIn, Client, Episode, InstrumentVersion
from tests.clinic.actions.test_instruments import PHQ
from tests.clinic.cast import NOW, Browsing, Cast

FORM: dict[str, Any] = {
    "code": "evening", "version": "1", "rater": "client", "role": "distress", "name_en": "Evening form", "name_es": "",
    "questions_en": "One\r\nTwo\r\nThree", "questions_es": "", "minimum": "0", "maximum": "3",
    "answers_en": "Never\nSome\nMost\nDaily", "answers_es": "", "reversed_items": "2", "safety_from": "3: 1",
    "method": "sum", "score_minimum": "0", "score_maximum": "9", "better": "lower", "most_missing": "0",
    "source": "The manual, page 2", "reference": "Letter 7", "verified_on": "2026-01-31", "attested": "on",
}  # fmt: skip


@pytest.fixture
def browser(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.dana)


def adopted(cast: Cast, name: tuple[str, str, str] = ("core", "10", "client")) -> InstrumentVersion:
    return adopt_instrument(cast.program, instrument(*name), by=cast.dana, at=NOW)


def core_text(**changed: str) -> dict[str, str]:
    items = {f"item_{n}": f"Words {n + 1}" for n in range(10)}
    choices = {f"choice_{n}": f"Answer {n}" for n in range(5)}
    return {"language": "en", "reference": "Contract 12", "attested": "on", **items, **choices, **changed}


def test_every_shipped_one_is_listed_with_its_licence_and_can_be_taken(browser: Browser) -> None:
    page = browser.get("/data/instruments").content.decode()
    assert page.count("Take into use") == len(INSTRUMENTS)
    assert "The text needs a contract" in page and "(CC0)" in page


def test_one_that_is_taken_moves_into_the_program(cast: Cast, browser: Browser) -> None:
    response = browser.post("/data/instruments/adopt", {"instrument": "core|10|client"})
    row = InstrumentVersion.objects.get(program=cast.program, code="core")
    assert response["Location"] == f"/data/instruments/{row.ref}"
    page = browser.get("/data/instruments").content.decode()
    assert page.count("Take into use") == len(INSTRUMENTS) - 1
    assert browser.post("/data/instruments/adopt", {"instrument": "core|11|client"}).status_code == 404


def test_the_short_check_in_is_shown_as_clients_see_it_in_both_languages(browser: Browser) -> None:
    page = browser.get("/data/instruments/check-in").content.decode()
    for item in BIDEWELL_CHECKIN.items:
        assert item.wording["en"] in page and item.wording["es"] in page
    assert "Del todo" in page and 'lang="es"' in page


def test_a_definition_becomes_an_instrument_that_scores(cast: Cast, browser: Browser) -> None:
    response = browser.post("/data/instruments/define", FORM)
    row = InstrumentVersion.objects.get(code="evening")
    assert response.status_code == 302
    made = definition_of(row)
    assert [item.wording["en"] for item in made.items] == ["One", "Two", "Three"]
    assert made.item("2").reverse and made.item("3").safety_from == 1
    assert [choice.labels["en"] for choice in made.choices] == ["Never", "Some", "Most", "Daily"]
    assert "from the answer 1" in browser.get(f"/data/instruments/{row.ref}").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"attested": ""}, "attested"),
        ({"score_maximum": "27"}, "score_maximum"),
        ({"reversed_items": "7"}, "reversed_items"),
        ({"safety_from": "7: 1"}, "safety_from"),
        ({"safety_from": "3: 9"}, "safety_from"),
        ({"safety_from": "three"}, "safety_from"),
        ({"questions_en": ""}, "questions_en"),
        ({"questions_es": "Uno"}, "questions_es"),
        ({"answers_en": "Never\nDaily"}, "answers_en"),
        ({"maximum": "0"}, "maximum"),
        ({"reference": ""}, "reference"),
    ],
)
def test_a_wrong_definition_says_at_which_field_and_keeps_what_was_typed(
    browser: Browser, changed: dict[str, str], field: str
) -> None:
    response = browser.post("/data/instruments/define", {**FORM, **changed})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "The manual, page 2" in response.content.decode()
    assert not InstrumentVersion.objects.filter(code="evening").exists()


def test_a_whole_definition_in_toml_names_the_field_that_is_wrong(browser: Browser) -> None:
    toml = 'code = "evening"\nversion = "1"\nrater = "client"\nrole = "mood"\n'
    response = browser.post("/data/instruments/define/whole", {"definition": toml, "attested": "on"})
    assert "names: a text by language is expected" in response.content.decode()
    response = browser.post("/data/instruments/define/whole", {"definition": "code = ", "attested": "on"})
    assert "neither TOML nor JSON" in response.content.decode()


def test_one_in_use_gets_a_new_version_and_stays_itself(cast: Cast, browser: Browser) -> None:
    row = define_instrument(cast.program, PHQ, is_attested=True, by=cast.dana, at=NOW)
    CheckIn.objects.create(program=cast.program, episode=cast.episode, key="K", instrument=row, rater="client", at=NOW)
    address = f"/data/instruments/{row.ref}/definition"
    same = browser.post(address, {"definition": json.dumps(PHQ), "attested": "on"})
    assert "another version" in same.content.decode()
    newer = {**PHQ, "version": "2", "names": {"en": "Night form"}}
    assert browser.post(address, {"definition": json.dumps(newer), "attested": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.definition["names"] == {"en": "Evening form"}
    assert InstrumentVersion.objects.get(code="evening", version="2").definition["names"] == {"en": "Night form"}


def test_text_is_loaded_with_the_programs_word_and_then_shown(cast: Cast, browser: Browser) -> None:
    row = adopted(cast)
    assert browser.post(f"/data/instruments/{row.ref}/text", core_text()).status_code == 302
    page = browser.get(f"/data/instruments/{row.ref}").content.decode()
    assert "Words 7" in page and "by Dana on" in page and "Contract 12" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"attested": ""}, "attested"), ({"reference": ""}, "reference"), ({"item_3": ""}, "item_3"), ({"choice_0": ""}, "choice_0")],
)  # fmt: skip
def test_wrong_text_says_at_which_field(cast: Cast, browser: Browser, changed: dict[str, str], field: str) -> None:
    row = adopted(cast)
    response = browser.post(f"/data/instruments/{row.ref}/text", core_text(**changed))
    assert field in response.context["form"].errors and "Words 7" in response.content.decode()
    row.refresh_from_db()
    assert row.text == {}


def test_the_second_to_save_the_safety_note_is_told_and_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    version = cast.program.version
    first = browser.post("/data/instruments/safety-note", {"version": version, "en": "Call Sam.", "es": ""})
    assert first.status_code == 302
    second = browser.post("/data/instruments/safety-note", {"version": version, "en": "Call Ada.", "es": ""})
    assert "Somebody else has changed this" in second.content.decode() and "Call Ada." in second.content.decode()
    cast.program.refresh_from_db()
    assert cast.program.safety_note == {"en": "Call Sam."}


def test_alpha_is_shown_from_thirty_clients_on(cast: Cast, browser: Browser) -> None:
    row = adopted(cast, ("bidewell_checkin", "1", "client"))
    _answer(cast, row, 29)
    assert "not enough data yet" in browser.get(f"/data/instruments/{row.ref}").content.decode()
    _answer(cast, row, 30, first=29)
    page = browser.get(f"/data/instruments/{row.ref}").content.decode()
    assert "not enough data yet" not in page and "30 clients" in page


def _answer(cast: Cast, row: InstrumentVersion, until: int, first: int = 0) -> None:
    for n in range(first, until):
        client = Client.objects.create(program=cast.program, key=f"R{n}")
        episode = Episode.objects.create(program=cast.program, client=client, key=f"R{n}")
        check_in = CheckIn.objects.create(
            program=cast.program,
            episode=episode,
            key=f"R{n}",
            instrument=row,
            rater="client",
            status="answered",
            at=NOW,
        )
        values = {"bond": 1 + n % 5, "goals": 1 + n % 5, "tasks": 1 + (n + n // 7) % 5, "voice": 1 + (n + n // 5) % 5}
        Answer.objects.bulk_create(Answer(check_in=check_in, item=item, value=value) for item, value in values.items())


def test_somebody_elses_instrument_does_not_exist(cast: Cast, browser: Browser) -> None:
    theirs = adopt_instrument(cast.elsewhere, BIDEWELL_CHECKIN, by=None, at=NOW)
    for rest in ("", "/text", "/definition"):
        assert browser.get(f"/data/instruments/{theirs.ref}{rest}").status_code == 404
    for rest in ("/offer", "/safety-items"):
        assert browser.post(f"/data/instruments/{theirs.ref}{rest}").status_code == 404
    assert browser.get(f"/data/instruments?of={cast.elsewhere.ref}").status_code == 404


@pytest.mark.parametrize("who", ["thea", "sam", "pat", "frida"])
def test_only_data_managers_and_administrators_enter(cast: Cast, browsing: Browsing, who: str) -> None:
    assert browsing(getattr(cast, who)).get("/data/instruments").status_code == 403
    assert browsing(cast.ada).get("/data/instruments").status_code == 200


def test_queries_do_not_grow_with_the_instruments(cast: Cast, browser: Browser) -> None:
    adopted(cast)
    browser.get("/data/instruments")  # the first visit also notes when the session was last used
    with CaptureQueriesContext(connection) as few:
        browser.get("/data/instruments")
    for n in range(2, 12):
        define_instrument(cast.program, {**PHQ, "version": str(n)}, is_attested=True, by=cast.dana, at=NOW)
    with CaptureQueriesContext(connection) as many:
        browser.get("/data/instruments")
    assert len(many) == len(few)


ANYTHING = st.text(max_size=60)
FUZZED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZED
@given(values=st.dictionaries(st.sampled_from(sorted(FORM)), ANYTHING))
def test_whatever_is_typed_into_the_definition_nothing_breaks(browser: Browser, values: dict[str, str]) -> None:
    assert browser.post("/data/instruments/define", {**FORM, **values}).status_code in (200, 302)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | ANYTHING, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANYTHING, inner, max_size=3), max_leaves=8)  # fmt: skip


@FUZZED
@given(name=st.sampled_from(sorted(PHQ)), value=JSON)
def test_whatever_a_whole_definition_holds_nothing_breaks(browser: Browser, name: str, value: Any) -> None:
    text = json.dumps({**PHQ, name: value})
    response = browser.post("/data/instruments/define/whole", {"definition": text, "attested": "on"})
    assert response.status_code in (200, 302)


@FUZZED
@given(values=st.dictionaries(st.sampled_from(sorted(core_text())), ANYTHING))
def test_whatever_is_typed_as_text_nothing_breaks(cast: Cast, browser: Browser, values: dict[str, str]) -> None:
    row = adopted(cast)
    assert browser.post(f"/data/instruments/{row.ref}/text", core_text(**values)).status_code in (200, 302)


@FUZZED
@given(typed=ANYTHING)
def test_whatever_is_typed_as_safety_items_nothing_breaks(cast: Cast, browser: Browser, typed: str) -> None:
    row = adopted(cast)
    response = browser.post(f"/data/instruments/{row.ref}/safety-items", {"safety_from": typed})
    assert response.status_code in (200, 302)
